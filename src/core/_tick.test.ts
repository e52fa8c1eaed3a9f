import { describe, expect, expectTypeOf, it } from 'vitest';
import { nextTick } from './_tick.ts';

/** Resolves when everything queued before has run. */
function afterTicks(): Promise<void> {
  return new Promise((resolve) => nextTick(resolve));
}

describe('behaviour', () => {
  it('nextTick, runs functions after the current operation, in order, with their arguments', async () => {
    const calls: unknown[] = [];
    nextTick((...args) => calls.push(args), 1, 'two', null);
    nextTick(() => calls.push('second'));
    calls.push('now');
    await afterTicks();
    expect(calls).toEqual(['now', [1, 'two', null], 'second']);
  });

  it('nextTick, runs what is queued by a tick after what was queued before', async () => {
    const calls: string[] = [];
    nextTick(() => {
      calls.push('1');
      nextTick(() => calls.push('3'));
    });
    nextTick(() => calls.push('2'));
    await afterTicks();
    await afterTicks();
    expect(calls).toEqual(['1', '2', '3']);
  });

  it('nextTick, takes its turn among promise reactions', async () => {
    const calls: string[] = [];
    const before = Promise.resolve().then(() => calls.push('before'));
    nextTick(() => calls.push('tick'));
    const after = Promise.resolve().then(() => calls.push('after'));
    await Promise.all([before, after]);
    expect(calls).toEqual(['before', 'tick', 'after']);
  });

  it('nextTick, runs a long chain of ticks that queue each other', async () => {
    const LENGTH = 100_000;
    let count = 0;
    await new Promise<void>((resolve) => {
      nextTick(function step() {
        if (++count < LENGTH) nextTick(step);
        else resolve();
      });
    });
    expect(count).toBe(LENGTH);
  });
});

describe('errors', () => {
  it('nextTick, throws ERR_INVALID_ARG_TYPE at once, without a function', () => {
    expect(() => nextTick(undefined as never)).toThrow(
      'The "callback" argument must be of type function. Received undefined',
    );
  });
});

describe('types', () => {
  it('nextTick, takes the arguments of its function', () => {
    expectTypeOf(nextTick<[number, string]>).parameters.toEqualTypeOf<
      [callback: (a: number, b: string) => void, number, string]
    >();
  });
});
