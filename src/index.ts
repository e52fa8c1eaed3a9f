/**
 * The stream core: what `node:stream` exports, for Node and browsers.
 *
 * @example From a source through a transform to a sink
 * ```ts
 * import { pipeline, Readable, Transform, Writable } from 'gardenhose';
 *
 * const heard: string[] = [];
 * await new Promise<void>((resolve, reject) =>
 *   pipeline(
 *     Readable.from(['beep', 'boop']),
 *     new Transform<string, string>({
 *       objectMode: true,
 *       transform: (word, _encoding, done) => done(null, word.toUpperCase()),
 *     }),
 *     new Writable<string>({
 *       objectMode: true,
 *       write(word, _encoding, done) {
 *         heard.push(word);
 *         done();
 *       },
 *     }),
 *     (error) => (error ? reject(error) : resolve()),
 *   ),
 * );
 * assert.deepEqual(heard, ['BEEP', 'BOOP']);
 * ```
 *
 * @module
 */
export { addAbortSignal } from './core/add-abort-signal.ts';
export { Stream } from './core/classic.ts';
export { compose } from './core/compose.ts';
export { Duplex } from './core/duplex.ts';
export { duplexPair } from './core/duplex-pair.ts';
export { finished } from './core/finished.ts';
export { getDefaultHighWaterMark, setDefaultHighWaterMark } from './core/high-water-mark.ts';
export { pipeline } from './core/pipeline.ts';
export { destroy, isDestroyed, isDisturbed, isErrored, isReadable, isWritable } from './core/predicates.ts';
export * as promises from './core/promises.ts';
export { Readable } from './core/readable.ts';
export { PassThrough, Transform } from './core/transform.ts';
export { Writable } from './core/writable.ts';
