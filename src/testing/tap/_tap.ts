/**
 * Makes the `test` function of a host: a harness whose tests begin by themselves and print what they say.
 *
 * @module
 */
import type { Harness } from './harness.ts';
import { createHarness, Runner, toHarness } from './harness.ts';
import { parser } from './parser.ts';

/** What a host does for its `test` function. */
export interface TapHost {
  /** Prints one piece of text, of whole lines. */
  print(text: string): void;
  /** Called when the tests begin: hands over what the host throws and ends. Returns how to stop that. */
  attach(runner: Runner): () => void;
}

/** The `test` function, with what hangs on it. */
export interface TapFunction extends Harness {
  readonly test: TapFunction;
  readonly createHarness: typeof createHarness;
  readonly parser: typeof parser;
}

/** Makes the function. Its tests print unless `createStream` is called before they begin. */
export function toTap(host: TapHost): TapFunction {
  const runner = new Runner({});
  let isAttached = false;
  const harness = toHarness(runner, () => {
    if (!isAttached) runner.onFinish(host.attach(runner));
    isAttached = true;
    runner.schedule(() => {
      if (!runner.hasOutput) runner.createStream({}).on('data', (text) => host.print(String(text)));
    });
  });
  return Object.assign(harness, { test: harness, createHarness, parser }) as unknown as TapFunction;
}
