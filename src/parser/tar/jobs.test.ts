import { describe, expect, it } from 'vitest';
import { Jobs } from './_fs-jobs.ts';

/** A job that lasts until it is told to end. */
function makeJob() {
  const job = { isRunning: false, end: () => {}, fail: (_error: Error) => {}, run: async () => {} };
  job.run = () => {
    job.isRunning = true;
    return new Promise<void>((resolve, reject) => {
      job.end = resolve;
      job.fail = reject;
    });
  };
  return job;
}

/** Waits until all that can happen has happened. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('Jobs', () => {
  it('Jobs, with room, runs jobs at once and side by side', async () => {
    const jobs = new Jobs(2, () => {});
    const [a, b, c] = [makeJob(), makeJob(), makeJob()];
    await jobs.start('a', a.run);
    await jobs.start('b', b.run);
    const started = jobs.start('c', c.run);
    await settle();
    expect([a, b, c].map(({ isRunning }) => isRunning)).toEqual([true, true, false]);
    a.end();
    await started;
    expect(c.isRunning).toBe(true);
    b.end();
    c.end();
    await jobs.idle();
  });

  it.each([
    ['a/b', 'a/b'],
    ['a/b', 'a'],
    ['a', 'a/b/c'],
  ])('Jobs, while one is about %s, does not begin with %s', async (first, then) => {
    const jobs = new Jobs(9, () => {});
    const [a, b] = [makeJob(), makeJob()];
    await jobs.start(first, a.run);
    const started = jobs.start(then, b.run);
    await settle();
    expect(b.isRunning).toBe(false);
    a.end();
    await started;
    expect(b.isRunning).toBe(true);
    b.end();
    await jobs.idle();
  });

  it('Jobs, while one is about a name, begins with one that only begins alike', async () => {
    const jobs = new Jobs(9, () => {});
    const [a, b] = [makeJob(), makeJob()];
    await jobs.start('a', a.run);
    await jobs.start('ab', b.run);
    expect(b.isRunning).toBe(true);
    a.end();
    b.end();
    await jobs.idle();
  });

  it('Jobs, when a job fails, says so and goes on', async () => {
    const errors: unknown[] = [];
    const jobs = new Jobs(1, (error) => errors.push(error));
    const [a, b] = [makeJob(), makeJob()];
    await jobs.start('a', a.run);
    const started = jobs.start('b', b.run);
    const error = new Error('expected');
    a.fail(error);
    await started;
    b.end();
    await jobs.idle();
    expect(errors).toEqual([error]);
  });
});
