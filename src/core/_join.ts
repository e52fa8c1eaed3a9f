/**
 * Two streams as the two sides of one Duplex.
 *
 * @module
 */
import type { AnyStream } from './_predicates.ts';
import { isReadable, isWritable } from './_predicates.ts';
import type { WriteCallback } from './_writable-state.ts';
import type { DoneCallback } from './destroy.ts';
import { destroyer } from './destroyer.ts';
import type { Duplex, DuplexConstructor } from './duplex.ts';
import { AbortError } from './errors.ts';
import { finished } from './finished.ts';
import { Readable } from './readable.ts';
import type { Encoding } from './types.ts';
import { wrapClassic } from './wrap.ts';

/**
 * Makes one stream of a source that is read from and a sink that is written to.
 *
 * @param connect what stands between sink and source: it is begun when the stream is there, and calls back once.
 */
export function join<In, Out>(
  Duplex: DuplexConstructor,
  source: AnyStream | undefined,
  sink: AnyStream | undefined,
  connect?: (callback: DoneCallback) => void,
): Duplex<In, Out> {
  if (source && !source.read) {
    const wrapped = new Readable<Out>({ objectMode: true });
    wrapClassic(wrapped, source as never, true);
    source = wrapped as unknown as AnyStream;
  }
  const { readableObjectMode } = (source ?? {}) as { readableObjectMode?: boolean };
  /** A classic stream takes chunks of any kind, and has no 'finish'. */
  const sinkIsClassic = sink !== undefined && !sink._writableState;
  const { writableObjectMode = sinkIsClassic } = (sink ?? {}) as { writableObjectMode?: boolean };
  /** The parts that have not come to their end. */
  let open = 0;
  let wanting = false;
  let onclose: (() => void) | undefined;
  let ondrain: WriteCallback | undefined;
  let onfinish: DoneCallback | undefined;

  const stream = new Duplex<In, Out>({
    readable: source !== undefined && isReadable(source) === true,
    writable: sink !== undefined && isWritable(sink) === true,
    readableObjectMode,
    writableObjectMode,
    read() {
      wanting = true;
      pull();
    },
    write(chunk, encoding, callback) {
      if ((sink!.write as (chunk: In, encoding: Encoding) => unknown)(chunk, encoding)) callback();
      else ondrain = callback;
    },
    final(callback) {
      onfinish = callback;
      sink!.end!();
    },
    destroy(error, callback) {
      const isOver = stream.readableEnded && stream.writableFinished;
      const reason = error ?? (isOver ? null : new AbortError());
      onclose = () => {
        if (open === 0) callback(reason);
      };
      if (sink) destroyer(sink, reason);
      if (source) destroyer(source, reason);
      onclose();
    },
  });

  function pull(): void {
    while (wanting) {
      const chunk = source!.read!() as Out | null;
      if (chunk === null) return;
      wanting = stream.push(chunk);
    }
  }
  function watch(begin: (callback: DoneCallback) => unknown): void {
    open++;
    begin((error) => {
      open--;
      if (error) stream.destroy(error);
      else if (!source && open === 0) {
        if (sink) onfinish?.();
        else stream.destroy();
      }
      onclose?.();
    });
  }
  if (sink && stream.writable) {
    watch((done) =>
      finished(sink, { readable: false }, (error) => {
        if (sinkIsClassic && !error) onfinish?.();
        done(error);
      }),
    );
    sink.on('drain', () => {
      const callback = ondrain;
      ondrain = undefined;
      callback?.();
    });
    sink.on('finish', () => {
      if (source || !connect) onfinish?.();
    });
  }
  if (source && stream.readable) {
    watch((done) => finished(source, { writable: false }, done));
    source.on('readable', pull);
    source.on('end', () => {
      stream.push(null);
    });
  }
  if (connect) watch(connect);
  return stream;
}
