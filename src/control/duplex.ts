/**
 * Makes a stream whose two sides are yours: what is written comes to you as '_data', what you give to `_data()`
 * comes out.
 *
 * The base of streams that speak for something else, a multiplexer or a replica: `write()` and `end()` emit
 * '_data' and '_end' inside the call, `_data()` and `_end()` emit 'data' and 'end', or keep them while the
 * stream is paused. A new stream is paused, and resumes by itself on the next tick unless `pause()` or
 * `resume()` was called before, so that its listeners are there in time. Each side has its own brake: `pause()`
 * holds back what comes out, and makes `_data()` return false until '_drain'; `_pause()` or `emit('pause')`
 * makes `write()` return false until `emit('drain')`. The stream closes by itself when both sides have ended.
 *
 * Behaves as npm duplex@1.0.0 in its call forms, events and their timing; its methods may be passed on without
 * their stream. Mended: a chunk given to `end()` is written, and `_end()` gives out every chunk but undefined
 * and null, where falsy ones were lost; after `end()`, `_end()` or 'close' nothing more comes of that side; '_drain' follows each `_data()` that returned
 * false, where it did not if a listener of that chunk had paused;
 * `destroy()` clears the flags and what is held back; `end()`, `_end()` and `destroy()` return the stream.
 * Added: a bound on what is held back, `highWaterMark`, and the words of a Duplex: `push`, 'finish', `destroy(error)`,
 * `signal`, `destroyed`, `errored`, `readableLength`, `writableNeedDrain`, `for await`, and a place in
 * `pipeline` and `finished`.
 *
 * @see the handbook's chapter "duplex"
 *
 * @example A stream that answers
 * ```ts
 * import { duplex } from 'gardenhose/duplex';
 *
 * const echo = duplex<string>(
 *   (word) => echo._data(word.toUpperCase()),
 *   () => echo._end(),
 * );
 * const heard: string[] = [];
 * echo.on('data', (word) => heard.push(word));
 * echo.write('beep');
 * assert.deepEqual(heard, []);
 * echo.resume();
 * echo.end('boop');
 * assert.deepEqual(heard, ['BEEP', 'BOOP']);
 * ```
 *
 * @module
 */
import type { DuplexEvents, DuplexOptions } from './_duplex-stream.ts';
import { Duplex } from './_duplex-stream.ts';
import { validateFunction } from './_validate.ts';

export { Duplex, type DuplexEvents, type DuplexOptions };

/**
 * Makes a stream. `onWrite` hears '_data' and `onEnd` hears '_end', with the stream as `this`; both can be
 * listened for instead. An exception in them reaches whoever called `write()` or `end()`.
 *
 * @throws {ERR_INVALID_ARG_TYPE} `onWrite` or `onEnd` is given and not a function
 * @throws {ERR_INVALID_ARG_VALUE} an `overflow` that is none of the three
 * @throws {ERR_OUT_OF_RANGE} a `maxBuffered` below 0, a `highWaterMark` below 1
 * @throws {ERR_DUPLEX_OVERFLOW} as 'error' event: more is held back than `maxBuffered`
 *
 * @example Two brakes
 * ```ts
 * import { duplex } from 'gardenhose/duplex';
 *
 * const line = duplex<string, number>();
 * line.on('_data', () => {});
 * line._pause();
 * assert.equal(line.write('wait'), false);
 * line.emit('drain');
 * assert.equal(line.write('go on'), true);
 *
 * line.pause();
 * assert.equal(line._data(1), false);
 * assert.equal(line.readableLength, 1);
 * ```
 */
export function duplex<In = unknown, Out = In>(
  onWrite?: ((this: Duplex<In, Out>, chunk: In) => void) | null,
  onEnd?: ((this: Duplex<In, Out>) => void) | null,
  options?: DuplexOptions | null,
): Duplex<In, Out> {
  if (onWrite) validateFunction('onWrite', onWrite);
  if (onEnd) validateFunction('onEnd', onEnd);
  const stream = new Duplex<In, Out>(options ?? {});
  if (onWrite) stream.on('_data', onWrite);
  if (onEnd) stream.on('_end', onEnd);
  return stream;
}

export { duplex as default, duplex as 'module.exports' };
