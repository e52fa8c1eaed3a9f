import { spawn } from 'node:child_process';
import fs from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Heard, linesOf, makeFile, makeFolder, openUnder, texts } from './_test-files.ts';
import type { Line, LinesReadable, SliceFile } from './index.node.ts';
import { sliceFile } from './index.node.ts';

/** Waits until the loop has turned so often that closed handles are gone. */
async function turns(): Promise<void> {
  for (let n = 0; n < 5; n++) await new Promise((resolve) => setImmediate(resolve));
}

/** How many watchers of files this process has. */
function watchers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'FSEventWrap').length;
}

/** The intervals that are set from now on and not cleared. */
function intervals(): Set<unknown> {
  const running = new Set<unknown>();
  const { setInterval: set, clearInterval: clear } = globalThis;
  const spies = [
    vi.spyOn(globalThis, 'setInterval').mockImplementation(((...args: Parameters<typeof set>) => {
      const timer = set(...args);
      running.add(timer);
      return timer;
    }) as never),
    vi.spyOn(globalThis, 'clearInterval').mockImplementation((timer) => {
      running.delete(timer);
      clear(timer);
    }),
  ];
  onTestFinished(() => {
    for (const spy of spies) spy.mockRestore();
  });
  return running;
}

/** The messages of the errors that nobody catches until the test is over. */
function catchUncaught(): string[] {
  const EVENT = 'uncaughtException';
  const messages: string[] = [];
  const others = process.listeners(EVENT);
  process.removeAllListeners(EVENT);
  process.on(EVENT, ({ message }) => messages.push(message));
  onTestFinished(() => {
    process.removeAllListeners(EVENT);
    for (const other of others) process.on(EVENT, other);
  });
  return messages;
}

describe('behaviour', () => {
  it('follow, after a slice, gives each line when its newline comes', async () => {
    const { path, file } = makeFile('one\ntwo\nthree\nfo');
    const heard = new Heard(file.follow(-3));
    await heard.count(2);
    fs.appendFileSync(path, 'ur\n\nfi');
    await heard.count(4);
    fs.appendFileSync(path, 've');
    fs.appendFileSync(path, '\nsix');
    expect(await heard.count(5)).toEqual(['two\n', 'three\n', 'four\n', '\n', 'five\n']);
  });

  it.each([
    [0, 2, ['one\n', 'two\n']],
    [-1, 0, []],
    [-3, -1, ['two\n', 'three\n']],
    [1, -3, []],
    [2, 40, ['three\n']],
    [40, undefined, []],
    [40, 50, []],
    [Infinity, undefined, []],
    [-Infinity, 1, ['one\n']],
  ])('follow, %s to %s, gives that slice, then the lines completed since', async (i, j, slice) => {
    const { path, file } = makeFile('one\ntwo\nthree\nfo');
    const heard = new Heard(file.follow(i, j));
    fs.appendFileSync(path, 'ur\nfive\n');
    expect(await heard.count(slice.length + 2)).toEqual([...slice, 'four\n', 'five\n']);
  });

  it('follow, any file, indices and block size, gives the whole lines of the slice and what comes', async () => {
    const index = fc.oneof(
      fc.option(fc.integer({ min: -9, max: 9 }), { nil: undefined }),
      fc.constantFrom(Number.NaN, 1.5, -1.5, Infinity, -Infinity, -0),
    );
    const content = fc.string({ unit: fc.constantFrom('a', 'ü', '\r', '\n', '\n'), maxLength: 30 });
    const path = `${makeFolder()}/data.txt`;
    await fc.assert(
      fc.asyncProperty(
        content,
        index,
        index,
        fc.integer({ min: 1, max: 40 }),
        async (content, i, j, bufsize) => {
          fs.writeFileSync(path, content);
          const file = sliceFile(path, { bufsize });
          const slice = linesOf(content)
            .slice(i, j)
            .filter((line) => line.endsWith('\n'));
          const partial = /[^\n]*$/.exec(content)?.[0] ?? '';
          const heard = new Heard(file.follow(i, j));
          fs.appendFileSync(path, 'X\nend\n');
          expect(await heard.count(slice.length + 2)).toEqual([...slice, `${partial}X\n`, 'end\n']);
          await new Promise<void>((resolve) => file.close(resolve));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('follow, a callback in any place, gets the lines of the slice, and the stream goes on', async () => {
    const { path, file } = makeFile('one\ntwo\n');
    const follow = file.follow.bind(file) as (...args: unknown[]) => LinesReadable<Uint8Array>;
    const heard: Heard[] = [];
    const called = [[], [0], [0, undefined]].map(
      (args) =>
        new Promise<Uint8Array[]>((resolve, reject) => {
          const callback = (error: Error | null, lines: Uint8Array[]): void =>
            error ? reject(error) : resolve(lines);
          heard.push(new Heard(follow(...args, callback)));
        }),
    );
    for (const lines of await Promise.all(called)) expect(lines.map(String)).toEqual(['one\n', 'two\n']);
    fs.appendFileSync(path, 'three\n');
    for (const one of heard) expect(await one.count(3)).toEqual(['one\n', 'two\n', 'three\n']);
  });

  it('follow, -1 to 0, misses nothing from the moment of the call on', async () => {
    const { path, file } = makeFile('old\n');
    const heard = new Heard(file.follow(-1, 0));
    fs.appendFileSync(path, 'new\n');
    expect(await heard.count(1)).toEqual(['new\n']);
    const rewritten = new Heard(file.follow(-1, 0));
    fs.writeFileSync(path, 'a longer text than there was before\n');
    expect(await rewritten.count(1)).toEqual(['a longer text than there was before\n']);
    expect(rewritten.events).toEqual(['truncate']);
    const rotated = new Heard(file.follow(-1, 0));
    fs.appendFileSync(path, 'last\n');
    fs.renameSync(path, `${path}.1`);
    fs.writeFileSync(path, 'first\n');
    expect(await rotated.count(2)).toEqual(['last\n', 'first\n']);
    expect(rotated.events).toEqual(['rotate']);
  });

  it('follow, a file that is made in the same turn, reads it from its beginning', async () => {
    const path = `${makeFolder()}/late.txt`;
    const file = sliceFile(path);
    const heard = new Heard(file.follow(-3));
    fs.writeFileSync(path, 'a\nb\n');
    expect(await heard.count(2)).toEqual(['a\n', 'b\n']);
    heard.stream.destroy();
  });

  it('follow, a truncating write of any length, delivers what it wrote and tells', async () => {
    const { path, file } = makeFile('one\ntwo\n');
    let truncated = 0;
    file.on('truncate', () => truncated++);
    const heard = [new Heard(file.follow()), new Heard(file.follow(-1))];
    await Promise.all([heard[0]?.count(2), heard[1]?.count(1)]);
    for (const [content, lines] of [
      ['x\n', 3],
      ['same\n', 4],
      ['name\n', 5],
      ['longer than all before\nand two lines\n', 7],
    ] as const) {
      fs.writeFileSync(path, content);
      await Promise.all([heard[0]?.count(lines), heard[1]?.count(lines - 1)]);
    }
    expect(heard[0]?.texts.slice(2).join('')).toBe('x\nsame\nname\nlonger than all before\nand two lines\n');
    expect(truncated).toBe(4);
    expect(heard[1]?.events).toEqual(Array(4).fill('truncate'));
  });

  it('follow, a rotation at once or after a gap, finishes the old file and starts the new one', async () => {
    const { path, file } = makeFile('one\n');
    let rotated = 0;
    file.on('rotate', () => rotated++);
    const heard = new Heard(file.follow(0, undefined, { lines: true }));
    await heard.count(1);
    fs.appendFileSync(path, 'two\nhalf');
    fs.renameSync(path, `${path}.1`);
    fs.writeFileSync(path, 'three\n');
    await heard.count(4);
    fs.renameSync(path, `${path}.2`);
    fs.appendFileSync(`${path}.2`, 'still\n');
    const during = new Heard(file.follow(-1));
    expect(await during.count(1)).toEqual(['still\n']);
    fs.writeFileSync(path, 'four\n');
    expect(await heard.count(6)).toEqual(['one\n', 'two\n', 'half', 'three\n', 'still\n', 'four\n']);
    expect(await during.count(2)).toEqual(['still\n', 'four\n']);
    expect(heard.lines.map(({ complete }) => complete)).toEqual([true, true, false, true, true, true]);
    expect(heard.events).toEqual(['rotate', 'rotate']);
    expect(rotated).toBe(2);
    expect(openUnder(`${path}.`)).toEqual([]);
  });

  it('follow, a link that is turned round, goes on with its new target', async () => {
    const folder = makeFolder();
    fs.mkdirSync(`${folder}/a`);
    fs.writeFileSync(`${folder}/a/log`, 'one\n');
    fs.writeFileSync(`${folder}/a/next`, 'three\n');
    fs.symlinkSync('a/log', `${folder}/log`);
    const file = sliceFile(`${folder}/log`);
    const heard = new Heard(file.follow());
    await heard.count(1);
    fs.appendFileSync(`${folder}/a/log`, 'two\n');
    await heard.count(2);
    fs.symlinkSync('a/next', `${folder}/new`);
    fs.renameSync(`${folder}/new`, `${folder}/log`);
    expect(await heard.count(3)).toEqual(['one\n', 'two\n', 'three\n']);
    file.close();
  });

  it('follow, after a position, goes on there, in this process or the next', async () => {
    const { path, file } = makeFile('one\ntwo\nthr');
    const lines: Line[] = [];
    for await (const line of file.slice(0, undefined, { lines: true })) lines.push(line);
    fs.appendFileSync(path, 'ee\nfour\n');
    const rest = ['one\n', 'two\n', 'three\n', 'four\n'];
    const expected = [rest, rest.slice(1), rest.slice(2), ['ee\n', 'four\n']];
    for (const [n, after] of ['', ...lines.map(({ position }) => position)].entries()) {
      const heard = new Heard(sliceFile(path).follow({ after }));
      const wanted = expected[n] as string[];
      expect(await heard.count(wanted.length)).toEqual(wanted);
      expect(heard.events).toEqual([]);
      heard.stream.destroy();
    }
  });

  it('follow, after a position in a file that was cut, rewritten or replaced, starts at its beginning', async () => {
    const { path, file } = makeFile('one\ntwo\n');
    const last = new Heard(file.slice(-1, undefined, { lines: true }));
    await last.count(1);
    const after = last.lines[0]?.position ?? '';
    const results: [string[], string[]][] = [];
    for (const change of [
      () => fs.writeFileSync(path, 'x\n'),
      () => fs.writeFileSync(path, 'other text, and more of it\nand a second line\n'),
      () => {
        fs.renameSync(path, `${path}.1`);
        fs.writeFileSync(path, 'one\ntwo\n');
      },
    ]) {
      change();
      const heard = new Heard(file.follow({ after }));
      await heard.count(linesOf(fs.readFileSync(path, 'utf8')).length);
      results.push([[...heard.events], heard.texts]);
      heard.stream.destroy();
    }
    expect(results).toEqual([
      [['truncate'], ['x\n']],
      [['truncate'], ['other text, and more of it\n', 'and a second line\n']],
      [['rotate'], ['one\n', 'two\n']],
    ]);
  });

  it('follow, a paused follower among others, reads nothing ahead and holds nobody up', async () => {
    const { path, file } = makeFile('');
    const slow = file.follow(0, undefined, { highWaterMark: 4 });
    const quick = new Heard(file.follow());
    const line = `${'x'.repeat(99)}\n`;
    for (let n = 0; n < 100; n++) fs.appendFileSync(path, line.repeat(100));
    await quick.count(10_000);
    expect(slow.readableLength).toBeLessThanOrEqual(4);
    const late = new Heard(slow);
    expect(await late.count(10_000)).toEqual(quick.texts);
  });

  it('follow, over-long lines skipped, delivers a line with an error and goes on', async () => {
    const { path, file } = makeFile('', { maxLineBytes: 10, overlong: 'skip' });
    const heard = new Heard(file.follow(0, undefined, { lines: true }));
    fs.appendFileSync(path, 'x'.repeat(9000));
    fs.appendFileSync(path, `${'x'.repeat(9000)}\nshort\n`);
    expect(await heard.count(2)).toEqual(['', 'short\n']);
    expect(heard.lines[0]).toMatchObject({ complete: true, error: { code: 'ERR_SLICE_FILE_LINE_TOO_LONG' } });
    const resumed = new Heard(file.follow({ after: heard.lines[0]?.position ?? '' }));
    expect(await resumed.count(1)).toEqual(['short\n']);
  });

  it('follow, a writer as fast as it can be, delivers each line once and in order', async () => {
    const { path, file } = makeFile('');
    const count = 60_000;
    const heard = new Heard(file.follow());
    // Writes cut lines anywhere.
    const writer = spawn(process.execPath, [
      '-e',
      `const fs = require('fs'); const fd = fs.openSync(${JSON.stringify(path)}, 'a');
       let text = ''; for (let n = 0; n < ${count}; n++) text += 'line ' + n + '\\n';
       for (let at = 0, size = 1; at < text.length; at += size, size = size * 7 % 997 + 1)
         fs.writeSync(fd, text.slice(at, at + size));`,
    ]);
    const closed = new Promise((resolve) => writer.on('close', resolve));
    const lines = await heard.count(count);
    await closed;
    expect(lines.findIndex((line, n) => line !== `line ${n}\n`)).toBe(-1);
    expect(heard.lines).toHaveLength(count);
  });

  it('follow, destroyed, closed or left a hundred times, leaves no watcher, timer or descriptor', async () => {
    await turns();
    const before = watchers();
    const timers = intervals();
    const { path, file } = makeFile('one\n');
    for (let n = 0; n < 100; n++) {
      const own = sliceFile(path);
      const streams = [file.follow(-1), file.follow(-1, 0), own.follow(), file.follow(5)];
      for await (const _ of streams[0] ?? []) break;
      streams[1]?.destroy();
      own.close();
      streams[3]?.close();
      await Promise.all(
        streams.map(
          (stream) => stream.closed || new Promise((resolve) => stream.on('close', resolve).resume()),
        ),
      );
    }
    await turns();
    expect(openUnder(path)).toEqual([]);
    expect(watchers()).toBe(before);
    expect(timers).toEqual(new Set());
  });

  it('follow, many on one file, share a watcher and a descriptor', async () => {
    await turns();
    const before = watchers();
    const timers = intervals();
    const { path, file } = makeFile('one\n');
    const heard = Array.from({ length: 50 }, () => new Heard(file.follow()));
    await Promise.all(heard.map((one) => one.count(1)));
    expect(watchers() - before).toBe(1);
    expect(timers.size).toBe(1);
    expect(openUnder(path)).toEqual([path]);
    fs.appendFileSync(path, 'two\n');
    await Promise.all(heard.map((one) => one.count(2)));
  });

  it('close, while following, ends all followers and drops an unterminated line', async () => {
    const { path, file } = makeFile('one\ntwo\nhal');
    const unread = file.follow();
    const heard = new Heard(file.follow());
    const lines: string[] = [];
    await heard.count(2);
    const closed = new Promise((resolve) => file.on('close', resolve));
    for await (const line of file.follow()) {
      lines.push(String(line));
      if (lines.length === 2) file.close();
    }
    await closed;
    expect(lines).toEqual(['one\n', 'two\n']);
    await heard.event('end');
    expect(heard.texts).toEqual(lines);
    expect(openUnder(path)).toEqual([]);
    expect(lines.join('')).toContain((await texts(unread)).join(''));
  });
});

describe('errors', () => {
  it('follow, a missing file, fails with ENOENT', async () => {
    const file = sliceFile(`${makeFolder()}/none/file`);
    await expect(texts(file.follow())).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(texts(file.follow({ after: '' }))).rejects.toMatchObject({ code: 'ENOENT' });
  });
  it.each(['x', '1.2', {}, null, undefined, 7, '0.0.0; rm', 'a'.repeat(1e6)])(
    'follow, a token that is none, fails with ERR_SLICE_FILE_POSITION: %#',
    async (after) => {
      const { file } = makeFile('one\n');
      const stream = file.follow({ after: after as string });
      await expect(texts(stream)).rejects.toMatchObject({ code: 'ERR_SLICE_FILE_POSITION' });
    },
  );
  it('follow, a line beyond the limit, fails before its newline comes', async () => {
    const { path, file } = makeFile('one\n', { maxLineBytes: 100 });
    const lines = texts(file.follow());
    fs.appendFileSync(path, 'x'.repeat(101));
    await expect(lines).rejects.toMatchObject({ code: 'ERR_SLICE_FILE_LINE_TOO_LONG' });
  });
  it('events, whose listeners throw, interrupt neither slices nor followers nor close', async () => {
    const uncaught = catchUncaught();
    const { path, file } = makeFile('one\n');
    const stream = file.follow();
    const heard = new Heard(stream);
    for (const emitter of [file, stream]) {
      for (const event of ['stat', 'rotate', 'truncate']) {
        emitter.on(event, () => {
          throw new Error(event);
        });
      }
    }
    expect(await texts(file.slice())).toEqual(['one\n']);
    await heard.count(1);
    fs.writeFileSync(path, 'two\n');
    await heard.count(2);
    fs.renameSync(path, `${path}.1`);
    fs.writeFileSync(path, 'three\n');
    await heard.count(3);
    fs.renameSync(path, `${path}.2`);
    fs.writeFileSync(path, 'four\n');
    await heard.count(4);
    await new Promise<void>((resolve) => file.close(resolve));
    expect(openUnder(path)).toEqual([]);
    expect(new Set(uncaught)).toEqual(new Set(['stat', 'rotate', 'truncate']));
    expect(uncaught.filter((event) => event === 'rotate')).toHaveLength(4);
  });

  it('follow, a signal, is destroyed with an AbortError', async () => {
    const { path, file } = makeFile('one\n');
    const controller = new AbortController();
    const heard = new Heard(file.follow(0, undefined, { signal: controller.signal }));
    await heard.count(1);
    controller.abort();
    await heard.event('close');
    expect(heard.error?.code).toBe('ABORT_ERR');
    expect(openUnder(path)).toEqual([]);
  });
  it('follow, more rotations behind than descriptors may be held, fails', async () => {
    const { path, file } = makeFile('0\n');
    const behind = file.follow(0, undefined, { highWaterMark: 1 });
    const error = new Promise((resolve) => behind.on('error', resolve));
    await new Promise((resolve) => behind.on('readable', resolve));
    const heard = new Heard(file.follow());
    for (let n = 1; n <= 18; n++) {
      fs.renameSync(path, `${path}.${n}`);
      fs.writeFileSync(path, `${n}\n`);
      await heard.count(n + 1);
    }
    expect(await error).toMatchObject({ code: 'ERR_SLICE_FILE_TOO_FAR_BEHIND' });
  });
});

type WriterKind = 'append' | 'rewrite' | 'rotate' | 'remove';
type ReaderKind = 'pause' | 'resume' | 'wait';

/** What a writer does to the file. */
interface WriterStep {
  readonly kind: WriterKind;
  readonly lines: number;
  readonly partial: boolean;
}

/** What the reader does. */
interface ReaderStep {
  readonly kind: ReaderKind;
}

type Step = WriterStep | ReaderStep;

const writerStep: fc.Arbitrary<WriterStep> = fc.record({
  kind: fc.constantFrom<WriterKind[]>('append', 'append', 'rewrite', 'rotate', 'remove'),
  lines: fc.nat(3),
  partial: fc.boolean(),
});
const readerStep: fc.Arbitrary<ReaderStep> = fc.record({
  kind: fc.constantFrom<ReaderKind[]>('pause', 'resume', 'wait'),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: writerStep },
  { weight: 1, arbitrary: readerStep },
);

describe('programs', () => {
  it('follow, any program of appends, rewrites and rotations, delivers what was written', async () => {
    const path = `${makeFolder()}/data.txt`;
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 14 }),
        fc.integer({ min: 1, max: 200 }),
        async (steps, bufsize) => {
          fs.writeFileSync(path, 'begin\n');
          const file = sliceFile(path, { bufsize });
          try {
            await runProgram(path, file, steps);
          } finally {
            await new Promise<void>((resolve) => file.close(resolve));
          }
          expect(openUnder(path)).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });
});

async function runProgram(path: string, file: SliceFile, steps: readonly Step[]): Promise<void> {
  const heard = new Heard(file.follow(-1));
  const expected = ['begin\n'];
  let partial = '';
  let serial = 0;

  /** Waits until all complete lines were delivered. */
  async function settle(): Promise<void> {
    heard.stream.resume();
    expect(await heard.count(expected.length)).toEqual(expected);
  }
  /** Makes a text of lines that were never written before, and notes which lines it completes. */
  function write(lines: number, unterminated: boolean): string {
    let text = '';
    for (let n = 0; n < lines; n++) text += `${serial++}${'.'.repeat(serial % 70)}\n`;
    if (unterminated) text += `(${serial++}`;
    const complete = linesOf(partial + text);
    partial = complete.at(-1)?.endsWith('\n') === false ? (complete.pop() as string) : '';
    expected.push(...complete);
    return text;
  }

  for (const step of steps) {
    if (step.kind === 'wait') await settle();
    else if (step.kind === 'append') fs.appendFileSync(path, write(step.lines, step.partial));
    else if ('lines' in step) {
      // What a rewrite takes away, and a file that is replaced soon after another, must have been seen before.
      await settle();
      if (step.kind === 'rotate') fs.renameSync(path, `${path}.old`);
      if (step.kind === 'remove') fs.unlinkSync(path);
      if (step.kind !== 'rewrite' && partial !== '') expected.push(partial);
      partial = '';
      fs.writeFileSync(path, write(step.lines + 1, step.partial));
      await settle();
    } else if (step.kind === 'pause') heard.stream.pause();
    else heard.stream.resume();
  }
  await settle();
}
