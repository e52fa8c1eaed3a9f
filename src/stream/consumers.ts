/**
 * Collects everything that a stream gives, as bytes, a blob, text or JSON: what `node:stream/consumers` exports.
 *
 * @example The same source, read in three ways
 * ```ts
 * import { Readable } from 'gardenhose/stream';
 * import { arrayBuffer, json, text } from 'gardenhose/stream/consumers';
 *
 * const body = () => Readable.from(['{"name":', '"René"}']);
 * assert.equal(await text(body()), '{"name":"René"}');
 * assert.deepEqual(await json(body()), { name: 'René' });
 * assert.equal((await arrayBuffer(body())).byteLength, 16);
 * ```
 *
 * @module
 */
import { arrayBuffer, blob, buffer, json, text } from '../core/consumers.ts';

/** What `require` returns. */
const consumers: {
  arrayBuffer: typeof arrayBuffer;
  blob: typeof blob;
  buffer: typeof buffer;
  json: typeof json;
  text: typeof text;
} = { arrayBuffer, blob, buffer, json, text };

export { arrayBuffer, blob, buffer, consumers as default, consumers as 'module.exports', json, text };
