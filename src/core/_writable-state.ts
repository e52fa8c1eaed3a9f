/**
 * The state of the writable side: its bits, its queue of writes that wait, its accounts.
 *
 * @module
 */
import { nop } from './_nop.ts';
import type { StreamOptions } from './_state.ts';
import {
  defaultEncodingOf,
  defineBits,
  FIRST_OWN_BIT,
  highWaterMarkOf,
  initialBits,
  OBJECT_MODE,
  StreamState,
  SYNC,
} from './_state.ts';
import type { Encoding } from './types.ts';

/** Called when a write has been taken, or with the error that kept it from being so. */
export type WriteCallback = (error?: Error | null) => void;

/** Text is handed to `_write` as bytes. */
export const DECODE_STRINGS: number = 1 << FIRST_OWN_BIT;
/** A write was refused with false; 'drain' is owed. */
export const NEED_DRAIN: number = 1 << (FIRST_OWN_BIT + 1);
/** `end()` has been called. */
export const ENDING: number = 1 << (FIRST_OWN_BIT + 2);
/** `end()` has returned. */
export const ENDED: number = 1 << (FIRST_OWN_BIT + 3);
/** Everything is written and 'finish' has been emitted. */
export const FINISHED: number = 1 << (FIRST_OWN_BIT + 4);
/** `_write` or `_writev` has a chunk and has not called back. */
export const WRITING: number = 1 << (FIRST_OWN_BIT + 5);
/** The queue is being handed to `_write`. */
export const DRAINING_QUEUE: number = 1 << (FIRST_OWN_BIT + 6);
/** `_final` has been called. */
export const FINAL_CALLED: number = 1 << (FIRST_OWN_BIT + 7);
/** 'prefinish' has been emitted. */
export const PREFINISHED: number = 1 << (FIRST_OWN_BIT + 8);
/** A Duplex was made with `writable: false`. */
export const NOT_WRITABLE: number = 1 << (FIRST_OWN_BIT + 9);
/** Every queued chunk is bytes. */
export const ALL_BYTES: number = 1 << (FIRST_OWN_BIT + 10);
/** `cork()` was called more often than `uncork()`. */
export const CORKED: number = 1 << (FIRST_OWN_BIT + 11);
/** Writes wait in the queue, or did before the one that `_write` has. */
export const QUEUED: number = 1 << (FIRST_OWN_BIT + 12);
/** The writer of the chunk that `_write` has gave a callback. */
export const HAS_CALLBACK: number = 1 << (FIRST_OWN_BIT + 13);
/**
 * A write without callback that is answered at once owes nothing more: a stream of objects has its tick of this
 * turn already, and a stream of bytes needs none.
 */
export const OWES_NO_TICK: number = 1 << (FIRST_OWN_BIT + 14);
/** A write that does not wait for 'drain' is an error. */
export const STRICT: number = 1 << (FIRST_OWN_BIT + 15);

/** The fields are there that only a stream that is written to needs. */
const AWAKE: number = 1 << (FIRST_OWN_BIT + 16);

/** The options that decide over the writable side's state. */
export interface WritableStateOptions extends StreamOptions {
  /** Whether text is turned into bytes before `write` gets it. @default true */
  readonly decodeStrings?: boolean | undefined;
  /**
   * Whether a `write()` is refused with `ERR_STREAM_OVERFLOW`, which destroys the stream, if the last one returned
   * false and 'drain' has not come; `end(chunk)` writes too. Not for the destination of several pipes at once, which
   * do not know of each other.
   * @default false: such writes are queued without bound
   */
  readonly strict?: boolean | undefined;
  /** `objectMode` of a Duplex's writable side. */
  readonly writableObjectMode?: boolean | undefined;
  /** `highWaterMark` of a Duplex's writable side. */
  readonly writableHighWaterMark?: number | undefined;
}

/** A write that waits in the queue. */
export interface QueuedWrite<In = unknown> {
  chunk: In;
  encoding: string;
  callback: WriteCallback;
}

/** The writes that were answered in one turn by calls of the same callback, told so together on the next tick. */
export interface AnsweredWrites {
  count: number;
  callback: WriteCallback;
}

const EMPTY: never[] = [];

/** What `_writableState` is. Streams of the ecosystem read its properties; only the core writes them. */
export class WritableState<In = unknown> extends StreamState {
  declare decodeStrings: boolean;
  declare needDrain: boolean;
  declare ending: boolean;
  declare ended: boolean;
  declare finished: boolean;
  declare writing: boolean;
  declare bufferProcessing: boolean;
  declare finalCalled: boolean;
  declare prefinished: boolean;
  declare allBuffers: boolean;

  /** The encoding of text written without one. */
  declare defaultEncoding: Encoding;
  /** The size of what waits in the queue. */
  declare queuedLength: number;
  /** The size of the chunk that `_write` has, or had last. An object has 1: it is set anew only after `_writev`. */
  writelen = 1;
  /** The callback of the chunk that `_write` has; with HAS_CALLBACK. */
  writecb: WriteCallback = nop;
  /** What `_write` is given to call; made with the first write. */
  declare onwrite: WriteCallback | undefined;
  /** Writes that wait, from `bufferedIndex` on. */
  declare buffered: QueuedWrite<In>[];
  declare bufferedIndex: number;
  /** Callbacks that are owed, but for that of the chunk that `_write` has: of writes, of `_final`, of 'finish'. */
  owed = 0;
  /** How often `cork()` was called without `uncork()`. */
  declare corked: number;
  /** Callbacks of `end()`. */
  declare finishCallbacks: WriteCallback[] | null;
  /** @internal */
  declare answered: AnsweredWrites | null;

  constructor(options: WritableStateOptions | undefined, isDuplex: boolean) {
    const objectMode = Boolean(options?.objectMode || (isDuplex && options?.writableObjectMode));
    super(
      initialBits(objectMode, options) | ALL_BYTES | (objectMode ? 0 : OWES_NO_TICK),
      highWaterMarkOf(objectMode, options, isDuplex ? 'writableHighWaterMark' : undefined),
    );
    if (options?.decodeStrings !== false) this.bits |= DECODE_STRINGS;
    if (options?.strict) this.bits |= STRICT;
    const encoding = defaultEncodingOf(options);
    if (encoding !== 'utf8') this.defaultEncoding = encoding;
  }

  /** Makes the fields of a stream that is written to. */
  wake(): void {
    if (this.bits & AWAKE) return;
    this.bits |= AWAKE;
    this.onwrite = undefined;
    this.queuedLength = 0;
    this.answered = null;
    this.buffered = EMPTY;
    this.bufferedIndex = 0;
  }

  /** What is buffered: what waits in the queue, and what `_write` has. */
  get length(): number {
    return this.bits & WRITING ? this.queuedLength + this.writelen : this.queuedLength;
  }

  /** The callbacks that are owed. */
  get pendingcb(): number {
    return this.bits & WRITING ? this.owed + 1 : this.owed;
  }

  /** The size of a chunk: its length, or 1 for an object. */
  sizeOf(chunk: unknown): number {
    return this.bits & OBJECT_MODE ? 1 : (chunk as string | Uint8Array).length;
  }

  /** Appends a write to the queue. */
  enqueue(chunk: In, encoding: string, callback: WriteCallback): void {
    if (this.buffered === EMPTY) {
      this.wake();
      this.buffered = [];
    }
    this.buffered.push({ chunk, encoding, callback });
    this.queuedLength += this.sizeOf(chunk);
    this.owed++;
    this.bits |= QUEUED;
    if (encoding !== 'buffer') this.bits &= ~ALL_BYTES;
  }

  /** Takes the first write off the queue; null stays in its place. */
  dequeue(): QueuedWrite<In> {
    const write = this.buffered[this.bufferedIndex] as QueuedWrite<In>;
    (this.buffered as unknown[])[this.bufferedIndex++] = null;
    this.queuedLength -= this.sizeOf(write.chunk);
    this.owed--;
    return write;
  }

  /** Takes the first write off the queue, into the place of the one that `_write` has: neither has a callback. */
  replace(): QueuedWrite<In> {
    const write = this.buffered[this.bufferedIndex] as QueuedWrite<In>;
    (this.buffered as unknown[])[this.bufferedIndex++] = null;
    const size = this.sizeOf(write.chunk);
    this.queuedLength -= size;
    this.writelen = size;
    this.bits |= SYNC | DRAINING_QUEUE;
    return write;
  }

  /** Forgets the queue. */
  clearQueue(): void {
    if (this.buffered !== EMPTY) {
      this.buffered = EMPTY;
      this.bufferedIndex = 0;
    }
    this.bits = (this.bits | ALL_BYTES) & ~QUEUED;
  }

  /** The writes that wait. */
  getBuffer(): QueuedWrite<In>[] {
    return this.buffered.slice(this.bufferedIndex);
  }

  /** False for a Duplex without a writable side. */
  get writable(): boolean {
    return (this.bits & NOT_WRITABLE) === 0;
  }
  set writable(value: boolean) {
    this.bits = value ? this.bits & ~NOT_WRITABLE : this.bits | NOT_WRITABLE;
  }

  /** How many writes wait. */
  get bufferedRequestCount(): number {
    return this.buffered.length - this.bufferedIndex;
  }
}

Object.assign(WritableState.prototype, {
  defaultEncoding: 'utf8',
  queuedLength: 0,
  onwrite: undefined,
  buffered: EMPTY,
  bufferedIndex: 0,
  corked: 0,
  finishCallbacks: null,
  answered: null,
});

defineBits(WritableState, {
  decodeStrings: DECODE_STRINGS,
  needDrain: NEED_DRAIN,
  ending: ENDING,
  ended: ENDED,
  finished: FINISHED,
  writing: WRITING,
  bufferProcessing: DRAINING_QUEUE,
  finalCalled: FINAL_CALLED,
  prefinished: PREFINISHED,
  allBuffers: ALL_BYTES,
});
