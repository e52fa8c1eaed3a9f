/**
 * Values as MessagePack, for `serializer(msgpack)`: a codec, by npm @msgpack/msgpack.
 *
 * @example A frame's payload
 * ```ts
 * import { msgpack } from 'gardenhose/stream-serializer/msgpack';
 *
 * const bytes = msgpack.encode({ n: 1, at: new Date(0) });
 * assert.deepEqual(msgpack.decode(bytes), { n: 1, at: new Date(0) });
 * ```
 *
 * @module
 */
import { decode, encode } from '@msgpack/msgpack';
import type { Codec } from './_frames.ts';
import { assertHonest, MAX_DEPTH } from './_msgpack-lengths.ts';

/**
 * The codec: JSON's values, bytes and dates. Undefined becomes null; `__proto__` as a key it refuses to decode, and
 * lengths that are not so, before it reserves memory for them. Arrays and maps may be nested 1024 deep, both ways.
 */
export const msgpack: Codec = {
  // The encoder counts the values within the innermost as a level, too.
  encode: (value) => encode(value, { maxDepth: MAX_DEPTH + 1 }),
  decode(bytes) {
    assertHonest(bytes);
    return decode(bytes);
  },
};

export { msgpack as default, msgpack as 'module.exports' };
