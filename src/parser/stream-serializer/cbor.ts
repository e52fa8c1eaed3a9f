/**
 * Values as CBOR (RFC 8949), for `serializer(cbor)`: a codec, by npm cborg.
 *
 * @example A frame's payload
 * ```ts
 * import { cbor } from 'gardenhose/stream-serializer/cbor';
 *
 * const bytes = cbor.encode({ n: 1, bytes: Uint8Array.of(2) });
 * assert.deepEqual(cbor.decode(bytes), { n: 1, bytes: Uint8Array.of(2) });
 * ```
 *
 * @module
 */
import { decode, encode } from 'cborg';
import type { Codec } from './_frames.ts';

/**
 * The codec: JSON's values, undefined, bytes, and integers of 64 bits, beyond 53 bits as BigInt. What it cannot say,
 * such as a Date or a function, it refuses to encode; maps with keys other than text it refuses to decode.
 */
export const cbor: Codec = {
  encode: (value) => encode(value, { mapSorter: asTheyCome }),
  decode: (bytes) => decode(bytes),
};

/** Keeps the members of objects in their order, as JSON does. */
function asTheyCome(): number {
  return 0;
}

export { cbor as default, cbor as 'module.exports' };
