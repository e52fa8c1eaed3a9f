import { afterEach, beforeEach, expect, it } from 'vitest';
import { nextTick } from './_tick.ts';

const EVENT = 'uncaughtException';
let others: NodeJS.UncaughtExceptionListener[];
let uncaught: unknown[];

function collect(error: unknown): void {
  uncaught.push(error);
}

beforeEach(() => {
  uncaught = [];
  others = process.listeners(EVENT);
  process.removeAllListeners(EVENT).on(EVENT, collect);
});
afterEach(() => {
  process.removeAllListeners(EVENT);
  for (const listener of others) process.on(EVENT, listener);
});

it('nextTick, reports exceptions as uncaught and runs the rest, on a real host', async () => {
  const calls: number[] = [];
  const errors = [new Error('first'), new Error('second')];
  for (const [index, error] of errors.entries()) {
    nextTick(() => calls.push(index));
    nextTick(() => {
      throw error;
    });
  }
  await new Promise<void>((resolve) => nextTick(resolve));
  expect(uncaught).toEqual(errors);
  expect(calls).toEqual([0, 1]);
});
