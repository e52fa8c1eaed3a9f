/** Destinations that misbehave at any moment, on node:stream and on the core: the same chunks go the same ways. */
import * as node from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Readable } from '../readable.ts';
import { PassThrough } from '../transform.ts';
import { Writable } from '../writable.ts';
import type { Classes } from './_test-misdeeds.ts';
import { acts, END, misbehave, moments, sources } from './_test-misdeeds.ts';

const ours = { Readable, Writable, PassThrough } as unknown as Classes;

async function rest(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe.each(Object.entries(sources))('%s', (_name, makeSource) => {
  it.each(Object.entries(acts))(
    'pipe, to a destination that %s at any moment, as in Node',
    async (_what, act) => {
      for (const moment of moments) {
        const our = await misbehave(ours, makeSource, moment, act, rest);
        const their = await misbehave(node, makeSource, moment, act, rest);
        expect({ moment, ...our }).toEqual({ moment, ...their });
      }
    },
  );
});

/** What is thrown at a transform goes through its own code, which then has not answered. */
const readables = Object.entries(sources).filter(([name]) => name !== 'a transform');

describe('a destination that throws', () => {
  /** What is thrown out of a tick reaches nobody but the process. */
  let caught: unknown[] = [];
  let others: NodeJS.UncaughtExceptionListener[] = [];
  const oncaught = (error: unknown): void => void caught.push(error);
  beforeAll(() => {
    others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', oncaught);
  });
  afterAll(() => {
    process.removeListener('uncaughtException', oncaught);
    for (const other of others) process.on('uncaughtException', other);
  });

  it.each(readables)('pipe, of %s, loses what it threw at, as in Node', async (_name, makeSource) => {
    const runs = [];
    for (const on of [ours, node]) {
      caught = [];
      const source = makeSource(on);
      const seen: unknown[] = [];
      const bad = new on.Writable({ objectMode: true });
      bad.write = (n: unknown) => {
        seen.push(n);
        if (n === 5) {
          source.unpipe(bad);
          throw new Error('No');
        }
        return true;
      };
      source.pipe(bad);
      await rest();
      const thrown = caught.map(String);
      let finished = false;
      const sink = new on.Writable({
        objectMode: true,
        write(n, _encoding, done) {
          seen.push(n);
          done();
        },
      }).on('finish', () => {
        finished = true;
      });
      source.pipe(sink);
      await rest();
      runs.push({ seen, thrown, finished, more: caught.length });
    }
    expect(runs[0]).toEqual(runs[1]);
    expect(runs[0]?.thrown).toEqual(['Error: No']);
    expect(runs[0]?.finished).toBe(true);
    expect(runs[0]?.seen).toEqual(Array.from({ length: END }, (_, n) => n));
  });
});
