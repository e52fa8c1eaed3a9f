/**
 * readable-stream itself under the name of its file: Readable, with the others hung on it:
 * `require('readable-stream/readable')`, as readable-stream@3.6.2 and earlier have it.
 *
 * @example Readable, with the others
 * ```ts
 * import Readable from 'gardenhose/readable-stream/readable';
 *
 * assert.ok(new Readable.Transform() instanceof Readable);
 * ```
 *
 * @module
 */
export { default, default as 'module.exports' } from '../readable-stream.ts';
