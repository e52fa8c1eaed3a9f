/** Files beyond 4 GiB, with holes in the place of what nobody wants to write. */
import fs from 'node:fs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Heard, makeFolder, openUnder, texts } from './_test-files.ts';
import { sliceFile } from './index.node.ts';

const GIB = 1024 ** 3;

/** Makes a file with text at its beginning and its end, and a hole between them, which is one line of zeros. */
function makeHole(begin: string, size: number, end: string): string {
  const path = `${makeFolder()}/big.txt`;
  fs.writeFileSync(path, begin);
  fs.truncateSync(path, size - end.length);
  fs.appendFileSync(path, end);
  return path;
}

/** Counts the bytes that are read from now on. */
function countReads(): { bytes: number } {
  const counter = { bytes: 0 };
  const read = fs.read as (...args: unknown[]) => void;
  const spy = vi.spyOn(fs, 'read').mockImplementation(((...args: unknown[]) => {
    counter.bytes += args[3] as number;
    read(...args);
  }) as never);
  onTestFinished(() => spy.mockRestore());
  return counter;
}

describe('behaviour', () => {
  it('slice and sliceReverse, of 5 GiB, read the lines at either end and no more', async () => {
    const file = sliceFile(makeHole('a\r\nb\nc\n', 5 * GIB, '\nx\ny\r\nz'));
    const counter = countReads();
    expect(await texts(file.slice(0, 2))).toEqual(['a\r\n', 'b\n']);
    expect(await texts(file.slice(-3))).toEqual(['x\n', 'y\r\n', 'z']);
    expect(await texts(file.slice(-3, -1))).toEqual(['x\n', 'y\r\n']);
    expect(await texts(file.sliceReverse(-2))).toEqual(['z', 'y\r\n']);
    expect(counter.bytes).toBeLessThan(2 ** 20);
  });

  it('follow, of 5 GiB, goes on at the end, and again after a position beyond 4 GiB', async () => {
    const path = makeHole('a\n', 5 * GIB, '\nx\n');
    const file = sliceFile(path);
    onTestFinished(() => void file.close());
    const heard = new Heard(file.follow(-1, undefined, { lines: true }));
    await heard.count(1);
    fs.appendFileSync(path, 'y\nz\n');
    expect(await heard.count(3)).toEqual(['x\n', 'y\n', 'z\n']);
    expect(Number.parseInt(heard.lines[1]?.position ?? '', 36)).toBe(5 * GIB + 2);
    const resumed = new Heard(file.follow({ after: heard.lines[1]?.position ?? '' }));
    expect(await resumed.count(1)).toEqual(['z\n']);
    expect(resumed.events).toEqual([]);
  });

  it.each(['skip', 'truncate'] as const)(
    'slice, a line of 64 MiB under %s, keeps no more than the limit',
    async (overlong) => {
      const path = makeHole('a\n', 64 * 2 ** 20, '\nz\n');
      const file = sliceFile(path, { overlong, maxLineBytes: 100 });
      for (const stream of [file.slice(), file.sliceReverse()]) {
        const lengths: number[] = [];
        for await (const line of stream) lengths.push(line.length);
        expect(lengths).toEqual(overlong === 'skip' ? [2, 2] : [2, 100, 2]);
      }
    },
  );
});

describe('errors', () => {
  it('slice, a line of 1 GiB, fails from either end when the limit is reached', async () => {
    const file = sliceFile(makeHole('a\n', GIB, '\nz\n'));
    const counter = countReads();
    for (const stream of [file.slice(), file.sliceReverse(), file.slice(1), file.sliceReverse(0, -1)]) {
      await expect(texts(stream)).rejects.toMatchObject({ code: 'ERR_SLICE_FILE_LINE_TOO_LONG' });
    }
    expect(counter.bytes).toBeLessThan(4 * 2 ** 21);
  });
});

describe('changes while a slice is read', () => {
  it('slice, a file that grows meanwhile, ends where the file ended', async () => {
    const path = `${makeFolder()}/data.txt`;
    fs.writeFileSync(path, 'line\n'.repeat(50_000));
    let count = 0;
    for await (const _ of sliceFile(path).slice()) {
      if (count++ % 1000 === 0) fs.appendFileSync(path, 'more\n'.repeat(100));
    }
    expect(count).toBe(50_000);
  });

  it('slice and sliceReverse, a file that is cut short meanwhile, end early with a whole line', async () => {
    const path = `${makeFolder()}/data.txt`;
    const file = sliceFile(path);
    for (const method of ['slice', 'sliceReverse'] as const) {
      fs.writeFileSync(path, 'line\n'.repeat(50_000));
      const lines: string[] = [];
      for await (const line of file[method]()) {
        if (lines.push(String(line)) === 1) fs.truncateSync(path, 7);
      }
      expect(lines.length).toBeLessThan(50_000);
      expect(new Set(lines)).toEqual(new Set(['line\n']));
      expect(openUnder(path)).toEqual([]);
    }
  });

  it('slice, a file that is replaced meanwhile, goes on with the one it began', async () => {
    const path = `${makeFolder()}/data.txt`;
    fs.writeFileSync(path, 'line\n'.repeat(50_000));
    let count = 0;
    for await (const line of sliceFile(path).slice()) {
      if (count++ === 0) {
        fs.renameSync(path, `${path}.1`);
        fs.writeFileSync(path, 'other\n');
      }
      expect(line.length).toBe(5);
    }
    expect(count).toBe(50_000);
  });
});
