/**
 * The streams' endings as promises: what `node:stream/promises` exports.
 *
 * @example A pipeline that is awaited
 * ```ts
 * import { PassThrough, Readable } from 'gardenhose/stream';
 * import { finished, pipeline } from 'gardenhose/stream/promises';
 *
 * const middle = new PassThrough();
 * const end = finished(middle);
 * const body = await pipeline(Readable.from(['beep ', 'boop']), middle, async (words: AsyncIterable<Uint8Array>) => {
 *   let size = 0;
 *   for await (const bytes of words) size += bytes.length;
 *   return size;
 * });
 * await end;
 * assert.equal(body, 9);
 * ```
 *
 * @module
 */
import { finished, pipeline } from '../core/promises.ts';

/** What `require` returns. */
const promises: { finished: typeof finished; pipeline: typeof pipeline } = { finished, pipeline };

export { finished, pipeline, promises as default, promises as 'module.exports' };
