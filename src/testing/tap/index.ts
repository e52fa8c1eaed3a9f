/**
 * Tests in the manner of tap and tape; what they print is TAP, and a stream.
 *
 * `test(name, fn)` adds a test and `t` asserts. Tests run one after the other, in the order in which they were
 * added. In Node they print to the standard output and set the exit code; in a browser they print to the console;
 * `createStream()` takes what they say elsewhere, as text or as rows.
 *
 * @module
 */
import type { TapFunction } from './_tap.ts';
import { toTap } from './_tap.ts';
import { createHarness } from './harness.ts';

export type { TapFunction };
export { createHarness };

/** Adds a test, which prints to the console. */
export const test: TapFunction = /* @__PURE__ */ toTap({
  print: (text) => console.log(text.replace(/\n$/, '')),
  attach(runner) {
    const onerror = (event: ErrorEvent): void => {
      runner.current?._throw(event.error ?? event.message);
      event.preventDefault();
    };
    const onrejection = (event: PromiseRejectionEvent): void => {
      runner.current?._throw(event.reason);
      event.preventDefault();
    };
    globalThis.addEventListener?.('error', onerror);
    globalThis.addEventListener?.('unhandledrejection', onrejection);
    return () => {
      globalThis.removeEventListener?.('error', onerror);
      globalThis.removeEventListener?.('unhandledrejection', onrejection);
    };
  },
});

export { test as default, test as 'module.exports' };
