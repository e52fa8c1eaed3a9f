/**
 * Makes the `test` function of a host: a harness whose tests begin by themselves and print what they say.
 *
 * @module
 */
import type { Harness, HarnessOptions } from './harness.ts';
import { createHarness, Runner, toHarness } from './harness.ts';
import { parser } from './parser.ts';

/** What a host does for its `test` function. */
export interface TapHost {
  /** Prints one piece of text, of whole lines. */
  print(text: string): void;
  /** Hands over what the host throws, and its end, from the first test on. Returns how to stop that. */
  attach(runner: Runner): () => void;
}

/** The `test` function, with what hangs on it. */
export interface TapFunction extends Harness {
  readonly test: TapFunction;
  readonly createHarness: typeof createHarness;
  readonly parser: typeof parser;
}

/** Makes the function. Its tests print unless `createStream` is called before they begin. */
export function toTap(host: TapHost, options: HarnessOptions = {}): TapFunction {
  const runner = new Runner(options, (output) => output.on('data', (text) => host.print(text)));
  let isAttached = false;
  const harness = toHarness(runner, () => {
    if (!isAttached) runner.onFinish(host.attach(runner));
    isAttached = true;
    runner.schedule();
  });
  const create: typeof createHarness = (own) => createHarness({ ...options, ...own });
  return Object.assign(harness, { test: harness, createHarness: create, parser }) as unknown as TapFunction;
}
