/**
 * Makes one stream of two: what is written goes into the first, what comes out is the second's.
 *
 * For two streams that belong together, as a child's stdin and stdout do, or the first and the last of a chain;
 * given an array it makes the chain itself. Either may come later, by `setWriter` and `setReader`: until then
 * what is written is kept. A classic stream: an event of its parts is its own event in the same call. The parts
 * may be classic streams, ours, Node's, or bare emitters with these methods.
 *
 * Behaves as npm duplexer@0.1.2 in its call forms, events and their timing: `write`, `end` and `destroy` go to
 * the writer, `pause` and `resume` to the reader, and are emitted; 'data', 'end' and 'close' come from the
 * reader, 'drain' from the writer, 'error' from both. Mended: `destroy()` reaches every part and closes at once;
 * `readable` and `writable` are live; 'close' comes once, when both sides are over, and nothing comes after it;
 * the writer is ended once; methods that a part lacks are not called; all but `write()` return the stream.
 * Added: chains, late binding, 'finish', `allowHalfOpen`, `destroy(error)`, `signal`, `destroyed`, `errored`,
 * `for await`, and a place in `pipeline` and `finished`.
 *
 * An error of which a part dies destroys the whole, and so does each error in a chain; one that a classic part
 * survives is passed on, no more. A reader, or a link of a chain, that closes before its end closes the whole, without an 'error' event, but
 * `errored` is `ERR_STREAM_PREMATURE_CLOSE`, and `finished`, `pipeline` and `for await` fail. A writer that
 * closes early leaves the reader its time.
 *
 * @see the handbook's chapter "duplexer"
 *
 * @example A chain as one stream
 * ```ts
 * import { duplexer } from 'gardenhose/duplexer';
 * import { split } from 'gardenhose/split';
 *
 * const lines = split();
 * const numbers = split('\n', Number, { trailing: false });
 * const both = duplexer(lines, numbers);
 * lines.on('data', (line) => numbers.write(`${line}\n`));
 * lines.on('end', () => numbers.end());
 *
 * const heard: unknown[] = [];
 * both.on('data', (n) => heard.push(n));
 * both.end('1\n2');
 * assert.deepEqual(heard, [1, 2]);
 * ```
 *
 * @module
 */
import { iterateClassic } from '../core/_iterate-classic.ts';
import { nop } from '../core/_nop.ts';
import type { AnyStream } from '../core/_predicates.ts';
import { isDestroyed } from '../core/_predicates.ts';
import type { ClassicEvents } from '../core/classic.ts';
import { Stream } from '../core/classic.ts';
import {
  ERR_DUPLEXER_OVERFLOW,
  ERR_INVALID_ARG_TYPE,
  ERR_MISSING_ARGS,
  ERR_STREAM_PREMATURE_CLOSE,
} from '../core/errors.ts';
import type { InOf, Joints, LastOf, OutOf } from '../core/joints.ts';
import type { EmitterLike, Listener } from '../core/types.ts';
import { destroyOnAbort } from './_destroy-on-abort.ts';
import type { HeldChunksOptions } from './_held-chunks.ts';
import { HeldChunks } from './_held-chunks.ts';

/** What can be written to. */
export interface DuplexerWriter extends EmitterLike {
  write(chunk: never): unknown;
}

/** Options of `duplexer`. */
export interface DuplexerOptions extends HeldChunksOptions {
  /** Whether one side goes on when the other has ended; if not, the reader's end ends the writer. @default true */
  readonly allowHalfOpen?: boolean | undefined;
  /** Destroys the stream with an `AbortError` when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/** What a duplexer emits. */
export interface DuplexerEvents<Out> extends ClassicEvents<Out> {
  /** The writer has written everything; only writers that emit it. */
  finish: [];
}

/**
 * Joins a writer and a reader, or the parts of a chain, each of which is piped into the next. Undefined or null
 * in the place of a writer or reader means that it comes later, false that there will be none.
 *
 * @throws {ERR_INVALID_ARG_TYPE} a part that is no stream
 * @throws {ERR_INVALID_ARG_VALUE} an `overflow` that is none of the three
 * @throws {ERR_MISSING_ARGS} a chain without parts
 * @throws {ERR_OUT_OF_RANGE} a `maxBuffered` below 0
 * @throws {ERR_DUPLEXER_OVERFLOW} as 'error' event: more is kept for a writer to come than `maxBuffered`
 * @throws {ERR_STREAM_PREMATURE_CLOSE} as `errored`: the reader, or a link of the chain, closed before its end
 *
 * @example A writer that comes later
 * ```ts
 * import { duplexer } from 'gardenhose/duplexer';
 * import { through } from 'gardenhose/through';
 *
 * const line = duplexer<string, string>();
 * const heard: string[] = [];
 * line.on('data', (word) => heard.push(word));
 * assert.equal(line.write('beep'), false);
 *
 * const far = through<string>();
 * line.setReader(far).setWriter(far);
 * line.end('boop');
 * assert.deepEqual(heard, ['beep', 'boop']);
 * ```
 */
export function duplexer<const Parts extends readonly EmitterLike[]>(
  parts: Parts & Joints<Parts>,
  options?: DuplexerOptions,
): Duplexer<InOf<Parts[0]>, OutOf<LastOf<Parts>>>;
export function duplexer<Writer extends DuplexerWriter, Reader extends EmitterLike>(
  writer: Writer,
  reader: Reader,
  options?: DuplexerOptions,
): Duplexer<InOf<Writer>, OutOf<Reader>>;
export function duplexer<In = unknown, Out = In>(
  writer?: DuplexerWriter | false | null,
  reader?: EmitterLike | false | null,
  options?: DuplexerOptions,
): Duplexer<In, Out>;
export function duplexer(
  first?: readonly EmitterLike[] | EmitterLike | false | null,
  second?: EmitterLike | DuplexerOptions | false | null,
  options?: DuplexerOptions,
): Duplexer {
  if (!Array.isArray(first)) {
    return new Duplexer(first as DuplexerWriter, second as EmitterLike, options ?? {});
  }
  if (first.length === 0) throw ERR_MISSING_ARGS('parts');
  return new Duplexer(first[0], first.at(-1), (second as DuplexerOptions) ?? {}, first);
}

/** A listener of ours and whom it listens to. */
type Wire = readonly [stream: AnyStream, event: string, listener: Listener];

/** The stream that `duplexer` returns. */
export class Duplexer<In = unknown, Out = In> extends Stream<Out, DuplexerEvents<Out>> {
  /** Whether the stream is closed: nothing comes out of it any more. */
  destroyed = false;
  /** The error that ended the stream. */
  errored: Error | null = null;
  /** Whether the reader was last asked to pause. */
  paused = false;
  /** Whether `end()` has been called. */
  writableEnded = false;
  /** Whether the writer has emitted 'finish'. */
  writableFinished = false;
  /** Whether 'end' has been emitted. */
  readableEnded = false;
  /** Whether one side goes on when the other has ended. */
  readonly allowHalfOpen: boolean;

  /** Undefined while it is to come, null if there is none. */
  #writer: AnyStream | null | undefined;
  #reader: AnyStream | null | undefined;
  /** The parts of a chain but the last, which must end before they close. */
  readonly #links: readonly AnyStream[];
  readonly #endedLinks = new Set<AnyStream>();
  #writerWires: Wire[] = [];
  #readerWires: Wire[] = [];
  #linkWires: Wire[] = [];
  /** Whether the writer, given what was kept, has asked to wait. */
  #writerIsFull = false;
  #writerIsClosed = false;
  #readerIsClosed = false;

  /** The arguments of each `write()` that the writer has not been given. */
  readonly #held: HeldChunks<unknown[]>;
  /** The arguments of an `end()` that the writer has not been given. */
  #heldEnd: unknown[] | undefined;
  #owesDrain = false;
  readonly #letGo: () => void;

  constructor(
    writer?: DuplexerWriter | false | null,
    reader?: EmitterLike | false | null,
    options: DuplexerOptions = {},
    parts: readonly EmitterLike[] = [],
  ) {
    super();
    this.allowHalfOpen = options.allowHalfOpen !== false;
    this.#held = new HeldChunks(options, ERR_DUPLEXER_OVERFLOW);
    this.#links = parts.slice(0, -1).map((part) => toPart('parts', part) as AnyStream);
    this.setWriter(writer);
    this.setReader(reader);
    for (const [index, link] of this.#links.entries()) {
      this.#linkWires.push(...this.#listen(link, { end: () => this.#endedLinks.add(link) }));
      if (link !== this.#writer) this.#linkWires.push(...this.#listenToFate(link));
      link.pipe?.(parts[index + 1]);
    }
    this.#letGo = destroyOnAbort(this, options.signal);
  }

  /** Whether more may come out. */
  override get readable(): boolean {
    if (this.destroyed || this.readableEnded || this.#reader === null) return false;
    return this.#reader?.readable !== false;
  }

  /** Whether the writer still takes chunks, as far as it says. */
  override get writable(): boolean {
    if (this.destroyed || this.writableEnded || this.#writer === null) return false;
    return this.#writer?.writable !== false && !this.#writerIsClosed;
  }

  /**
   * Gives the stream its writer, or another one: what was kept until now is written to it. Without one, what is
   * written from now on is kept. The writer before is let go, not ended.
   *
   * @throws {ERR_INVALID_ARG_TYPE} the writer is no stream
   */
  setWriter(writer: DuplexerWriter | false | null | undefined): this {
    const part = toPart('writer', writer);
    unplug(this.#writerWires);
    this.#writerWires = [];
    if (this.destroyed) return part ? this.#refuse(part) : this;
    this.#writer = part;
    this.#writerIsClosed = this.#writerIsFull = false;
    if (!part) return this;
    this.#writerWires = this.#listen(part, { drain: () => this.#ondrain(), finish: () => this.#onfinish() });
    if (part !== this.#reader) this.#writerWires.push(...this.#listenToFate(part));
    this.#flush();
    return this;
  }

  /**
   * Gives the stream its reader, or another one. The reader before is let go, not destroyed.
   *
   * @throws {ERR_INVALID_ARG_TYPE} the reader is no stream
   */
  setReader(reader: EmitterLike | false | null | undefined): this {
    const part = toPart('reader', reader);
    unplug(this.#readerWires);
    this.#readerWires = [];
    if (this.destroyed) return part ? this.#refuse(part) : this;
    this.#reader = part;
    this.#readerIsClosed = false;
    if (!part) return this;
    this.#readerWires = this.#listen(part, {
      data: (chunk) => this.#ondata(chunk as Out),
      end: () => this.#onend(),
    });
    if (part !== this.#writer) this.#readerWires.push(...this.#listenToFate(part));
    if (this.paused) part.pause?.();
    return this;
  }

  /** Writes to the writer, or keeps the chunk until there is one; false asks to wait for 'drain'. */
  write(chunk: In): boolean;
  write(chunk: In, encoding: string | undefined, callback?: (error?: Error | null) => void): boolean;
  write(...chunk: unknown[]): boolean {
    if (this.destroyed || this.#writer === null || this.#heldEnd !== undefined) return false;
    const writer = this.#writer;
    let hasRoom = false;
    if (writer !== undefined && this.#held.length === 0) {
      hasRoom = writeTo(writer, chunk);
      if (writer !== this.#writer) hasRoom = this.#writer !== undefined;
    } else {
      const error = this.#held.hold(chunk);
      if (error !== undefined) this.destroy(error);
    }
    if (!hasRoom) this.#owesDrain = true;
    return hasRoom;
  }

  /** Ends the writer, once; a chunk given is written first. */
  end(chunk?: In): this;
  end(chunk: In, encoding: string | undefined, callback?: () => void): this;
  end(...last: unknown[]): this {
    if (this.destroyed || this.writableEnded) return this;
    this.writableEnded = true;
    this.#heldEnd = last;
    this.#flush();
    return this;
  }

  /** Emits 'pause' and pauses the reader. */
  pause(): this {
    this.paused = true;
    this.emit('pause');
    this.#reader?.pause?.();
    return this;
  }

  /** Emits 'resume' and resumes the reader. */
  resume(): this {
    this.paused = false;
    this.emit('resume');
    this.#reader?.resume?.();
    return this;
  }

  /** How many chunks wait for a writer. */
  get buffered(): number {
    return this.#held.length;
  }

  /** How many chunks the overflow policy has dropped. */
  get dropped(): number {
    return this.#held.dropped;
  }

  /** Destroys every part and closes; an error given is emitted first, and is the parts' error too. */
  destroy(error?: Error | null): this {
    if (this.destroyed) return this;
    this.errored = error ?? this.errored;
    const parts = new Set([this.#writer, ...this.#links, this.#reader]);
    this.#release();
    for (const part of parts) if (part) destroyPart(part, error);
    try {
      if (error) this.emit('error', error);
    } finally {
      this.emit('close');
    }
    return this;
  }

  /**
   * Hands out the chunks one by one. The reader is paused while none is asked for; leaving the loop early
   * destroys the stream; an 'error' event, or a 'close' before the 'end', is thrown.
   */
  [Symbol.asyncIterator](): AsyncGenerator<Out, void, undefined> {
    this.pause();
    return iterateClassic<Out>(this);
  }

  /** Runs when the stream closes, before 'close'; segments that hold more than a writer and a reader override it. */
  _closed(): void {}

  #listen(stream: AnyStream, listeners: Record<string, Listener>): Wire[] {
    const wires = Object.entries(listeners).map(([event, listener]): Wire => [stream, event, listener]);
    for (const [, event, listener] of wires) stream.on(event, listener);
    return wires;
  }

  #listenToFate(part: AnyStream): Wire[] {
    return this.#listen(part, {
      close: () => this.#onclose(part),
      error: (error) => this.#onerror(part, error as Error),
    });
  }

  #ondata(chunk: Out): void {
    if (!this.readableEnded) this.emit('data', chunk);
  }

  #onend(): void {
    if (this.readableEnded) return;
    this.readableEnded = true;
    this.emit('end');
    if (!this.allowHalfOpen) this.end();
    this.#closeIfOver();
  }

  #ondrain(): void {
    this.#writerIsFull = false;
    if (this.#held.length > 0 || this.#heldEnd !== undefined) this.#flush();
    else {
      this.#owesDrain = false;
      this.emit('drain');
    }
  }

  #onfinish(): void {
    if (this.writableFinished) return;
    this.writableFinished = true;
    this.emit('finish');
    this.#closeIfOver();
  }

  #onerror(part: AnyStream, error: Error): void {
    if (isDestroyed(part) || this.#links.length > 0) this.destroy(error);
    else this.emit('error', error);
  }

  #onclose(part: AnyStream): void {
    const endsEarly =
      (part === this.#reader && !this.readableEnded) ||
      (this.#links.includes(part) && !this.#endedLinks.has(part)) ||
      (part === this.#writer && !this.allowHalfOpen && !this.writableEnded);
    if (endsEarly) {
      this.errored = ERR_STREAM_PREMATURE_CLOSE();
      this.destroy();
      return;
    }
    if (part === this.#reader) this.#readerIsClosed = true;
    if (part === this.#writer) this.#writerIsClosed = true;
    this.#closeIfOver();
  }

  /** Gives the writer what was kept for it, as long as it takes it; a listener may replace it meanwhile. */
  #flush(): void {
    while (this.#writer && !this.#writerIsFull && this.#held.length > 0) {
      const writer: AnyStream = this.#writer;
      const isFull = !writeTo(writer, this.#held.shift() as unknown[]);
      if (writer === this.#writer) this.#writerIsFull = isFull;
    }
    if (!this.#writer || this.#held.length > 0) return;
    if (this.#heldEnd !== undefined) {
      const last = this.#heldEnd;
      this.#heldEnd = undefined;
      (this.#writer as { end?(...last: unknown[]): unknown }).end?.(...last);
      this.#closeIfOver();
    } else if (this.#owesDrain && !this.#writerIsFull) {
      this.#owesDrain = false;
      this.emit('drain');
    }
  }

  /** Closes when the reader has closed and the writer has finished, as far as it tells. */
  #closeIfOver(): void {
    const writer = this.#writer;
    const readerIsOver = this.#reader === null || (this.readableEnded && this.#readerIsClosed);
    const writerIsOver =
      writer === null ||
      this.#writerIsClosed ||
      this.writableFinished ||
      (writer?._writableState === undefined && this.#heldEnd === undefined && !this.writable);
    if (this.destroyed || !readerIsOver || !writerIsOver) return;
    this.#release();
    this.emit('close');
  }

  #release(): void {
    this.destroyed = true;
    this._closed();
    this.#letGo();
    this.#held.clear();
    for (const wires of [this.#writerWires, this.#readerWires, this.#linkWires]) unplug(wires);
    this.#writerWires = this.#readerWires = this.#linkWires = [];
  }

  /** Destroys a part that comes too late. */
  #refuse(part: AnyStream): this {
    destroyPart(part, null);
    return this;
  }
}

/** A part as the stream keeps it: undefined while it is to come, null if there is none. */
function toPart(name: string, part: EmitterLike | false | null | undefined): AnyStream | null | undefined {
  if (part === false) return null;
  if (part === null || part === undefined) return undefined;
  if (typeof part.on !== 'function') throw ERR_INVALID_ARG_TYPE(name, 'an instance of Stream', part);
  return part;
}

/** Writes with all arguments that were given; false if the writer asks to wait. */
function writeTo(writer: AnyStream, chunk: unknown[]): boolean {
  return (writer as { write(...chunk: unknown[]): unknown }).write(...chunk) !== false;
}

function unplug(wires: readonly Wire[]): void {
  for (const [stream, event, listener] of wires) stream.removeListener(event, listener);
}

/** @internal Destroys a part, whose own error nobody needs to hear any more. */
export function destroyPart(part: AnyStream, error: Error | null | undefined): void {
  part.on('error', nop);
  if (isDestroyed(part)) return;
  if (error) part.destroy?.(error);
  else part.destroy?.();
}

export { duplexer as default, duplexer as 'module.exports' };
