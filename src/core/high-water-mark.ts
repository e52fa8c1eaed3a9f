/**
 * The high-water marks of streams whose options give none.
 *
 * @module
 */
import { defaultHighWaterMark } from '#platform';
import { ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE } from './errors.ts';

/** What was set, in bytes and in objects; undefined leaves it to the host. */
const marks: [bytes?: number, objects?: number] = [];

/**
 * Returns the default high-water mark, in objects or bytes: what was set here, else the host's.
 *
 * @example How much a stream holds that was told nothing
 * ```ts
 * import { getDefaultHighWaterMark, Readable } from 'gardenhose';
 *
 * assert.equal(getDefaultHighWaterMark(true), 16);
 * assert.equal(new Readable().readableHighWaterMark, getDefaultHighWaterMark());
 * ```
 */
export function getDefaultHighWaterMark(objectMode?: boolean): number {
  return marks[objectMode ? 1 : 0] ?? defaultHighWaterMark(Boolean(objectMode));
}

/**
 * Sets the default high-water mark of the streams made from now on, in objects or bytes. Node's own streams keep
 * theirs.
 *
 * @throws {ERR_INVALID_ARG_TYPE} for anything but a number.
 * @throws {ERR_OUT_OF_RANGE} for a number that is not an integer of at least 0.
 *
 * @example Streams that hold less
 * ```ts
 * import { getDefaultHighWaterMark, PassThrough, setDefaultHighWaterMark } from 'gardenhose';
 *
 * const before = getDefaultHighWaterMark(true);
 * setDefaultHighWaterMark(true, 2);
 * assert.equal(new PassThrough({ objectMode: true }).readableHighWaterMark, 2);
 * setDefaultHighWaterMark(true, before);
 * ```
 */
export function setDefaultHighWaterMark(objectMode: boolean, value: number): void {
  if (typeof value !== 'number') throw ERR_INVALID_ARG_TYPE('value', 'of type number', value);
  if (!Number.isInteger(value)) throw ERR_OUT_OF_RANGE('value', 'an integer', value);
  if (value < 0 || value > Number.MAX_SAFE_INTEGER) {
    throw ERR_OUT_OF_RANGE('value', `>= 0 && <= ${Number.MAX_SAFE_INTEGER}`, value);
  }
  marks[objectMode ? 1 : 0] = value;
}
