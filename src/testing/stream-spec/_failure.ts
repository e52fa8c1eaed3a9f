/**
 * Failure travels: inside `pipeline` an error anywhere reaches every part.
 *
 * @module
 */
import type { AnyStream } from '../../core/_predicates.ts';
import { Readable } from '../../core/readable.ts';
import type { Writable } from '../../core/writable.ts';
import type { Running } from './_parts.ts';
import { comesOf, failingSink, pipe, silentSource, slowSink } from './_parts.ts';
import type { LawSubject } from './_subject.ts';
import type { Trial } from './_trial.ts';
import { turns } from './_turn.ts';

/** A stream in a pipeline between neighbours of ours. */
interface Row {
  readonly source: Readable<unknown> | undefined;
  readonly stream: LawSubject;
  readonly sink: Writable<unknown> | undefined;
  readonly running: Running;
}

/** The parts that are other than usual. */
interface RowOptions {
  readonly source?: Readable<unknown>;
  readonly stream?: LawSubject;
  readonly sink?: Writable<unknown>;
  readonly signal?: AbortSignal;
}

/** Puts a stream between a source that gives half of the input and falls silent, and a slow sink. */
export function row(trial: Trial, options: RowOptions): Row {
  const stream = trial.fresh(options.stream);
  const source = trial.isWritten ? (options.source ?? silentSource(half(trial.brief.input))) : undefined;
  const sink = trial.isRead ? (options.sink ?? slowSink(trial.log).sink) : undefined;
  const parts = [source, stream, sink].filter((part) => part !== undefined);
  return { source, stream, sink, running: pipe(trial.log, parts, options.signal) };
}

/** Half of the input, and at least one chunk. */
export function half(input: readonly unknown[]): readonly unknown[] {
  return input.slice(0, Math.ceil(input.length / 2));
}

/** A source that fails takes the stream and the sink with it. */
export async function ofTheSource(trial: Trial): Promise<void> {
  const error = new Error('the source fails');
  const source = silentSource(half(trial.brief.input), error);
  await allFail(trial, row(trial, { source }), error);
}

/** A sink that fails takes the stream and the source with it. */
export async function ofTheSink(trial: Trial): Promise<void> {
  const error = new Error('the sink fails');
  const source = Readable.from(trial.brief.input);
  await allFail(trial, row(trial, { source, sink: failingSink(error) }), error);
}

/** A stream that is destroyed with an error takes the source and the sink with it. */
export async function ofTheStream(trial: Trial): Promise<void> {
  const error = new Error('the stream fails');
  const all = row(trial, {});
  await turns(2);
  const stream = all.stream as AnyStream;
  if (trial.isOver(stream) || all.running.isOver) return;
  trial.log.add('destroy(error)');
  stream.destroy?.(error);
  await allFail(trial, all, error);
}

/** So does one that fails by itself, in the way that was stated. */
export async function ofItself(trial: Trial): Promise<void> {
  const { fails, input } = trial.brief;
  if (fails === undefined) return;
  if ('make' in fails) {
    const error = new Error('a function of the user fails');
    const source = Readable.from(input);
    await allFail(trial, row(trial, { source, stream: fails.make(error) }), error);
  } else await allFail(trial, row(trial, { source: silentSource([...half(input), fails.chunk]) }), undefined);
}

/** Waits for the end of a pipeline that must fail, with an error, and looks at its parts. */
export async function allFail(trial: Trial, all: Row, error: unknown): Promise<void> {
  const { running, source, stream, sink } = all;
  await trial.until(
    () => running.isOver,
    () => 'the pipeline never ended, though a part of it failed',
  );
  if (running.error === undefined) throw new Error('the pipeline ended without the error');
  if (error !== undefined && !comesOf(running.error, error)) {
    throw new Error('the pipeline ended with another error', { cause: running.error });
  }
  await trial.settle();
  if (source && !source.destroyed) throw new Error('the source was not destroyed');
  if (sink && !sink.destroyed) throw new Error('the sink was not destroyed');
  if (!trial.isOver(stream)) throw new Error('the stream was not destroyed');
  if (error !== undefined) for (const part of [source, stream, sink]) checkError(part, error);
}

/** A part that says why it failed must name the error. */
function checkError(part: unknown, error: unknown): void {
  const { errored } = Object(part ?? {}) as { errored?: Error | null };
  if (errored && !comesOf(errored, error)) {
    throw new Error('a part was destroyed with another error', { cause: errored });
  }
}
