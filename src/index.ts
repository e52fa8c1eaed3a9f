/**
 * The stream core: what `node:stream` exports, for Node and browsers.
 *
 * @module
 */
export { Stream } from './core/classic.ts';
export { Duplex } from './core/duplex.ts';
export { finished } from './core/finished.ts';
export { pipeline } from './core/pipeline.ts';
export { Readable } from './core/readable.ts';
export { PassThrough, Transform } from './core/transform.ts';
export { Writable } from './core/writable.ts';
