/**
 * Snaps onto everything: Node's own streams, classic emitters, web streams, iterables, in both directions.
 *
 * @module
 */
import { hostStreams } from '#platform';
import { Stream } from '../../core/classic.ts';
import { Readable } from '../../core/readable.ts';
import type { HostStreams, WritableLike } from '../../core/types.ts';
import { Writable } from '../../core/writable.ts';
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

/** Between web streams, as parts of a pipeline and by the bridges of both sides. */
export async function ontoWebStreams(trial: Trial): Promise<void> {
  const expected = await trial.expected();
  const stream = trial.fresh();
  const { sink, seen } = webSink();
  await trial.finish(pipe(trial.log, row(trial, webSource(trial.brief.input), stream, sink)));
  trial.compare(trial.outcome(stream, seen), expected);
  if (!trial.brief.isWeb) await overBridges(trial, expected);
}

async function overBridges(trial: Trial, expected: readonly unknown[] | undefined): Promise<void> {
  trial.log.begin('(by toWeb)');
  const stream = trial.fresh();
  const { sink, seen } = webSink();
  const ways: Promise<void>[] = [];
  if (trial.isRead) ways.push(Readable.toWeb(stream as never).pipeTo(sink));
  if (trial.isWritten) ways.push(webSource(trial.brief.input).pipeTo(Writable.toWeb(stream as never)));
  const bridges = { isOver: false, error: undefined as unknown };
  Promise.all(ways).then(
    () => {
      bridges.isOver = true;
    },
    (error) => Object.assign(bridges, { isOver: true, error }),
  );
  await trial.finish(bridges);
  trial.compare(trial.outcome(stream, seen), expected);
}

function webSource(chunks: readonly unknown[]): ReadableStream<unknown> {
  const left = [...chunks];
  return new ReadableStream<unknown>({
    pull(controller) {
      if (left.length > 0) controller.enqueue(left.shift());
      else controller.close();
    },
  });
}

function webSink(): { sink: WritableStream<unknown>; seen: readonly unknown[] } {
  const seen: unknown[] = [];
  const sink = new WritableStream<unknown>({
    write(chunk) {
      seen.push(chunk);
    },
  });
  return { sink, seen };
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

/** Between streams of `node:stream`: in its `pipeline`, and by `pipe`. */
export async function ontoNodeStreams(trial: Trial): Promise<void> {
  if (hostStreams === undefined) return;
  const expected = await trial.expected();
  await inPipelineOf(hostStreams, trial, expected);
  trial.log.begin('(by pipe)');
  const stream = trial.fresh() as unknown as Stream;
  const { sink, seen } = nodeSink(hostStreams);
  const isOver = whenOver(trial.isRead ? (sink as unknown as Stream) : stream);
  if (trial.isRead) stream.pipe(sink as never);
  if (trial.isWritten) hostStreams.Readable.from(trial.brief.input).pipe(stream as never);
  await trial.until(isOver, () => 'the end did not come through pipe()');
  trial.compare(trial.outcome(stream, seen), expected);
}

async function inPipelineOf(
  host: HostStreams,
  trial: Trial,
  expected: readonly unknown[] | undefined,
): Promise<void> {
  const stream = trial.fresh();
  const { sink, seen } = nodeSink(host);
  const running = { isOver: false, error: undefined as unknown };
  host.pipeline(row(trial, host.Readable.from(trial.brief.input), stream, sink), (error) => {
    trial.log.event("node's pipeline is over", ...(error ? [error] : []));
    running.isOver = true;
    running.error = error ?? undefined;
  });
  await trial.finish(running);
  trial.compare(trial.outcome(stream, seen), expected);
}

function nodeSink(host: HostStreams): { sink: WritableLike; seen: readonly unknown[] } {
  const seen: unknown[] = [];
  const sink = new host.Writable({
    objectMode: true,
    highWaterMark: 1,
    write(chunk: unknown, _encoding: string, done: () => void) {
      seen.push(chunk);
      queueMicrotask(done);
    },
  });
  return { sink, seen };
}
