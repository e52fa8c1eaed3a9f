/**
 * Duplex under the name by which old programs asked readable-stream for it alone:
 * `require('readable-stream/duplex')`, as readable-stream@3.6.2 and earlier have it.
 *
 * @example A stream of two sides
 * ```ts
 * import Duplex from 'gardenhose/readable-stream/duplex';
 *
 * const echo = new Duplex({
 *   read() {},
 *   write(chunk, _encoding, done) {
 *     this.push(chunk);
 *     done();
 *   },
 * });
 * echo.write('beep');
 * assert.equal(String(echo.read()), 'beep');
 * ```
 *
 * @module
 */
import { Duplex } from '../readable-stream.ts';

export { Duplex as default, Duplex as 'module.exports' };
