/**
 * Sees the rejections that nobody handles, on Node and in a browser.
 *
 * @module
 */

/** Lets what is under way happen: each turn takes the platform once through its queue of tasks. */
export async function rest(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  for (let turn = 0; turn < 20; turn++) {
    await new Promise<unknown>((resolve) => {
      port1.onmessage = resolve;
      port2.postMessage(null);
    });
  }
  port1.close();
}

/** Runs an action until it has come to rest, and returns the reasons of the rejections that nobody handled. */
export async function unhandledIn(action: () => unknown): Promise<unknown[]> {
  const seen: unknown[] = [];
  const oninBrowser = (event: PromiseRejectionEvent): void => {
    event.preventDefault();
    seen.push(event.reason);
  };
  const onNode = (reason: unknown): void => void seen.push(reason);
  const isNode = typeof process !== 'undefined' && typeof process.on === 'function';
  const others = isNode ? process.listeners('unhandledRejection') : [];
  if (isNode) process.removeAllListeners('unhandledRejection').on('unhandledRejection', onNode);
  else addEventListener('unhandledrejection', oninBrowser);
  try {
    await action();
    await rest();
  } finally {
    if (isNode) {
      process.removeListener('unhandledRejection', onNode);
      for (const other of others) process.on('unhandledRejection', other);
    } else removeEventListener('unhandledrejection', oninBrowser);
  }
  return seen;
}
