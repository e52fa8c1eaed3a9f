/**
 * What Node does for tests.
 *
 * @module
 */
import type { TapHost } from './_tap.ts';

/** Prints to the standard output and sets the exit code; what nobody catches is the running test's. */
export const host: TapHost = {
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
};
