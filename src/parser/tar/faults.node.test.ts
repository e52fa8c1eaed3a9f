import * as fs from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { archive } from './_test-archive.node.ts';
import { makeFolder, tree, ways } from './_test-files.node.ts';

const CALLS = './_fs-calls.node.ts';

/** Is asked before each call of the system; the error that it returns is what the call fails with. */
const system = { before: (): Error | undefined => undefined };

type Call = (...args: unknown[]) => Promise<unknown>;

async function mockCalls() {
  const { codeOf, ...calls } = await vi.importActual<typeof import('./_fs-calls.node.ts')>(CALLS);
  const faulty = (name: string, call: Call): Call => {
    return async (...args) => {
      const error = system.before();
      if (error !== undefined && name !== 'close') throw error;
      const result = await call(...args);
      // What cannot be closed without an error is closed all the same.
      if (error !== undefined) throw error;
      return result;
    };
  };
  const wrapped = Object.entries(calls).map(([name, call]) => [name, faulty(name, call as Call)]);
  return { codeOf, ...Object.fromEntries(wrapped) };
}

// Test files share their modules: those with faults are this file's alone.
let ExtractToStream: typeof import('./extract-to.node.ts').ExtractToStream;
let packDirectory: typeof import('./pack-directory.node.ts').packDirectory;

beforeAll(async () => {
  vi.resetModules();
  vi.doMock(CALLS, mockCalls);
  ({ ExtractToStream } = await import('./extract-to.node.ts'));
  ({ packDirectory } = await import('./pack-directory.node.ts'));
});

afterAll(() => {
  vi.doUnmock(CALLS);
  vi.resetModules();
});

const big = Buffer.alloc(300_000, 'big');
const openFiles = () => fs.readdirSync('/proc/self/fd').length;

interface Streaming {
  on(event: string, listener: (argument: unknown) => void): unknown;
  destroy(): unknown;
}

/**
 * Runs a stream again and again. With each run another call of the system fails, or the stream is destroyed before
 * it; until there are no more calls.
 */
async function atEachCall(
  what: 'fails' | 'destroys',
  start: () => Streaming,
  check: () => void,
): Promise<number> {
  onTestFinished(() => {
    system.before = () => undefined;
  });
  const before = openFiles();
  for (let turn = 0; ; turn++) {
    let calls = 0;
    const stream = start();
    system.before = () => {
      if (calls++ !== turn) return undefined;
      if (what === 'fails') return new Error(`call ${turn}`);
      stream.destroy();
      return undefined;
    };
    stream.on('error', () => {});
    await new Promise((resolve) => stream.on('close', resolve));
    system.before = () => undefined;
    expect(openFiles()).toBe(before);
    check();
    if (calls <= turn) return turn;
  }
}

describe.each(['fails', 'destroys'] as const)('at each call of the system, which %s', (what) => {
  it.each(ways)('extractTo, with %s, leaves whole files only, and lets go of all', async (_way, held) => {
    const parent = makeFolder();
    let folder = '';
    const bytes = archive(
      { name: 'd', type: '5' },
      { name: 'd/small', body: 'small' },
      { name: 'big', body: big },
      { name: 'soft', type: '2', linkname: 'd' },
      { name: 'new/big', body: big },
      { name: 'hard', type: '1', linkname: 'big' },
    );
    const whole = ['', 'old', '-> d', 'small', big.toString('latin1')];
    const start = () => {
      folder = fs.mkdtempSync(join(parent, 'to-'));
      for (const name of ['d', 'big', 'soft', 'hard']) fs.writeFileSync(join(folder, name), 'old');
      const stream = new ExtractToStream(folder, { owners: true, umask: 0 }, held);
      stream.end(bytes);
      return stream;
    };
    const calls = await atEachCall(what, start, () => {
      const found = tree(folder);
      expect(Object.keys(found).filter((name) => name.includes('.gardenhose'))).toEqual([]);
      expect(Object.values(found).filter((contents) => !whole.includes(contents))).toEqual([]);
    });
    expect(calls).toBeGreaterThan(50);
  });

  it('packDirectory lets go of all', async () => {
    const folder = makeFolder();
    fs.mkdirSync(join(folder, 'd'));
    for (const name of ['a', 'd/b', 'd/c']) fs.writeFileSync(join(folder, name), name === 'a' ? big : name);
    fs.linkSync(join(folder, 'a'), join(folder, 'd/a'));
    fs.symlinkSync('a', join(folder, 'soft'));
    const calls = await atEachCall(
      what,
      () => packDirectory(folder).resume(),
      () => {},
    );
    expect(calls).toBeGreaterThan(15);
  });
});
