/**
 * What both sides of a stream have in common: one integer of named bits, and the numbers that backpressure
 * needs. `_readableState` and `_writableState` are instances of its two subclasses.
 *
 * The bits of this file have the same place on both sides, so that destroy.ts needs not know which side it
 * looks at. Code reads and writes `bits` directly; the properties that the ecosystem knows (`objectMode`,
 * `ended`, `flowing`…) are accessors over the bits, made by `defineBits`.
 *
 * @module
 */
import { isEncoding } from '#platform';
import { ERR_INVALID_ARG_VALUE, ERR_UNKNOWN_ENCODING } from './errors.ts';
import { getDefaultHighWaterMark } from './high-water-mark.ts';
import type { Encoding } from './types.ts';

/** Chunks are any values and count 1 each, not bytes. */
export const OBJECT_MODE: number = 1 << 0;
/** The stream destroys itself after its end or its first error. */
export const AUTO_DESTROY: number = 1 << 1;
/** 'close' is emitted once destroyed. */
export const EMIT_CLOSE: number = 1 << 2;
/** `_construct` has called back, or there is none. */
export const CONSTRUCTED: number = 1 << 3;
/** `destroy()` has been called. */
export const DESTROYED: number = 1 << 4;
/** `_destroy` has called back. */
export const CLOSED: number = 1 << 5;
/** The time of 'close' has come, whether or not it was emitted. */
export const CLOSE_EMITTED: number = 1 << 6;
/** 'error' has been emitted; it never is again. */
export const ERROR_EMITTED: number = 1 << 7;
/** `_read`, `_write` or `_final` is running: an answer now is a synchronous one. */
export const SYNC: number = 1 << 8;
/** `errored` holds an error. */
export const ERRORED: number = 1 << 9;
/** The first bit that a side may use for itself. */
export const FIRST_OWN_BIT = 10;

/** The options of every stream. */
export interface StreamOptions {
  /** Whether chunks are any values, counted one by one, rather than text and bytes. @default false */
  readonly objectMode?: boolean | undefined;
  /** How much is buffered before a writer is asked to wait, or read ahead; bytes or objects. @default the host's */
  readonly highWaterMark?: number | undefined;
  /** Whether 'close' is emitted after the stream was destroyed. @default true */
  readonly emitClose?: boolean | undefined;
  /** Whether the stream destroys itself after its end or its first error. @default true */
  readonly autoDestroy?: boolean | undefined;
  /** The encoding of text that is written or pushed without one. @default 'utf8' */
  readonly defaultEncoding?: string | undefined;
  /** Destroys the stream with an `AbortError` when it aborts. */
  readonly signal?: AbortSignal | undefined;
  /** Whether a rejected promise of an async listener destroys the stream. @default false */
  readonly captureRejections?: boolean | undefined;
}

/**
 * The state of one side of a stream. To keep streams small that wait for something to do, the constructor makes
 * only the fields that every stream needs at once. What the others hold at first is said by the prototype; `wake`
 * makes them, all together, so that the states of all streams at work have the same shape.
 */
export class StreamState {
  declare objectMode: boolean;
  declare autoDestroy: boolean;
  declare emitClose: boolean;
  declare constructed: boolean;
  declare destroyed: boolean;
  declare closed: boolean;
  declare closeEmitted: boolean;
  declare errorEmitted: boolean;
  declare sync: boolean;
  /** What `errored` says. @internal */
  declare failure: Error | null;

  /** All that is either so or not so. */
  bits: number;
  /** Where backpressure begins: bytes, or objects in object mode. */
  highWaterMark: number;

  constructor(bits: number, highWaterMark: number) {
    this.bits = bits;
    this.highWaterMark = highWaterMark;
  }

  /** The first error that met this side. */
  get errored(): Error | null {
    return this.failure;
  }
  set errored(error: Error | null) {
    this.failure = error;
    this.bits = error === null ? this.bits & ~ERRORED : this.bits | ERRORED;
  }
}

Object.assign(StreamState.prototype, { failure: null });

/** Gives a state class a boolean accessor for each named bit. */
export function defineBits(State: { prototype: object }, names: Readonly<Record<string, number>>): void {
  for (const [name, bit] of Object.entries(names)) {
    Object.defineProperty(State.prototype, name, {
      configurable: true,
      get(this: StreamState): boolean {
        return (this.bits & bit) !== 0;
      },
      set(this: StreamState, on: unknown): void {
        this.bits = on ? this.bits | bit : this.bits & ~bit;
      },
    });
  }
}

defineBits(StreamState, {
  objectMode: OBJECT_MODE,
  autoDestroy: AUTO_DESTROY,
  emitClose: EMIT_CLOSE,
  constructed: CONSTRUCTED,
  destroyed: DESTROYED,
  closed: CLOSED,
  closeEmitted: CLOSE_EMITTED,
  errorEmitted: ERROR_EMITTED,
  sync: SYNC,
});

/** The bits that follow from options, the object mode of this side being known already. */
export function initialBits(objectMode: boolean, options: StreamOptions | undefined): number {
  let bits = CONSTRUCTED;
  if (objectMode) bits |= OBJECT_MODE;
  if (options?.emitClose !== false) bits |= EMIT_CLOSE;
  if (options?.autoDestroy !== false) bits |= AUTO_DESTROY;
  return bits;
}

/**
 * Returns the high-water mark that options ask for.
 *
 * @param ownName the option of a Duplex's side, e.g. `readableHighWaterMark`; undefined for a one-sided stream.
 * @throws {ERR_INVALID_ARG_VALUE} if it is not an integer of at least 0.
 */
export function highWaterMarkOf(
  objectMode: boolean,
  options: StreamOptions | undefined,
  ownName: 'readableHighWaterMark' | 'writableHighWaterMark' | undefined,
): number {
  const own = ownName && (options as Record<string, unknown> | undefined)?.[ownName];
  const asked: unknown = options?.highWaterMark ?? own;
  if (asked === undefined || asked === null) return getDefaultHighWaterMark(objectMode);
  if (!Number.isInteger(asked) || (asked as number) < 0) {
    throw ERR_INVALID_ARG_VALUE(`options.${ownName ?? 'highWaterMark'}`, asked);
  }
  return asked as number;
}

/**
 * Returns the encoding of text that comes without one.
 *
 * @throws {ERR_UNKNOWN_ENCODING} if options ask for one that is not known.
 */
export function defaultEncodingOf(options: StreamOptions | undefined): Encoding {
  const asked = options?.defaultEncoding ?? 'utf8';
  if (asked !== 'utf8' && !isEncoding(asked)) throw ERR_UNKNOWN_ENCODING(asked);
  return asked;
}
