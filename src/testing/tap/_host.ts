/**
 * What a browser does for tests.
 *
 * @module
 */
import type { TapHost } from './_tap.ts';

/** Prints to the console; an exception or a rejection that nobody handles is the running test's. */
export const host: TapHost = {
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
};
