/**
 * Takes what nobody caught: exceptions of tick and loop callbacks, rejections without a handler.
 *
 * @module
 */

type Report = (kind: string, reason: unknown) => void;

/** Hands both to `report` until the returned function is called; the test runner's own handlers rest meanwhile. */
export function captureUncaught(report: Report): () => void {
  const resting = process.rawListeners('unhandledRejection') as ((...args: unknown[]) => void)[];
  const onRejection = (reason: unknown) => report('unhandled rejection', reason);
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', onRejection);
  // A test that ran out of time has left its own behind.
  process.setUncaughtExceptionCaptureCallback(null);
  process.setUncaughtExceptionCaptureCallback((error) => {
    report('uncaught', error);
    runPendingTicks(report);
  });
  return () => {
    process.setUncaughtExceptionCaptureCallback(null);
    process.removeListener('unhandledRejection', onRejection);
    for (const listener of resting) process.on('unhandledRejection', listener);
  };
}

/**
 * Runs the ticks behind the one that threw. Node leaves them for whatever the event loop does next, a message
 * to the test runner for example, and the order in the trace would be a matter of chance.
 */
function runPendingTicks(report: Report): void {
  const { _tickCallback: runTicks } = process as unknown as { _tickCallback(): void };
  for (;;) {
    try {
      runTicks();
      return;
    } catch (error) {
      report('uncaught', error);
    }
  }
}
