/**
 * Values as frames: the length of a payload, and the payload, which a codec makes and reads.
 *
 * @module
 */
import { asPlatformBytes, encodeText } from '#platform';
import { HeldBytes } from '../../control/_held.ts';
import { joinBytes } from '../../core/_lengths.ts';
import {
  ERR_INVALID_ARG_TYPE,
  ERR_STREAM_SERIALIZER_TOO_LONG,
  ERR_STREAM_SERIALIZER_TRUNCATED,
} from '../../core/errors.ts';
import type { Format, Taker } from './_format.ts';
import { unreadable } from './_format.ts';

/** Turns values into bytes and back. */
export interface Codec {
  encode(value: unknown): Uint8Array;
  /** Gets the bytes of one value, a copy, which nothing else will write to. */
  decode(bytes: Uint8Array): unknown;
}

/** The length of the payload: uint32, big-endian. */
const HEADER = 4;

/** Frames with what a codec makes of values. */
export class Frames implements Format {
  readonly #codec: Codec;
  readonly #maxBytes: number;
  readonly #held: HeldBytes;
  #heldBytes = 0;
  /** How many bytes there must be to go on: a header, or a frame. */
  #needed = HEADER;

  constructor(codec: Codec, maxBytes: number) {
    this.#codec = codec;
    this.#maxBytes = Math.min(maxBytes, 2 ** 32 - 1);
    this.#held = new HeldBytes(Number.POSITIVE_INFINITY);
  }

  encode(value: unknown): Uint8Array {
    const payload = this.#codec.encode(value);
    if (payload.length > this.#maxBytes) throw ERR_STREAM_SERIALIZER_TOO_LONG(this.#maxBytes);
    const header = new Uint8Array(HEADER);
    new DataView(header.buffer).setUint32(0, payload.length);
    return joinBytes([header, payload]);
  }

  decode(chunk: unknown, taker: Taker): void {
    const bytes = typeof chunk === 'string' ? encodeText(chunk, 'latin1') : chunk;
    if (!(bytes instanceof Uint8Array)) {
      throw ERR_INVALID_ARG_TYPE('chunk', 'of type string or an instance of Uint8Array', chunk);
    }
    this.#heldBytes += bytes.length;
    if (this.#heldBytes < this.#needed) {
      this.#hold(bytes);
      return;
    }
    const payloads = this.#cut(this.#held.finish(bytes));
    for (const payload of payloads) this.#read(payload, taker);
    if (this.#needed - HEADER > this.#maxBytes) taker.fail(ERR_STREAM_SERIALIZER_TOO_LONG(this.#maxBytes));
  }

  flush(taker: Taker): void {
    if (this.#heldBytes > 0) taker.fail(ERR_STREAM_SERIALIZER_TRUNCATED(this.#heldBytes));
  }

  /** Returns the payloads of the frames that are whole, and holds the rest. */
  #cut(bytes: Uint8Array): Uint8Array[] {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const payloads: Uint8Array[] = [];
    let at = 0;
    this.#needed = HEADER;
    while (bytes.length - at >= HEADER) {
      const end = at + HEADER + view.getUint32(at);
      this.#needed = end - at;
      if (end > bytes.length || this.#needed - HEADER > this.#maxBytes) break;
      payloads.push(new Uint8Array(bytes.subarray(at + HEADER, end)));
      at = end;
      this.#needed = HEADER;
    }
    const rest = bytes.subarray(at);
    this.#heldBytes = rest.length;
    this.#hold(rest);
    return payloads;
  }

  /** Holds a copy: the chunk is the writer's, who may use its memory again. */
  #hold(bytes: Uint8Array): void {
    this.#held.add(new Uint8Array(bytes));
  }

  #read(payload: Uint8Array, taker: Taker): void {
    let value: unknown;
    try {
      value = this.#codec.decode(payload);
    } catch (error) {
      taker.refuse(unreadable(error, { frame: asPlatformBytes(payload) }));
      return;
    }
    taker.take(value);
  }
}
