/**
 * Writable under the name by which old programs asked readable-stream for it alone:
 * `require('readable-stream/writable')`, as readable-stream@3.6.2 and earlier have it.
 *
 * @example A sink
 * ```ts
 * import Writable from 'gardenhose/readable-stream/writable';
 *
 * const seen: string[] = [];
 * const sink = new Writable({
 *   write(chunk, _encoding, done) {
 *     seen.push(String(chunk));
 *     done();
 *   },
 * });
 * sink.write('beep');
 * assert.deepEqual(seen, ['beep']);
 * ```
 *
 * @module
 */
import { Writable } from '../readable-stream.ts';

export { Writable as default, Writable as 'module.exports' };
