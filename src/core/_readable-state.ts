/**
 * The state of the readable side: its bits, its buffer, its pipes.
 *
 * @module
 */
import { concatBytes, decodeText } from '#platform';
import type { Link } from './_link.ts';
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
import type { Decoder, Encoding, WritableLike } from './types.ts';

/** `push(null)` was called: no more chunks come. */
export const R_ENDED: number = 1 << FIRST_OWN_BIT;
/** 'end' has been emitted. */
export const END_EMITTED: number = 1 << (FIRST_OWN_BIT + 1);
/** `_read` was called and has not pushed yet. */
export const READING: number = 1 << (FIRST_OWN_BIT + 2);
/** 'readable' is to be emitted when there is something to read. */
export const NEED_READABLE: number = 1 << (FIRST_OWN_BIT + 3);
/** 'readable' is due and nobody has read since. */
export const EMITTED_READABLE: number = 1 << (FIRST_OWN_BIT + 4);
/** There are 'readable' listeners. */
export const READABLE_LISTENING: number = 1 << (FIRST_OWN_BIT + 5);
/** A tick is under way that starts the flow. */
export const RESUME_SCHEDULED: number = 1 << (FIRST_OWN_BIT + 6);
/** A tick is under way that fills the buffer. */
export const READING_MORE: number = 1 << (FIRST_OWN_BIT + 7);
/** A chunk has been handed out. */
export const DATA_EMITTED: number = 1 << (FIRST_OWN_BIT + 8);
/** `pause()` or `resume()` has been called, or a listener has decided between flowing and paused. */
const FLOW_DECIDED: number = 1 << (FIRST_OWN_BIT + 9);
/** Chunks are handed out as they come. Only with FLOW_DECIDED. */
export const FLOWING: number = 1 << (FIRST_OWN_BIT + 10);
/** `pause()` was called after the last `resume()`. */
export const PAUSED: number = 1 << (FIRST_OWN_BIT + 11);
/** More than one destination may be waited for: `awaitDrainWriters` is a set. */
export const MULTI_AWAIT_DRAIN: number = 1 << (FIRST_OWN_BIT + 12);
/** A Duplex was made with `readable: false`. */
export const NOT_READABLE: number = 1 << (FIRST_OWN_BIT + 13);
/** `on('data', …)` was called and there still is a 'data' listener. */
export const DATA_LISTENING: number = 1 << (FIRST_OWN_BIT + 14);
/** `_read` is being called by a smooth flow, and has pushed nothing yet: see `flowSmoothly`. */
export const SMOOTH_READ: number = 1 << (FIRST_OWN_BIT + 15);
/** A tick for 'readable' is under way behind the one that fills the buffer: see `readSmoothly`. */
export const READABLE_BEHIND: number = 1 << (FIRST_OWN_BIT + 16);
/** `held` is filled: the chunk that `_read` has pushed for a smooth flow, behind all others. */
export const HELD: number = 1 << (FIRST_OWN_BIT + 17);
/** `awaitDrainWriters` holds somebody. */
export const AWAITS_DRAIN: number = 1 << (FIRST_OWN_BIT + 19);
/** There is a decoder. */
export const DECODES: number = 1 << (FIRST_OWN_BIT + 18);
/** The end has come while nobody asked, so that the first 'readable' listener is still to be told: on Node 26. */
export const END_UNTOLD: number = 1 << (FIRST_OWN_BIT + 20);

/** The options that decide over the readable side's state. */
export interface ReadableStateOptions extends StreamOptions {
  /** Hands bytes out as text of this encoding, characters whole. @default none: bytes */
  readonly encoding?: string | undefined;
  /** `objectMode` of a Duplex's readable side. */
  readonly readableObjectMode?: boolean | undefined;
  /** `highWaterMark` of a Duplex's readable side. */
  readonly readableHighWaterMark?: number | undefined;
}

/** The ring of a stream that has had no chunk yet: an idle stream needs none. */
const NO_RING: never[] = [];
const NO_PIPES: never[] = [];

/**
 * What `_readableState` is. Streams of the ecosystem read its properties; only the core writes them. What is private
 * is so by its type alone, for a `#method` costs every instance a field.
 */
export class ReadableState<Out = unknown> extends StreamState {
  declare ended: boolean;
  declare endEmitted: boolean;
  declare reading: boolean;
  declare readableListening: boolean;
  declare resumeScheduled: boolean;
  declare readingMore: boolean;
  declare dataEmitted: boolean;
  declare paused: boolean;
  declare multiAwaitDrain: boolean;

  /** The chunks that wait: `count` of them from `head` on, round the end of the ring. */
  declare private ring: (Out | undefined)[];
  declare private head: number;
  declare private count: number;
  /** The size of the chunks in the ring: their number, or in byte mode the sum of their lengths. */
  stored = 0;
  /** The chunk that `_read` has pushed, on its way into the ring. Only with HELD. */
  declare held: Out | undefined;
  /** What joins the stream to its destination, if it has only one and that is of ours. */
  declare link: Link<Out> | null;
  /** The destinations. */
  declare pipes: WritableLike<Out>[];
  /** The destination, or with several the set of those, that must drain before the flow goes on. With AWAITS_DRAIN. */
  declare awaitDrainWriters: WritableLike<Out> | Set<WritableLike<Out>> | null;
  /** Decodes pushed bytes after `setEncoding`. */
  declare decoder: Decoder | null;
  /** The encoding of the text that is handed out. */
  declare encoding: string | null;
  /** The encoding of text that is pushed without one. */
  declare defaultEncoding: Encoding;

  constructor(options: ReadableStateOptions | undefined, isDuplex: boolean) {
    const objectMode = Boolean(options?.objectMode || (isDuplex && options?.readableObjectMode));
    super(
      initialBits(objectMode, options) | SYNC,
      highWaterMarkOf(objectMode, options, isDuplex ? 'readableHighWaterMark' : undefined),
    );
    const encoding = defaultEncodingOf(options);
    if (encoding !== 'utf8') this.defaultEncoding = encoding;
  }

  /** Makes the fields of a stream that chunks come into or that is piped. */
  private wake(): void {
    this.ring = NO_RING;
    this.head = 0;
    this.count = 0;
    this.held = undefined;
    this.link = null;
    this.pipes = NO_PIPES;
    this.awaitDrainWriters = null;
  }

  /** Three-valued: null until somebody decides. */
  get flowing(): boolean | null {
    return this.bits & FLOW_DECIDED ? (this.bits & FLOWING) !== 0 : null;
  }
  set flowing(value: boolean | null) {
    this.bits &= ~(FLOW_DECIDED | FLOWING);
    if (value !== null) this.bits |= value ? FLOW_DECIDED | FLOWING : FLOW_DECIDED;
  }

  /** Also while `readSmoothly` asks for a chunk, the buffer being empty. */
  get needReadable(): boolean {
    return (this.bits & NEED_READABLE) !== 0 || this.fillsSmoothly(SMOOTH_READ);
  }
  set needReadable(value: boolean) {
    this.bits = value ? this.bits | NEED_READABLE : this.bits & ~NEED_READABLE;
  }

  /** Also when `readSmoothly` has got a chunk and not handed it out yet. */
  get emittedReadable(): boolean {
    return (this.bits & EMITTED_READABLE) !== 0 || this.fillsSmoothly(HELD);
  }
  set emittedReadable(value: boolean) {
    this.bits = value ? this.bits | EMITTED_READABLE : this.bits & ~EMITTED_READABLE;
  }

  private fillsSmoothly(bit: number): boolean {
    return (this.bits & (bit | FLOWING)) === bit && this.stored === 0;
  }

  /** False for a Duplex without a readable side. */
  get readable(): boolean {
    return (this.bits & NOT_READABLE) === 0;
  }
  set readable(value: boolean) {
    this.bits = value ? this.bits & ~NOT_READABLE : this.bits | NOT_READABLE;
  }

  get pipesCount(): number {
    return this.pipes.length;
  }

  /** What is buffered: bytes or characters, or objects. */
  get length(): number {
    return this.bits & HELD ? this.stored + this.sizeOf(this.held) : this.stored;
  }

  /** The size of a chunk: its length, or 1 for an object. */
  sizeOf(chunk: unknown): number {
    return this.bits & OBJECT_MODE ? 1 : (chunk as string | Uint8Array).length;
  }

  /** The chunks that wait, in order. */
  get buffer(): Out[] {
    if (this.bits & HELD) this.keepHeld();
    return Array.from({ length: this.count }, (_, index) => this.ring[this.place(index)] as Out);
  }

  private place(index: number): number {
    return (this.head + index) & (this.ring.length - 1);
  }

  /** Makes a ring for twice as many chunks, and for four at first: always for a power of two. */
  private makeRoom(): void {
    if (this.pipes === NO_PIPES && this.ring === NO_RING) this.wake();
    if (this.count === 0) this.ring = [undefined, undefined, undefined, undefined];
    else {
      const chunks: (Out | undefined)[] = this.buffer;
      while (chunks.length < this.count * 2) chunks.push(undefined);
      this.ring = chunks;
    }
    this.head = 0;
  }

  /** Puts the held chunk where it belongs. */
  keepHeld(): void {
    if (this.emittedReadable) this.bits |= EMITTED_READABLE;
    this.bits &= ~HELD;
    this.append(this.held as Out);
    this.held = undefined;
  }

  /** Appends a chunk to the buffer. */
  append(chunk: Out): void {
    if (this.bits & HELD) this.keepHeld();
    this.stored += this.sizeOf(chunk);
    if (this.count === this.ring.length) this.makeRoom();
    this.ring[(this.head + this.count++) & (this.ring.length - 1)] = chunk;
  }

  /** Puts a chunk before all others. */
  prepend(chunk: Out): void {
    if (this.bits & HELD) this.keepHeld();
    this.stored += this.sizeOf(chunk);
    if (this.count === this.ring.length) this.makeRoom();
    this.head = this.place(-1);
    this.ring[this.head] = chunk;
    this.count++;
  }

  /** The first chunk of the buffer. */
  get first(): Out {
    if (this.count === 0 && this.bits & HELD) this.keepHeld();
    return this.ring[this.head] as Out;
  }

  /** Whether there would be room behind the first chunk if it were taken. */
  get isLow(): boolean {
    return this.stored <= this.highWaterMark || (this.count === 1 && this.highWaterMark > 0);
  }

  /** Takes the first chunk off the buffer. */
  shift(): Out {
    if (this.bits & HELD) this.keepHeld();
    const chunk = this.ring[this.head] as Out;
    if (this.count === 0) {
      // `setEncoding` leaves text in object mode as one chunk, and counts its characters.
      this.stored--;
      return chunk;
    }
    this.ring[this.head] = undefined;
    this.head = (this.head + 1) & (this.ring.length - 1);
    this.count--;
    this.stored -= this.sizeOf(chunk);
    return chunk;
  }

  /** Takes the first chunk off the buffer, which is not empty, and puts the held one behind the others. */
  exchange(): Out {
    const ring = this.ring;
    const head = this.head;
    const chunk = ring[head] as Out;
    if (this.count === 1) ring[head] = this.held;
    else {
      const last = ring.length - 1;
      ring[head] = undefined;
      ring[(head + this.count) & last] = this.held;
      this.head = (head + 1) & last;
    }
    return chunk;
  }

  /** Takes `size` units off the buffer: the first object, or text or bytes joined from as many chunks as it takes. */
  take(size: number): Out {
    if (this.bits & HELD) this.keepHeld();
    if (this.bits & OBJECT_MODE) return this.shift();
    const first = this.first as string | Uint8Array;
    if (size === first.length) {
      const chunk = this.shift();
      return this.stored === 0 ? (asText(chunk as string | Uint8Array, this.decoder) as Out) : chunk;
    }
    if (size < first.length) {
      this.stored -= size;
      this.ring[this.head] = slice(first, size) as Out;
      return slice(first, 0, size) as Out;
    }
    return this.join(size);
  }

  private join(size: number): Out {
    const parts: (string | Uint8Array)[] = [];
    let missing = size;
    while (missing > 0) {
      const chunk = this.first as string | Uint8Array;
      if (chunk.length > missing) {
        parts.push(slice(chunk, 0, missing));
        this.ring[this.head] = slice(chunk, missing) as Out;
        this.stored -= missing;
        missing = 0;
      } else {
        parts.push(this.shift() as string | Uint8Array);
        missing -= chunk.length;
      }
    }
    if (this.decoder !== null) return parts.map((part) => asText(part, this.decoder)).join('') as Out;
    return concatBytes(parts as Uint8Array[], size) as Out;
  }

  /** Forgets the buffered chunks. */
  clear(): void {
    this.stored = 0;
    this.bits &= ~HELD;
    if (this.ring === NO_RING) return;
    this.ring = NO_RING;
    this.head = this.count = 0;
    this.held = undefined;
  }

  /** Forgets which destinations had to drain: a chunk has been handed out since. */
  clearAwaitDrain(): void {
    if (this.bits & MULTI_AWAIT_DRAIN) (this.awaitDrainWriters as Set<unknown>).clear();
    else this.awaitDrainWriters = null;
    this.bits &= ~AWAITS_DRAIN;
  }

  /** Adds a destination. */
  addPipe(destination: WritableLike<Out>): void {
    if (this.pipes === NO_PIPES) {
      if (this.ring === NO_RING) this.wake();
      this.pipes = [];
    }
    this.pipes.push(destination);
  }
}

Object.assign(ReadableState.prototype, {
  ring: NO_RING,
  head: 0,
  count: 0,
  held: undefined,
  link: null,
  pipes: NO_PIPES,
  awaitDrainWriters: null,
  decoder: null,
  encoding: null,
  defaultEncoding: 'utf8',
});

defineBits(ReadableState, {
  ended: R_ENDED,
  endEmitted: END_EMITTED,
  reading: READING,
  readableListening: READABLE_LISTENING,
  resumeScheduled: RESUME_SCHEDULED,
  readingMore: READING_MORE,
  dataEmitted: DATA_EMITTED,
  paused: PAUSED,
  multiAwaitDrain: MULTI_AWAIT_DRAIN,
});

/** Bytes that were put back into a stream of text come out as text if they are the last. */
function asText(chunk: string | Uint8Array, decoder: Decoder | null): string | Uint8Array {
  return decoder === null || typeof chunk === 'string' ? chunk : decodeText(chunk, 'utf8');
}

function slice(chunk: string | Uint8Array, start: number, end?: number): string | Uint8Array {
  return typeof chunk === 'string' ? chunk.slice(start, end) : chunk.subarray(start, end);
}
