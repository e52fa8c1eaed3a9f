/**
 * Puts itself between a web stream, or a pair of them, and whoever uses it.
 *
 * Only what is asked of the stream itself can be seen: what another web stream pipes into it can not, but in Node,
 * whose web streams tell when they are closed.
 *
 * @module
 */
import { nop } from '../../core/_nop.ts';
import { chunksOf, isWebPair, isWebReadable, isWebWritable, whenWebClosed } from '../../core/_web.ts';
import { Life } from './_life.ts';
import type { Log } from './_log.ts';
import type { LawSubject } from './_subject.ts';
import type { Witness } from './_watch-emitter.ts';

/** Watches the readers and writers of a web stream, and what is asked of it without them. */
export function watchWeb(stream: LawSubject, log: Log, witness: Witness): Life {
  const { readable, writable } = isWebPair(stream) ? stream : { readable: stream, writable: stream };
  const isRead = isWebReadable(readable);
  const isWritten = isWebWritable(writable);
  const told = {
    get readable() {
      return isRead && !life.has('end');
    },
    get writable() {
      return isWritten && !life.has('end()');
    },
  };
  const life: Life = new Life(told, { isModern: true, closes: false, finishes: true, isRead, isWritten });
  function step(name: string, ...values: unknown[]): void {
    log.event(name.endsWith(')') ? name : `'${name}'`, ...values);
    life.add(name);
    witness(name);
  }
  if (isWebReadable(readable)) watchReadable(readable, life, step);
  if (isWebWritable(writable)) watchWritable(writable, life, step);
  return life;
}

type Step = (name: string, ...values: unknown[]) => void;

function watchReadable(stream: ReadableStream<unknown>, life: Life, step: Step): void {
  const { getReader, pipeTo, tee, cancel } = stream;
  function end(): void {
    if (!life.has('end') && !life.isCut) step('end');
  }
  function fail(error: unknown): void {
    if (!life.has('error')) step('error', error);
  }
  function readOf(
    reader: ReadableStreamDefaultReader<unknown>,
  ): ReadableStreamDefaultReader<unknown>['read'] {
    const { read } = reader;
    return async () => {
      try {
        const result = await read.call(reader);
        if (result.done) end();
        else step('data', result.value);
        return result;
      } catch (error) {
        fail(error);
        throw error;
      }
    };
  }
  Object.assign(stream, {
    getReader(options?: ReadableStreamGetReaderOptions) {
      const reader = getReader.call(stream, options as never) as ReadableStreamDefaultReader<unknown>;
      if (options?.mode === 'byob') return reader;
      const { cancel } = reader;
      return Object.assign(reader, {
        read: readOf(reader),
        cancel(reason: unknown) {
          step('destroy()', reason);
          return cancel.call(reader, reason);
        },
      });
    },
    pipeTo(destination: WritableStream<unknown>, options?: StreamPipeOptions) {
      const piping = pipeTo.call(stream, destination, options);
      piping.then(end, fail);
      return piping;
    },
    pipeThrough(pair: ReadableWritablePair<unknown, unknown>, options?: StreamPipeOptions) {
      stream.pipeTo(pair.writable, options).catch(nop);
      return pair.readable;
    },
    tee() {
      step('destroy()', 'by tee()');
      return tee.call(stream);
    },
    cancel(reason?: unknown) {
      step('destroy()', reason);
      return cancel.call(stream, reason);
    },
    [Symbol.asyncIterator]: () => chunksOf(stream.getReader()),
  });
}

function watchWritable(stream: WritableStream<unknown>, life: Life, step: Step): void {
  const { getWriter, close, abort } = stream;
  function finish(): void {
    if (life.has('finish') || life.isCut) return;
    if (!life.has('end()')) step('end()');
    step('finish');
  }
  function fail(error: unknown): void {
    if (!life.has('error')) step('error', error);
  }
  function ended<Result>(closing: () => Promise<Result>): Promise<Result> {
    step('end()');
    const result = closing();
    result.then(finish, fail);
    return result;
  }
  function aborted<Result>(aborting: () => Promise<Result>, reason: unknown): Promise<Result> {
    step('destroy()', reason);
    return aborting();
  }
  Object.assign(stream, {
    getWriter() {
      const writer = getWriter.call(stream);
      const { write, close, abort } = writer;
      return Object.assign(writer, {
        write(chunk: unknown) {
          step('write()', chunk);
          const writing = write.call(writer, chunk);
          writing.catch(fail);
          return writing;
        },
        close: () => ended(() => close.call(writer)),
        abort: (reason?: unknown) => aborted(() => abort.call(writer, reason), reason),
      });
    },
    close: () => ended(() => close.call(stream)),
    abort: (reason?: unknown) => aborted(() => abort.call(stream, reason), reason),
  });
  whenWebClosed(stream)?.then(finish, fail);
}
