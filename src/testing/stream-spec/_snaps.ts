/**
 * Snaps onto everything: Node's own streams, classic emitters, web streams, iterables, in both directions.
 *
 * @module
 */
import { hostStreams } from '#platform';
import { Stream } from '../../core/classic.ts';
import type { Listener } from '../../core/types.ts';
import { pipe } from './_parts.ts';
import type { Trial } from './_trial.ts';

/** Between an iterable and a loop. */
export async function ontoIterables(trial: Trial): Promise<void> {
  const expected = await trial.expected();
  const stream = trial.fresh();
  const seen: unknown[] = [];
  async function collect(source: AsyncIterable<unknown>): Promise<void> {
    for await (const chunk of source) seen.push(chunk);
  }
  await trial.finish(pipe(trial.log, row(trial, trial.brief.input, stream, collect)));
  trial.compare(trial.outcome(stream, seen), expected);
}

function row(trial: Trial, source: unknown, stream: unknown, sink: unknown): unknown[] {
  return [...(trial.isWritten ? [source] : []), stream, ...(trial.isRead ? [sink] : [])];
}

/** Between web streams. */
export async function ontoWebStreams(trial: Trial): Promise<void> {
  const expected = await trial.expected();
  const stream = trial.fresh();
  const left = [...trial.brief.input];
  const source = new ReadableStream<unknown>({
    pull(controller) {
      if (left.length > 0) controller.enqueue(left.shift());
      else controller.close();
    },
  });
  const seen: unknown[] = [];
  const sink = new WritableStream<unknown>({
    write(chunk) {
      seen.push(chunk);
    },
  });
  await trial.finish(pipe(trial.log, row(trial, source, stream, sink)));
  trial.compare(trial.outcome(stream, seen), expected);
}

/** Between emitters that know nothing but 'data', 'end' and 'drain'. */
export async function ontoEmitters(trial: Trial): Promise<void> {
  const expected = await trial.expected();
  const stream = trial.fresh() as unknown as Stream & { end?(): unknown };
  const { sink, seen, isOver } = oldSink(trial);
  if (trial.isRead) stream.pipe(sink as never);
  if (trial.isWritten) {
    const source = oldSource(trial.brief.input);
    source.pipe(stream as never);
    source.resume();
  }
  const isDone = trial.isRead ? isOver : whenOver(stream);
  await trial.until(isDone, () => 'the end did not come through pipe()');
  trial.compare(trial.outcome(stream, seen), expected);
}

function whenOver(stream: Stream): () => boolean {
  let isOver = stream.writable === false;
  for (const event of ['finish', 'end', 'close']) {
    stream.on(event, () => {
      isOver = true;
    });
  }
  return () => isOver;
}

/** A source of the oldest kind, whose `pause` holds the next chunk back. */
function oldSource(chunks: readonly unknown[]): Stream & { resume(): void } {
  const left = [...chunks];
  let isPaused = true;
  function flow(): void {
    while (!isPaused && left.length > 0) source.emit('data', left.shift());
    if (isPaused || !source.readable) return;
    source.readable = false;
    source.emit('end');
  }
  function pause(): void {
    isPaused = true;
  }
  function resume(): void {
    if (!isPaused) return;
    isPaused = false;
    flow();
  }
  const source = Object.assign(new Stream(), { readable: true, pause, resume });
  return source;
}

/** A sink of the oldest kind, which asks to wait after each chunk. */
function oldSink(trial: Trial): { sink: Stream; seen: unknown[]; isOver: () => boolean } {
  const seen: unknown[] = [];
  let isOver = false;
  function write(chunk: unknown): boolean {
    trial.log.event('the sink takes', chunk);
    seen.push(chunk);
    queueMicrotask(() => sink.emit('drain'));
    return false;
  }
  function end(): void {
    isOver = true;
  }
  const sink = Object.assign(new Stream(), { writable: true, write, end });
  return { sink, seen, isOver: () => isOver };
}

/** Between streams of `node:stream`, in its `pipeline`. */
export async function ontoNodeStreams(trial: Trial): Promise<void> {
  if (hostStreams === undefined) return;
  const expected = await trial.expected();
  const stream = trial.fresh();
  const seen: unknown[] = [];
  const source = hostStreams.Readable.from(trial.brief.input);
  const sink = new hostStreams.Writable({
    objectMode: true,
    highWaterMark: 1,
    write(chunk: unknown, _encoding: string, done: () => void) {
      seen.push(chunk);
      queueMicrotask(done);
    },
  });
  const running = { isOver: false, error: undefined as unknown };
  function ondone(error?: Error | null): void {
    trial.log.event("node's pipeline is over", ...(error ? [error] : []));
    running.isOver = true;
    running.error = error ?? undefined;
  }
  hostStreams.pipeline(row(trial, source, stream, sink), ondone as Listener);
  await trial.finish(running);
  trial.compare(trial.outcome(stream, seen), expected);
}
