import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { afterAll, describe, expect, expectTypeOf, it, onTestFinished, vi } from 'vitest';
import { laws } from '../../testing/stream-spec/index.ts';
import { linesOf, makeFile, makeFolder, openUnder, texts } from './_test-files.ts';
import type { Line, LinesReadable, SliceFile, SliceFileOptions } from './index.node.ts';
import { sliceFile } from './index.node.ts';

const WORDS = 'one\ntwo\n\nfour\r\nfive';

/** Counts the bytes that are asked of files from now on. */
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

describe('laws', () => {
  const folder = fs.mkdtempSync(join(tmpdir(), 'slice-file-laws-'));
  const path = join(folder, 'data.txt');
  fs.writeFileSync(path, WORDS);
  const file = sliceFile(path);
  afterAll(async () => {
    await file.close();
    fs.rmSync(folder, { recursive: true });
  });
  const options = {
    output: linesOf(WORDS).map((line) => Buffer.from(line)),
    signal: (signal: AbortSignal) => file.slice(0, undefined, { signal }),
  };
  for (const { name, check } of laws(() => file.slice(), options)) it(name, check);
  const reversed = {
    output: options.output.toReversed(),
    signal: (signal: AbortSignal) => file.sliceReverse(0, undefined, { signal }),
  };
  for (const { name, check } of laws(() => file.sliceReverse(), reversed)) it(`sliceReverse: ${name}`, check);
});

describe('behaviour', () => {
  it.each([
    [undefined, undefined],
    [2, undefined],
    [-2, undefined],
    [-50, undefined],
    [undefined, 0],
    [1, 3],
    [-4, -1],
    [-4, 3],
    [1, -1],
    [3, 2],
    [-1, -3],
    [9, 12],
    [1.9, 3.2],
    [Number.NaN, 2],
    [-Infinity, Infinity],
    [0, -Infinity],
  ])('slice and sliceReverse, %s to %s, give what Array#slice gives', async (i, j) => {
    const { file } = makeFile(WORDS);
    const expected = linesOf(WORDS).slice(i, j);
    expect(await texts(file.slice(i, j))).toEqual(expected);
    expect(await texts(file.sliceReverse(i, j))).toEqual(expected.toReversed());
  });

  it('slice, any file, indices and block size, gives what Array#slice gives', async () => {
    const line = fc.oneof(
      { weight: 4, arbitrary: fc.string({ unit: fc.constantFrom('a', 'ü', '\r', ' '), maxLength: 12 }) },
      { weight: 1, arbitrary: fc.nat(400).map((n) => 'x'.repeat(n)) },
    );
    const content = fc
      .tuple(fc.array(line, { maxLength: 12 }), fc.boolean())
      .map(([lines, ended]) => lines.join('\n') + (ended ? '\n' : ''));
    const index = fc.option(fc.integer({ min: -15, max: 15 }), { nil: undefined });
    const path = `${makeFolder()}/data.txt`;
    await fc.assert(
      fc.asyncProperty(
        content,
        index,
        index,
        fc.integer({ min: 1, max: 90 }),
        async (content, i, j, bufsize) => {
          fs.writeFileSync(path, content);
          const file = sliceFile(path, { bufsize });
          const expected = linesOf(content).slice(i, j);
          const [forwards, backwards, lines] = await Promise.all([
            texts(file.slice(i, j)),
            texts(file.sliceReverse(i, j)),
            gather(file.slice(i, j, { lines: true })),
          ]);
          expect(forwards).toEqual(expected);
          expect(backwards).toEqual(expected.toReversed());
          expect(lines.map((line) => String(line.bytes))).toEqual(expected);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('slice, lines, marks an unterminated last line as incomplete', async () => {
    const { file } = makeFile('a\nb');
    const lines = await gather(file.slice(0, undefined, { lines: true }));
    expect(lines.map(({ complete }) => complete)).toEqual([true, false]);
    expect(lines[0]?.position).toMatch(/^[0-9a-z.]+$/);
  });

  it('slice, lines, gives the same positions from either end and for any block size', async () => {
    const content = `${'x'.repeat(100)}\n\nabc\n${'y'.repeat(70)}`;
    const { path } = makeFile(content);
    const all = await Promise.all(
      [1, 7, 64, 65536].flatMap((bufsize) => {
        const file = sliceFile(path, { bufsize });
        return [
          positions(file.slice(0, undefined, { lines: true })),
          positions(file.sliceReverse(0, undefined, { lines: true })).then((tokens) => tokens.toReversed()),
        ];
      }),
    );
    for (const tokens of all) expect(tokens).toEqual(all[0]);
  });

  it('slice, a callback in any place, gets all lines once', async () => {
    const { file } = makeFile(WORDS);
    const lines = linesOf(WORDS);
    const seen = await Promise.all([
      new Promise((resolve) => file.slice((_, lines) => resolve(lines?.map(String)))),
      new Promise((resolve) => file.slice(3, (_, lines) => resolve(lines?.map(String)))),
      new Promise((resolve) => file.sliceReverse(0, 2, (_, lines) => resolve(lines?.map(String)))),
      new Promise((resolve) =>
        file.slice(-1, undefined, { lines: true }, (_, lines) =>
          resolve(lines?.map(({ bytes }) => String(bytes))),
        ),
      ),
    ]);
    expect(seen).toEqual([lines, lines.slice(3), ['two\n', 'one\n'], ['five']]);
  });

  it('slice, after appends and a truncation, sees the file as it is now', async () => {
    const { path, file } = makeFile('line\n'.repeat(2000));
    fs.appendFileSync(path, 'last\n');
    expect(await texts(file.slice(-2))).toEqual(['line\n', 'last\n']);
    fs.writeFileSync(path, 'only\n');
    expect(await texts(file.slice(-2))).toEqual(['only\n']);
    fs.renameSync(path, `${path}.1`);
    fs.writeFileSync(path, 'other\n');
    expect(await texts(file.slice(-2))).toEqual(['other\n']);
  });

  it('slice, negative, reads only the end of a large file', async () => {
    const { file } = makeFile('0123456789\n'.repeat(200_000));
    const counter = countReads();
    expect(await texts(file.slice(-5))).toHaveLength(5);
    expect(await texts(file.sliceReverse(-5))).toHaveLength(5);
    expect(counter.bytes).toBeLessThan(4 * 65_536);
  });

  it('slice, from the beginning again, reads on from where lines were counted before', async () => {
    const { path, file } = makeFile('0123456789\n'.repeat(200_000));
    const clock = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 1e6);
    onTestFinished(() => clock.mockRestore());
    expect(await texts(file.slice(150_000, 150_002))).toHaveLength(2);
    const counter = countReads();
    for (const i of [150_000, 149_999, 100_000, 1, 0, 6000]) {
      counter.bytes = 0;
      expect(await texts(file.slice(i, i + 2))).toEqual(['0123456789\n', '0123456789\n']);
      expect(counter.bytes).toBeLessThanOrEqual(3 * 65_536);
    }
    // In place, and of the same size.
    const fd = fs.openSync(path, 'r+');
    fs.writeSync(fd, 'a\nb\nc\nd\ne\n0', 0);
    fs.closeSync(fd);
    expect(await texts(file.slice(150_004, 150_006))).toEqual(['0123456789\n', '0123456789\n']);
    expect(await texts(file.slice(0, 2))).toEqual(['a\n', 'b\n']);
    const all = linesOf(fs.readFileSync(path, 'utf8'));
    expect(await texts(file.slice(199_999))).toEqual(all.slice(199_999));
  });

  it('slice, any program of changes and slices of one file, sees the file as it is now', async () => {
    const clock = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 1e6);
    onTestFinished(() => clock.mockRestore());
    const step = fc.record({
      kind: fc.constantFrom('slice', 'slice', 'slice', 'append', 'rewrite', 'replace', 'patch'),
      i: fc.nat(40),
      text: fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 60 }),
    });
    const path = `${makeFolder()}/data.txt`;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        let content = 'x\n'.repeat(40);
        fs.writeFileSync(path, content);
        const file = sliceFile(path, { bufsize: 16 });
        let changes = 0;
        for (const { kind, i, text } of steps) {
          const before = content;
          if (kind === 'append') content += text;
          if (kind === 'rewrite' || kind === 'replace') content = text;
          if (kind === 'patch') content = text + content.slice(text.length);
          if (content !== before) {
            if (kind === 'replace') fs.unlinkSync(path);
            fs.writeFileSync(path, content);
            // A clock of the system's stands still between quick changes; this one does not.
            fs.utimesSync(path, 1000, 1000 + ++changes);
          }
          expect(await texts(file.slice(i, i + 3))).toEqual(linesOf(content).slice(i, i + 3));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('slice, a reader that pauses, is read no further than a block ahead', async () => {
    const { file } = makeFile('0123456789\n'.repeat(200_000));
    const counter = countReads();
    const stream = file.slice();
    let count = 0;
    await new Promise<void>((resolve) => {
      stream.on('data', () => {
        if (++count === 10) {
          stream.pause();
          resolve();
        }
      });
    });
    // Reads that the stream had begun would be counted before those of this other one are done.
    expect(await texts(sliceFile(file.file, { bufsize: 16 }).slice(-1))).toHaveLength(1);
    expect(counter.bytes).toBeLessThan(65_536 + 100);
    expect(count).toBe(10);
    await new Promise((resolve) => stream.on('end', resolve).resume());
    expect(count).toBe(200_000);
  });

  it.each([0, 1, 2])(
    'slice, sliceReverse and follow, a highWaterMark of %j, give all lines',
    async (mark) => {
      const { file } = makeFile(WORDS);
      const options = { highWaterMark: mark };
      expect(await texts(file.slice(0, undefined, options))).toEqual(linesOf(WORDS));
      expect(await texts(file.sliceReverse(0, undefined, options))).toEqual(linesOf(WORDS).reverse());
      const followed: string[] = [];
      for await (const line of file.follow(0, undefined, options)) {
        if (followed.push(String(line)) === 4) break;
      }
      expect(followed).toEqual(linesOf(WORDS).slice(0, 4));
    },
  );

  it('slice, overlong lines skipped or truncated, tells of them and goes on', async () => {
    const { path } = makeFile('a\n123456789\nb\n');
    const skipping = sliceFile(path, { maxLineBytes: 5, overlong: 'skip' });
    const skipped = skipping.slice();
    const errors: unknown[] = [];
    skipped.on('skip', (error) => errors.push(error));
    expect(await texts(skipped)).toEqual(['a\n', 'b\n']);
    expect(errors).toMatchObject([{ code: 'ERR_SLICE_FILE_LINE_TOO_LONG' }]);
    const lines = await gather(skipping.slice(1, 2, { lines: true }));
    expect(lines).toMatchObject([{ complete: true, error: { code: 'ERR_SLICE_FILE_LINE_TOO_LONG' } }]);
    expect(lines[0]?.bytes).toHaveLength(0);
    const truncating = sliceFile(path, { maxLineBytes: 5, overlong: 'truncate' });
    expect(await texts(truncating.sliceReverse())).toEqual(['b\n', '1234\n', 'a\n']);
  });

  it('slice and sliceReverse, a file whose size the system does not tell, read what is in it', async () => {
    const path = '/proc/filesystems';
    const lines = linesOf(fs.readFileSync(path, 'utf8'));
    expect([fs.statSync(path).size, lines.length > 2]).toEqual([0, true]);
    const file = sliceFile(path, { bufsize: 16 });
    expect(await texts(file.slice())).toEqual(lines);
    expect(await texts(file.slice(1, -1))).toEqual(lines.slice(1, -1));
    expect(await texts(file.slice(-2))).toEqual(lines.slice(-2));
    expect(await texts(file.sliceReverse(1))).toEqual(lines.slice(1).reverse());
  });

  it('slice and sliceReverse, a system that reads less at once than it is asked for, give all lines', async () => {
    const { file } = makeFile(WORDS.repeat(50), { bufsize: 100 });
    const all = linesOf(WORDS.repeat(50));
    const read = fs.read as (...args: unknown[]) => void;
    const spy = vi.spyOn(fs, 'read').mockImplementation(((...args: unknown[]) => {
      args[3] = Math.min(args[3] as number, 7);
      read(...args);
    }) as never);
    onTestFinished(() => spy.mockRestore());
    for (const [i, j] of [[], [3, 20], [-30, -2], [-30, 150]]) {
      expect(await texts(file.slice(i, j))).toEqual(all.slice(i, j));
      expect(await texts(file.sliceReverse(i, j))).toEqual(all.slice(i, j).reverse());
    }
    const followed: string[] = [];
    for await (const line of file.follow(-30)) if (followed.push(String(line)) === 29) break;
    expect(followed).toEqual(all.slice(-30, -1));
  });

  it('slice, many at once, share a descriptor; of a file that takes the path, another', async () => {
    const { path, file } = makeFile('x\n'.repeat(10_000));
    const states: number[] = [];
    file.on('stat', ({ size }) => states.push(size));
    const read = async (count: number): Promise<LinesReadable<Uint8Array>[]> => {
      const slices = Array.from({ length: count }, () => file.slice());
      await Promise.all(slices.map((stream) => new Promise((resolve) => stream.once('readable', resolve))));
      return slices;
    };
    const first = await read(50);
    expect(openUnder(path)).toHaveLength(1);
    fs.appendFileSync(path, 'y');
    const second = await read(50);
    expect(openUnder(path)).toHaveLength(1);
    fs.renameSync(path, `${path}.1`);
    fs.writeFileSync(path, 'z\n'.repeat(10_000));
    const third = await read(50);
    expect(openUnder(path)).toHaveLength(2);
    const ends = [first, second, third].map(async ([stream]) => (await texts(stream as never)).at(-1));
    expect(await Promise.all(ends)).toEqual(['x\n', 'y', 'z\n']);
    for (const stream of [...first, ...second, ...third]) stream.destroy();
    await new Promise<void>((resolve) => file.close(resolve));
    expect(openUnder(path)).toEqual([]);
    expect(states).toEqual([20_000, 20_001, 20_000]);
  });

  it('slice, destroyed or closed at any time, gives the descriptor back', async () => {
    const { path, file } = makeFile('0123456789\n'.repeat(50_000));
    const streams = [file.slice(), file.slice(-3), file.sliceReverse(), file.slice(20_000)];
    streams[0]?.destroy();
    streams[1]?.close();
    for await (const _ of streams[2] ?? []) break;
    streams[3]?.once('data', () => streams[3]?.close());
    await Promise.all(
      streams.map(
        (stream) => stream.closed || new Promise((resolve) => stream.on('close', resolve).resume()),
      ),
    );
    expect(openUnder(path)).toEqual([]);
  });

  it('sliceFile, a URL, an own descriptor, and events of old, work', async () => {
    const { path } = makeFile(WORDS);
    const fd = fs.openSync(path, 'r');
    const file = sliceFile(pathToFileURL(path), { fd });
    expect(await texts(file.slice(0, 1))).toEqual(['one\n']);
    await new Promise<void>((resolve) => file.close(resolve));
    expect(() => fs.fstatSync(fd)).toThrow('EBADF');

    const opened = sliceFile(path);
    await new Promise((resolve) => opened.on('open', resolve));
    expect(openUnder(path)).toEqual([path]);
    await new Promise<void>((resolve) => opened.close(resolve));
    expect(openUnder(path)).toEqual([]);
  });

  it('sliceFile, null for options, has the defaults', async () => {
    expect(await texts(sliceFile(makeFile(WORDS).path, null).slice(-1))).toEqual(['five']);
  });

  it('close, while slices run, lets those with a callback finish and destroys the others', async () => {
    const { path, file } = makeFile(WORDS);
    const stream = file.slice();
    const lines = new Promise((resolve) => file.slice((_, lines) => resolve(lines?.length)));
    await new Promise<void>((resolve) => file.close(resolve));
    expect(await lines).toBe(5);
    expect(stream.destroyed).toBe(true);
    expect(openUnder(path)).toEqual([]);
    expect(await texts(file.slice(-1))).toEqual(['five']);
  });

  it('close, again, calls back when all is closed', async () => {
    const { path, file } = makeFile(WORDS);
    await new Promise((resolve) => file.on('open', resolve));
    const called: number[] = [];
    file.close(() => called.push(1));
    file.close(() => called.push(2));
    await new Promise<void>((resolve) => file.on('close', resolve));
    await new Promise<void>((resolve) => file.close(resolve));
    expect([called, openUnder(path)]).toEqual([[1, 2], []]);
  });

  it('slice and follow, limits beyond what a buffer holds, read as with the largest', async () => {
    const limits = { bufsize: Number.MAX_SAFE_INTEGER, maxLineBytes: Number.MAX_SAFE_INTEGER };
    const { file } = makeFile(WORDS.repeat(1000), limits);
    expect(await texts(file.slice())).toHaveLength(4001);
    expect(await texts(file.sliceReverse())).toHaveLength(4001);
    let count = 0;
    for await (const _line of file.follow()) if (++count === 4000) break;
  });
});

describe('errors', () => {
  it('slice, a missing file, fails with ENOENT on the stream and in the callback alone', async () => {
    const file = sliceFile(`${makeFolder()}/none`);
    await expect(texts(file.slice(-5))).rejects.toMatchObject({ code: 'ENOENT' });
    const error = await new Promise((resolve) => file.slice(resolve));
    expect(error).toMatchObject({ code: 'ENOENT' });
    const heard = await new Promise((resolve) => sliceFile(file.file).on('error', resolve));
    expect(heard).toMatchObject({ code: 'ENOENT' });
  });
  it('slice, a folder, fails with ERR_SLICE_FILE_NOT_A_FILE', async () => {
    const folder = makeFolder();
    await expect(texts(sliceFile(folder).slice())).rejects.toMatchObject({
      code: 'ERR_SLICE_FILE_NOT_A_FILE',
    });
    await expect(texts(sliceFile(folder).follow())).rejects.toMatchObject({
      code: 'ERR_SLICE_FILE_NOT_A_FILE',
    });
    expect(openUnder(folder)).toEqual([]);
  });
  it('slice, a named pipe that nobody writes to, fails with ERR_SLICE_FILE_NOT_A_FILE', async () => {
    const pipe = `${makeFolder()}/pipe`;
    execFileSync('mkfifo', [pipe]);
    const file = sliceFile(pipe);
    await expect(texts(file.slice())).rejects.toMatchObject({ code: 'ERR_SLICE_FILE_NOT_A_FILE' });
    await expect(texts(file.follow())).rejects.toMatchObject({ code: 'ERR_SLICE_FILE_NOT_A_FILE' });
    const heard = await new Promise((resolve) => sliceFile(pipe).on('error', resolve));
    expect(heard).toMatchObject({ code: 'ERR_SLICE_FILE_NOT_A_FILE' });
    const fd = fs.openSync(pipe, 'r+');
    const open = sliceFile(pipe, { fd });
    await expect(texts(open.slice())).rejects.toMatchObject({ code: 'ERR_SLICE_FILE_NOT_A_FILE' });
    await expect(texts(open.follow())).rejects.toMatchObject({ code: 'ERR_SLICE_FILE_NOT_A_FILE' });
    await new Promise<void>((resolve) => open.close(resolve));
  });
  it.each<[string, SliceFileOptions, string]>([
    ['a\0b', {}, 'ERR_INVALID_ARG_VALUE'],
    ['package.json', { flags: 'x?' }, 'ERR_INVALID_ARG_VALUE'],
    ['package.json', { mode: 'x' as never }, 'ERR_INVALID_ARG_VALUE'],
  ])('slice, %j with %j, which cannot be opened, fails each time with %s', async (path, options, code) => {
    const file = sliceFile(path, options);
    for (const read of [() => file.slice(), () => file.sliceReverse(-1), () => file.follow()]) {
      await expect(texts(read())).rejects.toMatchObject({ code });
    }
    expect(await new Promise((resolve) => file.slice(resolve))).toMatchObject({ code });
    expect(await new Promise((resolve) => sliceFile(path, options).on('error', resolve))).toMatchObject({
      code,
    });
  });
  it('slice, a missing file whose flags make it, makes it', async () => {
    const path = `${makeFolder()}/new.txt`;
    expect(await texts(sliceFile(path, { flags: 'a+' }).slice())).toEqual([]);
    expect(fs.existsSync(path)).toBe(true);
  });
  it('slice, a line beyond the limit, fails from either end', async () => {
    const { path } = makeFile(`a\n${'x'.repeat(300)}\nb\n`);
    const file = sliceFile(path, { maxLineBytes: 299, bufsize: 64 });
    await expect(texts(file.slice())).rejects.toMatchObject({ code: 'ERR_SLICE_FILE_LINE_TOO_LONG' });
    await expect(texts(file.sliceReverse())).rejects.toMatchObject({ code: 'ERR_SLICE_FILE_LINE_TOO_LONG' });
    expect(await texts(file.slice(-1))).toEqual(['b\n']);
  });
  it('slice, an own descriptor that close has closed, fails with ERR_SLICE_FILE_CLOSED', async () => {
    const { path } = makeFile(WORDS);
    const file = sliceFile(path, { fd: fs.openSync(path, 'r') });
    await new Promise<void>((resolve) => file.close(resolve));
    await expect(texts(file.slice())).rejects.toMatchObject({ code: 'ERR_SLICE_FILE_CLOSED' });
    await expect(texts(file.follow())).rejects.toMatchObject({ code: 'ERR_SLICE_FILE_CLOSED' });
  });
  it('slice, a signal of its own or of the file, is destroyed with an AbortError', async () => {
    const { path } = makeFile(WORDS);
    const own = new AbortController();
    const whole = new AbortController();
    const file = sliceFile(path, { signal: whole.signal });
    const first = texts(file.slice(0, undefined, { signal: own.signal }));
    const second = texts(file.slice());
    own.abort();
    await expect(first).rejects.toMatchObject({ code: 'ABORT_ERR' });
    expect(await second).toHaveLength(5);
    const third = texts(file.slice());
    whole.abort('enough');
    await expect(third).rejects.toMatchObject({ code: 'ABORT_ERR', cause: 'enough' });
    expect(file.closed).toBe(true);
  });
  it('sliceFile, wrong arguments, throws', () => {
    expect(() => sliceFile(7 as never)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }));
    expect(() => sliceFile('f', { bufsize: 0 })).toThrow(
      expect.objectContaining({ code: 'ERR_OUT_OF_RANGE' }),
    );
    for (const fd of [-1, 1.5, 2 ** 31, Number.NaN, '3' as never]) {
      expect(() => sliceFile('f', { fd })).toThrow(expect.objectContaining({ code: 'ERR_OUT_OF_RANGE' }));
    }
    expect(() => sliceFile('f', { maxLineBytes: 1.5 })).toThrow(
      expect.objectContaining({ code: 'ERR_OUT_OF_RANGE' }),
    );
    expect(() => sliceFile('f', { overlong: 'cut' as never })).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_ARG_VALUE' }),
    );
  });
});

describe('types', () => {
  it('slice and follow, with and without lines', () => {
    function streams(file: SliceFile): void {
      expectTypeOf(file.slice(-5)).toEqualTypeOf<LinesReadable<Uint8Array>>();
      expectTypeOf(file.slice(0, 1, { lines: true })).toEqualTypeOf<LinesReadable<Line>>();
      expectTypeOf(file.follow({ after: '', lines: true })).toEqualTypeOf<LinesReadable<Line>>();
      expectTypeOf(file.follow(-1, 0)).toEqualTypeOf<LinesReadable<Uint8Array>>();
      file.follow(0, 1, { lines: true }, (_, lines) =>
        expectTypeOf(lines).toEqualTypeOf<Line[] | undefined>(),
      );
    }
    expectTypeOf(streams).returns.toBeVoid();
  });

  it('on, the events of files and streams, are known with their arguments', () => {
    function listen(file: SliceFile): void {
      file.on('stat', (stat) => expectTypeOf(stat).toEqualTypeOf<fs.Stats>());
      file.once('open', (fd) => expectTypeOf(fd).toBeNumber());
      file.on('error', (error) => expectTypeOf(error).toEqualTypeOf<Error>());
      file.follow().on('skip', ({ code }) => expectTypeOf(code).toBeString());
      file.follow().once('data', (line) => expectTypeOf(line).toEqualTypeOf<Uint8Array>());
      file.follow({ after: '', lines: true }).on('data', (line) => expectTypeOf(line).toEqualTypeOf<Line>());
    }
    expectTypeOf(listen).returns.toBeVoid();
  });
});

async function gather<Out>(stream: AsyncIterable<Out>): Promise<Out[]> {
  const chunks: Out[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

async function positions(stream: AsyncIterable<Line>): Promise<string[]> {
  return (await gather(stream)).map(({ position }) => position);
}
