/**
 * A stream in two directions whose other end comes later: what is written is kept until there is one.
 *
 * `buffer()` keeps what is written; `empty(stream)` writes it to `stream`, and whatever is written from then on,
 * and gives out what `stream` gives. Use it to begin writing before there is a connection, and to go on where
 * one connection ends and the next begins: with `{ end: false }` the end of `stream` is not the end here, and
 * what is written is kept again until the next `empty`. A classic stream behind `duplexer`: everything happens
 * inside the call.
 *
 * Behaves as npm buffer-stream@0.0.1 in its call forms, events and their timing. Mended: what is written before
 * the first `empty`, or after the end of a stream that was emptied into, is kept, where it was lost; a 'drain'
 * does not undo `buffer()`; what is written while the other end holds back stays before what that gives later; a
 * second `empty` lets go of the first stream, where both were written to; `readable` and `writable` are there, so
 * that it can be piped into; and what `duplexer` mends. Added: a bound on what is kept in each direction, and what
 * `duplexer` adds.
 *
 * A stream that dies of an error, or closes before its end, closes this one, unless `{ end: false }` was given.
 * The error is emitted here if anybody listens, or if nobody listens there.
 *
 * @see the handbook's chapter "buffer-stream"
 *
 * @example Two connections, one after the other
 * ```ts
 * import { bufferStream } from 'gardenhose/buffer-stream';
 * import { through } from 'gardenhose/through';
 *
 * const line = bufferStream<string>().buffer();
 * const heard: string[] = [];
 * line.on('data', (word) => heard.push(word));
 * line.write('one');
 *
 * const first = through<string>(function (word) {
 *   this.queue(`first: ${word}`);
 * });
 * line.empty(first, { end: false });
 * line.write('two');
 * first.destroy();
 * line.write('three');
 *
 * const second = through<string>(function (word) {
 *   this.queue(`second: ${word}`);
 * });
 * line.empty(second, { end: false });
 * assert.deepEqual(heard, ['first: one', 'first: two', 'second: three']);
 * ```
 *
 * @module
 */
import type { AnyStream } from '../core/_predicates.ts';
import { isDestroyed } from '../core/_predicates.ts';
import { Stream } from '../core/classic.ts';
import { ERR_INVALID_ARG_TYPE } from '../core/errors.ts';
import type { EmitterLike, PipeOptions } from '../core/types.ts';
import type { Listeners, Wire } from './_duplexer-parts.ts';
import { destroyPart, endWith, plug, unplug, writeTo } from './_duplexer-parts.ts';
import type { HeldChunksOptions } from './_held-chunks.ts';
import { Duplex } from './duplex.ts';
import { Duplexer } from './duplexer.ts';

/** Options of `bufferStream`; `maxBuffered` counts for each direction. */
export interface BufferStreamOptions extends HeldChunksOptions {
  /** Destroys the stream with an `AbortError` when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/** What a stream can be emptied into: it is written to, and what it gives comes out. */
export interface BufferStreamTarget<In> extends EmitterLike {
  write(chunk: In): unknown;
}

/**
 * Makes a stream that keeps what is written until it is emptied into another.
 *
 * @throws {ERR_INVALID_ARG_VALUE} an `overflow` that is none of the three
 * @throws {ERR_OUT_OF_RANGE} a `maxBuffered` below 0
 * @throws {ERR_DUPLEXER_OVERFLOW} as 'error' event: more is written than `maxBuffered` before it is emptied
 * @throws {ERR_DUPLEX_OVERFLOW} as 'error' event: more is given than `maxBuffered` while it is paused
 *
 * @example Written before there is a connection
 * ```ts
 * import { bufferStream } from 'gardenhose/buffer-stream';
 * import { through } from 'gardenhose/through';
 *
 * const line = bufferStream<string>().buffer();
 * assert.equal(line.write('early'), false);
 * assert.equal(line.buffered, 1);
 *
 * const heard: string[] = [];
 * line.on('data', (word) => heard.push(word));
 * line.empty(through<string>());
 * assert.deepEqual(heard, ['early']);
 * ```
 */
export function bufferStream<In = unknown, Out = In>(
  options?: BufferStreamOptions | null,
): BufferStream<In, Out> {
  return new BufferStream(options ?? {});
}

/** The stream that `bufferStream` returns. */
export class BufferStream<In = unknown, Out = In> extends Duplexer<In, Out> {
  readonly #inbox: Duplex<never, Out>;
  #link: Link | undefined;

  constructor(options: BufferStreamOptions = {}) {
    const inbox = new Duplex<never, Out>({ maxBuffered: options.maxBuffered, overflow: options.overflow });
    inbox.resume();
    inbox.end();
    super(undefined, inbox, options);
    this.#inbox = inbox;
    inbox.on('_drain', () => this.#link?.target.resume?.());
  }

  /** Keeps what is written from now on; what the other end gives still comes out. */
  buffer(): this {
    return this.setWriter(undefined);
  }

  /**
   * Writes what was kept to `stream`, and what comes from now on, and gives out what `stream` gives; without one,
   * goes on with the one before.
   *
   * @param options with `end: false`, the end of `stream` is not the end of this one.
   * @throws {ERR_INVALID_ARG_TYPE} what is given is no stream that can be written to
   */
  empty(stream?: BufferStreamTarget<In>, options: PipeOptions = {}): this {
    if (stream !== undefined) {
      if (typeof stream?.on !== 'function' || typeof stream.write !== 'function') {
        throw ERR_INVALID_ARG_TYPE('stream', 'an instance of Stream that can be written to', stream);
      }
      if (this.destroyed) {
        destroyPart(stream, null);
        return this;
      }
      this.#unlink();
      this.#link = this.#linkTo(stream, options.end !== false);
      stream.emit('pipe', this);
    }
    return this.#link === undefined ? this : this.setWriter(this.#link);
  }

  /** Destroys the stream that this one was emptied into too. */
  override destroy(error?: Error | null): this {
    const link = this.#link;
    this.#unlink();
    link?.destroy(error);
    return super.destroy(error);
  }

  override _closed(): void {
    this.#link?.cut();
    this.#link = undefined;
  }

  #unlink(): void {
    this._closed();
    this.setWriter(undefined);
  }

  #linkTo(stream: BufferStreamTarget<In>, endsWithIt: boolean): Link {
    const inbox = this.#inbox;
    const target: AnyStream = stream;
    let hasEnded = false;
    return new Link(target, {
      data: (chunk) => {
        if (!inbox._data(chunk as Out)) target.pause?.();
      },
      end: () => {
        hasEnded = true;
        if (endsWithIt) inbox._end();
        else this.#unlink();
      },
      close: () => {
        if (!endsWithIt) this.#unlink();
        else if (!hasEnded) inbox.destroy();
      },
      error: (error) => this.#onerror(target, error as Error, endsWithIt),
    });
  }

  /** Emits an error of the other end here too, unless only its own listeners were there to hear it. */
  #onerror(target: AnyStream, error: Error, endsWithIt: boolean): void {
    const others = (target as { listenerCount?(event: string): number }).listenerCount?.('error') ?? 1;
    const isHeard = this.listenerCount('error') > 0 || others === 1;
    const isFatal = isDestroyed(target);
    if (isFatal && endsWithIt) {
      this.errored = error;
      this.destroy(isHeard ? error : null);
      return;
    }
    if (isFatal) this.#unlink();
    if (isHeard) this.emit('error', error);
  }
}

/** The way to the other end, as `duplexer` writes to it. */
class Link extends Stream {
  readonly target: AnyStream;
  readonly #wires: readonly Wire[];

  constructor(target: AnyStream, listeners: Listeners) {
    super();
    this.target = target;
    const passedOn = ['drain', 'finish', 'close'].map((event) => [event, () => this.emit(event)] as const);
    this.#wires = [...plug(target, listeners), ...plug(target, Object.fromEntries(passedOn))];
  }

  get _writableState(): AnyStream['_writableState'] {
    return this.target._writableState;
  }

  write(...chunk: unknown[]): boolean {
    return writeTo(this.target, chunk);
  }

  end(...last: unknown[]): void {
    endWith(this.target, last);
  }

  destroy(error?: Error | null): void {
    destroyPart(this.target, error);
  }

  cut(): void {
    unplug(this.#wires);
  }
}

export { bufferStream as default, bufferStream as 'module.exports' };
