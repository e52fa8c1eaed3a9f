/**
 * Destinations that misbehave in the middle of a pipe: the source stays usable, and another destination gets, in
 * order, all that the first was not given.
 */
import { describe, expect, it } from 'vitest';
import { Readable } from '../readable.ts';
import { PassThrough } from '../transform.ts';
import { Writable } from '../writable.ts';
import type { Classes } from './_test-misdeeds.ts';
import { acts, END, misbehave, sources } from './_test-misdeeds.ts';

const ours = { Readable, Writable, PassThrough } as unknown as Classes;

/** Lets what is under way happen: each turn takes the platform once through its queue of tasks. */
async function rest(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  for (let turn = 0; turn < 20; turn++) {
    await new Promise<unknown>((resolve) => {
      port1.onmessage = resolve;
      port2.postMessage(null);
    });
  }
  port1.close();
}

/** Parting in a write leaves nothing behind; what is written after an end is lost, in Node as here. */
const parting = Object.entries(acts).filter(([what]) => what !== 'ends itself');

describe.each(Object.entries(sources))('%s', (_name, makeSource) => {
  it.each(parting)('pipe, to a destination that %s in a write, loses nothing', async (_what, act) => {
    for (const moment of ['write', 'late write']) {
      const { taken, rest: others, finished } = await misbehave(ours, makeSource, moment, act, rest);
      expect([...taken, ...others]).toEqual(Array.from({ length: END }, (_, n) => n));
      expect(finished).toBe(true);
    }
  });
});
