/**
 * Transform under the name by which old programs asked readable-stream for it alone:
 * `require('readable-stream/transform')`, as readable-stream@3.6.2 and earlier have it.
 *
 * @example Upper case
 * ```ts
 * import Transform from 'gardenhose/readable-stream/transform';
 *
 * const upper = new Transform({
 *   transform: (chunk, _encoding, done) => done(null, String(chunk).toUpperCase()),
 * });
 * upper.end('beep');
 * for await (const chunk of upper) assert.equal(String(chunk), 'BEEP');
 * ```
 *
 * @module
 */
import { Transform } from '../readable-stream.ts';

export { Transform as default, Transform as 'module.exports' };
