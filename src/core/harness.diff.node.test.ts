/** The harness itself: what is alike is found alike, what is not is found. */
import { nextTick } from 'node:process';
import { Readable, Transform, Writable } from 'node:stream';
import { expect, it } from 'vitest';
import {
  pipelinePrograms,
  readablePrograms,
  transformPrograms,
  writablePrograms,
} from './_test/arbitraries.ts';
import { search } from './_test/check.ts';
import { compare, report } from './_test/compare.ts';
import type { AnyClass, Streams } from './_test/implementations.ts';
import { ours, theirs } from './_test/implementations.ts';
import { mutants as shortCuts, sound } from './_test/mutants.ts';
import type { Program } from './_test/program.ts';
import { scenarios } from './_test/scenarios.ts';
import { themes } from './_test/themes.ts';

for (const [name, programs] of Object.entries(themes)) {
  it(`search, finds nothing between node:stream and itself, ${name}`, async () => {
    const finding = await search(programs, theirs);
    expect(finding && report(finding.program, finding.comparison)).toBeUndefined();
  }, 600_000);
}

/** Emits 'end' a tick too late. */
class LateEnd extends Readable {
  override emit(event: string | symbol, ...args: unknown[]): boolean {
    if (event !== 'end') return super.emit(event, ...args);
    nextTick(() => super.emit(event, ...args));
    return true;
  }
}

/** Asks for a drain after every write, and drains when it happens to be full. */
class AlwaysFull extends Writable {
  override write(...args: unknown[]): boolean {
    (super.write as (...args: unknown[]) => boolean)(...args);
    return false;
  }
}

/** Forgets the error it was destroyed with. */
class ForgetfulTransform extends Transform {
  override destroy(_error?: Error): this {
    return super.destroy();
  }
}

/** A pipeline whose callback is called twice. */
const doublePipeline: Streams['pipeline'] = (...args) => {
  const callback = args.pop() as (...args: unknown[]) => void;
  return theirs.pipeline(...args, (error: unknown, value: unknown) => {
    callback(error, value);
    callback(error, value);
  });
};

const mutants: readonly [name: string, programs: typeof readablePrograms, streams: Partial<Streams>][] = [
  ['a late end event', readablePrograms, { Readable: LateEnd as unknown as Streams['Readable'] }],
  ['a write that always returns false', writablePrograms, { Writable: AlwaysFull as unknown as AnyClass }],
  ['a lost error', transformPrograms, { Transform: ForgetfulTransform as unknown as AnyClass }],
  ['a callback called twice', pipelinePrograms, { pipeline: doublePipeline }],
];

/** The mutants are searched by the same programs each time: some random ones take a mutant long to end. */
const SEED = '1';

for (const [name, programs, streams] of mutants) {
  it(`search, finds and shrinks, ${name}`, async () => {
    const finding = await search(programs, { ...theirs, ...streams }, { seed: SEED });
    expect(finding?.program.ops.length).toBeLessThanOrEqual(3);
  });
}

it('scenarios, are alike on node:stream and on heirs of it that change nothing', async () => {
  for (const { name, ...program } of scenarios) {
    const comparison = await compare(program, sound);
    expect(comparison.equal || report(program, comparison), name).toBe(true);
  }
});

for (const { name, streams, among } of shortCuts) {
  it(`scenarios, find a short cut that forgets, ${name}`, async () => {
    for (const { name, ...program } of scenarios) {
      if (among.test(name) && !(await compare(program, streams)).equal) return;
    }
    throw new Error('no scenario finds it');
  });
}

it('search, finds the same program again, by its seed', async () => {
  const streams = { ...theirs, Readable: LateEnd as unknown as Streams['Readable'] };
  const finding = await search(readablePrograms, streams, { seed: SEED });
  const again = await search(readablePrograms, streams, { seed: finding?.seed });
  expect(again).toEqual(finding);
});

const given = process.env.GARDENHOSE_PROGRAM;

if (given !== undefined) {
  it('replays the program that GARDENHOSE_PROGRAM holds', async () => {
    const program = JSON.parse(given) as Program;
    const comparison = await compare(program, ours);
    if (!comparison.equal) throw new Error(`the traces differ\n${report(program, comparison)}`);
  });
}
