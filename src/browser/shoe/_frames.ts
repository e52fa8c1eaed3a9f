/**
 * The frames of the subprotocol and the limits of a connection; docs/protocols/shoe.md describes both.
 *
 * @module
 */
import { ERR_OUT_OF_RANGE } from '../../core/errors.ts';

/** What travels: text as a string, bytes as they are. */
export type Chunk = string | Uint8Array;

/** The name of the subprotocol, as in the header Sec-WebSocket-Protocol. */
export const PROTOCOL = 'gardenhose.shoe.1';

/** The first byte of a binary message: a binary chunk follows. */
export const DATA = 0;
/** The receiver takes so many more bytes. */
export const CREDIT = 1;
/** The sender has nothing more to say. */
export const END = 2;
/** The sender will be heard of again within so many milliseconds. */
export const ALIVE = 3;

/** Bytes that each end may send before it has been granted any. */
export const FIRST_CREDIT = 65_536;

/** What a message costs besides its bytes, so that a million empty ones are not free. */
export const MESSAGE_COST = 32;

/** The largest number that a frame carries and that a timer takes. */
export const MAX_NUMBER = 0x7fff_ffff;

/** The connection has done its work. A close code of RFC 6455, section 7.4.1, as the next five. */
export const NORMAL = 1000;
/** The end goes away: a page is left, a server goes down, a stream is destroyed. */
export const GOING_AWAY = 1001;
/** The other end broke the rules of the protocol. */
export const PROTOCOL_ERROR = 1002;
/** The other end makes this one hold too much. */
export const POLICY = 1008;
/** The other end sent a message that is too large. */
export const TOO_LARGE = 1009;
/** The stream was destroyed with an error. */
export const INTERNAL_ERROR = 1011;

/** The limits of one connection. */
export interface Limits {
  /**
   * Bytes waiting to be sent from which on `write()` returns false; 'drain' follows when half of them are left.
   * @default 65_536
   */
  readonly highWaterMark?: number | undefined;
  /**
   * Bytes waiting to be sent, or taken in and not read, that destroy the stream.
   * @default 16_777_216
   */
  readonly maxBufferedBytes?: number | undefined;
  /**
   * Bytes of the largest message that is taken in.
   * @default 1_048_576
   */
  readonly maxMessageBytes?: number | undefined;
  /**
   * Bytes that the other end may send ahead of this end's reader; at least 65,536.
   * @default 262_144
   */
  readonly windowBytes?: number | undefined;
  /**
   * Milliseconds between signs of life. A connection silent for two of these periods is taken for dead, and one
   * that ends has as long for the next step.
   * @default 25_000
   */
  readonly heartbeatMs?: number | undefined;
}

/** Options of a stream that connects. */
export interface ShoeOptions extends Limits {
  /**
   * The WebSocket subprotocols to ask for. Without the default the stream is a plain WebSocket's.
   * @default 'gardenhose.shoe.1'
   */
  readonly protocols?: string | string[] | undefined;
  /** Destroys the stream when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/** The limits of one connection, all of them known. */
export type KnownLimits = { readonly [Name in keyof Limits]-?: number };

/** Each limit's default, and the least that it may be. */
const DEFAULTS: Readonly<Record<keyof Limits, readonly [fallback: number, least: number]>> = {
  highWaterMark: [65_536, 0],
  maxBufferedBytes: [16_777_216, 0],
  maxMessageBytes: [1_048_576, 1],
  windowBytes: [262_144, FIRST_CREDIT],
  heartbeatMs: [25_000, 1],
};

/** Fills in what is not given; throws ERR_OUT_OF_RANGE. */
export function toLimits(options: Limits): KnownLimits {
  const limits: Record<string, number> = {};
  for (const [name, [fallback, least]] of Object.entries(DEFAULTS)) {
    limits[name] = limit(name, options[name as keyof Limits], fallback, least);
  }
  return limits as KnownLimits;
}

/** Returns a whole number within bounds; throws ERR_OUT_OF_RANGE. */
export function limit(name: string, value: number | undefined, fallback: number, least: number): number {
  const number = value ?? fallback;
  if (Number.isInteger(number) && number >= least && number < MAX_NUMBER) return number;
  throw ERR_OUT_OF_RANGE(`options.${name}`, `an integer of ${least} to ${MAX_NUMBER - 1}`, value);
}

/** Makes a frame that carries a number. */
export function numberFrame(kind: number, number: number): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(5);
  frame[0] = kind;
  new DataView(frame.buffer).setUint32(1, number);
  return frame;
}

/** Makes a frame that carries a binary chunk. */
export function dataFrame(chunk: Uint8Array): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(1 + chunk.length);
  frame.set(chunk, 1);
  return frame;
}

/** Reads a frame's number: 0 for END, which has none; undefined if the length is wrong. */
export function numberIn(frame: Uint8Array): number | undefined {
  if (frame[0] === END) return frame.length === 1 ? 0 : undefined;
  if (frame.length !== 5) return undefined;
  return new DataView(frame.buffer, frame.byteOffset).getUint32(1);
}
