import { describe, expect, it } from 'vitest';
import { hyperstream } from './index.ts';

function timers(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
}

const never = (): Promise<never> => new Promise(() => {});

describe('hyperstream', () => {
  it.each([
    ['in order', {}],
    ['out of order', { outOfOrder: true }],
  ])('hyperstream, destroyed while values %s are waited for, leaves no timer', async (_how, options) => {
    const before = timers();
    const updates = { p: [{ b: never() }, {}], i: never(), u: { _each: never() } };
    const stream = hyperstream(updates, { ...options, timeoutMs: 100_000 });
    stream.resume().write('.<p><b></b></p><u></u><i></i>');
    await new Promise((resolve) => stream.once('data', resolve));
    expect(timers()).toBeGreaterThan(before);
    await new Promise((resolve) => stream.destroy().once('close', resolve));
    expect(timers()).toBe(before);
  });

  it('hyperstream, when all values have come, leaves no timer', async () => {
    const before = timers();
    const updates = { p: [{ b: Promise.resolve('x') }], i: Promise.resolve('y') };
    const stream = hyperstream(updates, { outOfOrder: true, timeoutMs: 100_000 });
    stream.resume().end('<p><b></b></p><i></i>');
    await new Promise((resolve) => stream.once('close', resolve));
    expect(timers()).toBe(before);
  });
});
