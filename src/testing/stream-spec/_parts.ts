/**
 * The neighbours that the laws give a stream: sources that stop or fail, sinks that are slow or fail.
 *
 * @module
 */
import { runPipeline } from '../../core/pipeline.ts';
import { Readable } from '../../core/readable.ts';
import { Writable } from '../../core/writable.ts';
import type { Log } from './_log.ts';
import { turn } from './_turn.ts';

/** A sink that takes one chunk a turn, and what it has taken. */
export interface Collector {
  readonly sink: Writable<unknown>;
  readonly seen: readonly unknown[];
}

/** Makes a sink that takes one chunk a turn. */
export function slowSink(log: Log): Collector {
  const seen: unknown[] = [];
  const sink = new Writable<unknown>({
    objectMode: true,
    highWaterMark: 1,
    write(chunk, _encoding, done) {
      log.event('the sink takes', chunk);
      seen.push(chunk);
      void turn().then(() => done());
    },
  });
  return { sink, seen };
}

/** Makes a sink that fails at its first chunk, or if there is none at its end. */
export function failingSink(error: Error): Writable<unknown> {
  return new Writable<unknown>({
    objectMode: true,
    highWaterMark: 1,
    write: (_chunk, _encoding, done) => done(error),
    final: (done) => done(error),
  });
}

/** A source that gives some chunks and then nothing, without an end; with an error it fails when they are read. */
export function silentSource(chunks: readonly unknown[], error?: Error): Readable<unknown> {
  const left = [...chunks];
  return new Readable<unknown>({
    objectMode: true,
    highWaterMark: 1,
    read() {
      if (left.length > 0) this.push(left.shift());
      else if (error) this.destroy(error);
    },
  });
}

/** A pipeline that is under way: whether it is over, and with what error. */
export interface Running {
  isOver: boolean;
  error: unknown;
}

/** Joins parts in a pipeline and logs how it ends. */
export function pipe(log: Log, parts: readonly unknown[], signal?: AbortSignal): Running {
  const running: Running = { isOver: false, error: undefined };
  runPipeline(
    parts as never[],
    (error) => {
      log.event('the pipeline is over', ...(error ? [error] : []));
      running.isOver = true;
      running.error = error ?? undefined;
    },
    { signal },
  );
  return running;
}

/** Whether an error is, or has been caused by, another. */
export function comesOf(error: unknown, origin: unknown): boolean {
  for (let cause = error, depth = 0; cause !== undefined && cause !== null && depth < 8; depth++) {
    if (cause === origin) return true;
    const { errors } = cause as { errors?: unknown };
    if (Array.isArray(errors) && errors.some((inner) => comesOf(inner, origin))) return true;
    cause = (cause as { cause?: unknown }).cause;
  }
  return false;
}
