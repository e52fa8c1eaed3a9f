/**
 * One contestant in one case, in a process of its own: prints what was measured as a line of JSON.
 *
 * `node --expose-gc child.js <suite> <file> <title> <contestant> <share of the count> <warm-up ms> <ms>`
 *
 * @module
 */
import { argv } from 'node:process';
import { setImmediate as turn } from 'node:timers/promises';
import type { Case, Memory, Speed } from './case.ts';

/** What a process prints. */
export interface Measured {
  /** Units in a second, bytes each, or units or MiB held at most. */
  readonly value: number;
  readonly checksum: number;
}

const collect = (globalThis as unknown as { gc(): void }).gc;

/** Runs a case over and over for some time; returns the units in a second. */
async function speedOf<Subject>({ run }: Speed<Subject>, subject: Subject, ms: number): Promise<Measured> {
  const start = performance.now();
  let runs = 0;
  let elapsed = 0;
  let checksum = 0;
  while (elapsed < ms || runs === 0) {
    const latest = await run(subject, count);
    if (runs > 0 && latest !== checksum) throw new Error(`The checksum is ${latest}, and was ${checksum}`);
    checksum = latest;
    runs++;
    elapsed = performance.now() - start;
  }
  return { value: (runs * count * 1000) / elapsed, checksum };
}

/** Makes many things; returns the bytes that each takes. */
async function memoryOf<Subject>({ make }: Memory<Subject>, subject: Subject): Promise<Measured> {
  const things = new Array<object>(count + 1).fill({});
  // The first brings with it what all of them share.
  things[count] = make(subject);
  const before = await usedBytes();
  for (let n = 0; n < count; n++) things[n] = make(subject);
  const value = ((await usedBytes()) - before) / count;
  return { value, checksum: things.length };
}

async function usedBytes(): Promise<number> {
  await turn();
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const [suite, file, title, contestant, share, warmUp, measuring] = argv.slice(2);
const { href } = new URL(`${suite}/${file}.js`, import.meta.url);
const { cases } = (await import(href)) as { cases: readonly Case<unknown>[] };
const asked = cases.find((one) => one.title === title) as Case<unknown>;
const count = Math.ceil(asked.count * Number(share));
const subject = await (asked.contestants[contestant as string] as () => Promise<unknown>)();
let measured: Measured;
if ('make' in asked) {
  measured = await memoryOf(asked, subject);
} else if ('peak' in asked) {
  measured = { value: await asked.peak(subject, count), checksum: count };
} else {
  await speedOf(asked, subject, Number(warmUp));
  collect();
  measured = await speedOf(asked, subject, Number(measuring));
}
console.log(JSON.stringify(measured));
