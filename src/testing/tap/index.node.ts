/**
 * Tests in the manner of tap and tape; what they print is TAP, and a stream.
 *
 * @module
 */
import type { TapFunction } from './_tap.ts';
import { toTap } from './_tap.ts';
import { createHarness } from './harness.ts';

export type { TapFunction };
export { createHarness };

/** Adds a test, which prints to the standard output. */
export const test: TapFunction = /* @__PURE__ */ toTap({
  print: (text) => process.stdout.write(text),
  attach(runner) {
    const onexception = (error: unknown): void => {
      const { current } = runner;
      if (current === undefined) runner.bailout(String(error));
      else current._throw(error);
    };
    process.on('uncaughtException', onexception);
    process.on('exit', () => {
      runner.exit();
      if (runner.failed) process.exitCode ||= 1;
    });
    return () => process.off('uncaughtException', onexception);
  },
});

export { test as default, test as 'module.exports' };
