/**
 * Tests in the manner of tap and tape; what they say is a stream, of rows or of TAP, and a parser reads it again.
 *
 * `test(name, fn)` adds a test, and `t` asserts. A test is over when it calls `t.end()`, when the promise of its
 * function is fulfilled, or when as much has been asserted as `t.plan()` says; its subtests run then, or when they
 * are awaited. Tests run one after the other, in the order in which they were added. In a browser they
 * print to the console; in Node, to the standard output.
 * `createStream()` takes what they say elsewhere, and `createHarness()` makes a `test` function of one's own.
 *
 * Behaves as npm tape@5 in its call forms, assertions and their names, and prints what tape prints with
 * `{ version: 13 }`; by default it prints TAP 14, where tests are subtests. Assertions have the names of tap 0.x too.
 * Mended: an exception or a rejection fails its test, and the others still run; `t.plan(0)` ends a test; subtests do
 * not overlap, and wait for the function around them; a name cannot smuggle in a directive; errors print without
 * the 'message' that tape makes a property of them, and a pattern as a pattern. Added: `await t.test()`, `t.rejects`,
 * `t.resolves`, `t.type`, `t.todo`, `t.spec`, `t.bailout`, `t.signal`, `signal`; a test that hangs says what for; a
 * reader that pauses the output holds the next test back. Left out: `t.capture`, `t.captureFn`, `t.intercept`.
 *
 * @see https://testanything.org/tap-version-14-specification.html
 *
 * @example Tests, and what they print
 * ```ts
 * import { createHarness } from 'gardenhose/tap';
 *
 * const test = createHarness();
 * test('sums', (t) => {
 *   t.plan(1);
 *   t.equal(1 + 1, 2, 'one and one');
 * });
 * let text = '';
 * for await (const chunk of test.createStream()) text += chunk;
 * assert.equal(
 *   text,
 *   `TAP version 14
 * # Subtest: sums
 *     ok 1 - one and one
 *     1..1
 * ok 1 - sums
 *
 * 1..1
 * # tests 1
 * # pass  1
 *
 * # ok
 * `,
 * );
 * ```
 *
 * @module
 */

import { host } from './_host.ts';
import type { TapFunction } from './_tap.ts';
import { toTap } from './_tap.ts';
import { createHarness } from './harness.ts';
import { parser } from './parser.ts';

export type { TestFunction, TestOptions } from './_test-arguments.ts';
export type { AssertOptions, Expected } from './assertions.ts';
export type { AddTest, Harness, HarnessOptions, OutputOptions } from './harness.ts';
export type { ParserOptions, TapParser } from './parser.ts';
export type { AssertRow, BailoutRow, Directive, EndRow, Row, TestRow } from './rows.ts';
export type { Test } from './test.ts';
export type { TapFunction };
export { createHarness, parser };

/**
 * Adds a test, which prints to the console.
 *
 * @throws {ERR_INVALID_ARG_TYPE} an argument that is no name, options or function
 * @throws {ERR_TAP_OVER} all tests are over
 */
export const test: TapFunction = /* @__PURE__ */ toTap(host);

export { test as default, test as 'module.exports' };
