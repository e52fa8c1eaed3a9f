/**
 * The same as `gardenhose/tap`, for programs that are used to tape: what is printed is flat TAP 13, as with npm
 * tape@5.
 *
 * @example The words of tape
 * ```ts
 * import tape from 'gardenhose/tap/tape';
 *
 * const test = tape.createHarness();
 * test('sums', (t) => {
 *   t.equal(1 + 1, 2);
 *   t.end();
 * });
 * let text = '';
 * for await (const chunk of test.createStream()) text += chunk;
 * assert.match(text, /^TAP version 13\n# sums\nok 1 should be strictly equal\n\n1\.\.1\n/);
 * ```
 *
 * @module
 */
import { host } from './_host.ts';
import type { TapFunction } from './_tap.ts';
import { toTap } from './_tap.ts';

/**
 * Adds a test, which prints to the console.
 *
 * @throws {ERR_INVALID_ARG_TYPE} an argument that is no name, options or function
 * @throws {ERR_TAP_OVER} all tests are over
 */
export const tape: TapFunction = /* @__PURE__ */ toTap(host, { version: 13 });

export { tape as default, tape as 'module.exports' };
