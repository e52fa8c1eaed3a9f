/**
 * The stream that `duplexer` returns.
 *
 * @module
 */
import { nextTick } from '#platform';
import { nop } from '../core/_nop.ts';
import type { AnyStream } from '../core/_predicates.ts';
import { isDestroyed } from '../core/_predicates.ts';
import type { ClassicEvents } from '../core/classic.ts';
import { ERR_DUPLEXER_OVERFLOW, ERR_STREAM_PREMATURE_CLOSE } from '../core/errors.ts';
import type { EmitterLike } from '../core/types.ts';
import { destroyOnAbort } from './_destroy-on-abort.ts';
import type { Listeners, Wire } from './_duplexer-parts.ts';
import { destroyPart, endWith, plug, toPart, unplug, writeTo } from './_duplexer-parts.ts';
import type { HeldChunksOptions } from './_held-chunks.ts';
import { HeldChunks } from './_held-chunks.ts';
import { TwoSided } from './_two-sided.ts';

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
  /** The writer has written everything, or has been ended and does not say when it has. */
  finish: [];
}

/** The stream that `duplexer` returns. */
export class Duplexer<In = unknown, Out = In> extends TwoSided<Out, DuplexerEvents<Out>> {
  /** Whether the reader was last asked to pause. */
  paused = false;
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
  #letGo: () => void = nop;

  constructor(
    writer?: DuplexerWriter | false | null,
    reader?: EmitterLike | false | null,
    options: DuplexerOptions = {},
    parts: readonly EmitterLike[] = [],
  ) {
    super();
    this.allowHalfOpen = options.allowHalfOpen !== false;
    this.#held = new HeldChunks(options, ERR_DUPLEXER_OVERFLOW);
    this.#links = parts.slice(0, -1).map((part, index) => {
      const isSource = index === 0 && writer === false;
      return toPart('parts', part, isSource ? 'on' : 'write') as AnyStream;
    });
    this.setWriter(writer);
    this.setReader(reader);
    for (const [index, link] of this.#links.entries()) {
      const fate = {
        ...this.#fateOf(link, () => link !== this.#writer),
        end: () => this.#endedLinks.add(link),
      };
      this.#linkWires.push(...plug(link, fate));
      link.pipe?.(parts[index + 1]);
    }
    if (!this.destroyed) this.#letGo = destroyOnAbort(this, options.signal);
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
    const part = toPart('writer', writer, 'write');
    unplug(this.#writerWires);
    this.#writerWires = [];
    if (this.destroyed && part) destroyPart(part, null);
    if (this.destroyed) return this;
    this.#writer = part;
    this.#writerIsClosed = this.#writerIsFull = false;
    if (!part) return this;
    this.#writerWires = plug(part, {
      drain: () => this.#ondrain(),
      finish: () => this.#onfinish(),
      ...this.#fateOf(part),
    });
    this.#flush();
    return this;
  }

  /**
   * Gives the stream its reader, or another one. The reader before is let go, not destroyed.
   *
   * @throws {ERR_INVALID_ARG_TYPE} the reader is no stream
   */
  setReader(reader: EmitterLike | false | null | undefined): this {
    const part = toPart('reader', reader, 'on');
    unplug(this.#readerWires);
    this.#readerWires = [];
    if (this.destroyed && part) destroyPart(part, null);
    if (this.destroyed) return this;
    this.#reader = part;
    this.#readerIsClosed = false;
    if (!part) return this;
    this.#readerWires = plug(part, {
      data: (chunk) => this.#ondata(chunk as Out),
      end: () => this.#onend(),
      ...this.#fateOf(part, () => part !== this.#writer),
    });
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
  override pause(): this {
    this.paused = true;
    if (!this.destroyed) this.emit('pause');
    this.#reader?.pause?.();
    return this;
  }

  /** Emits 'resume' and resumes the reader. */
  override resume(): this {
    this.paused = false;
    if (!this.destroyed) this.emit('resume');
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
  override destroy(error?: Error | null): this {
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

  /** Runs when the stream closes, before 'close'; segments that hold more than a writer and a reader override it. */
  _closed(): void {}

  /**
   * The listeners that every part has; one that has two places is heard at the first of them. A part that is
   * destroyed already has closed.
   */
  #fateOf(part: AnyStream, isHere: () => boolean = () => true): Listeners {
    if (isDestroyed(part)) nextTick(() => this.#onclose(part));
    return {
      close: () => this.#onclose(part),
      error: (error) => {
        if (isHere()) this.#onerror(part, error as Error);
      },
    };
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
    if (this.writableFinished || this.destroyed) return;
    this.writableFinished = true;
    this.emit('finish');
    this.#closeIfOver();
  }

  #onerror(part: AnyStream, error: Error): void {
    if (isDestroyed(part) || this.#links.length > 0) this.destroy(error);
    else this.emit('error', error);
  }

  #onclose(part: AnyStream): void {
    if (this.destroyed) return;
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
      endWith(this.#writer, last);
      if (this.#writer?._writableState === undefined) this.#onfinish();
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
}
