/**
 * PassThrough under the name by which old programs asked readable-stream for it alone:
 * `require('readable-stream/passthrough')`, as readable-stream@3.6.2 and earlier have it.
 *
 * @example What goes in comes out
 * ```ts
 * import PassThrough from 'gardenhose/readable-stream/passthrough';
 *
 * const stream = new PassThrough();
 * stream.end('beep');
 * for await (const chunk of stream) assert.equal(String(chunk), 'beep');
 * ```
 *
 * @module
 */
import { PassThrough } from '../readable-stream.ts';

export { PassThrough as default, PassThrough as 'module.exports' };
