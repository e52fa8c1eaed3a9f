import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { through } from '../../control/through.ts';
import { Readable } from '../../core/readable.ts';
import { laws } from '../../testing/stream-spec/index.ts';
import { code, cutBytes, fill, gate, send, slowly, utf8 } from './_test.ts';
import type { HyperstreamOptions, HyperstreamUpdates } from './index.ts';
import { hyperstream } from './index.ts';

/** Waits longer than the turn that a value has to be written in its place. */
async function someTurns(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setTimeout(resolve));
}

const NATIVE = { outOfOrder: 'native' } as const;
const ABC = '<p id=a>?</p><p id=b>?</p><p id=c>?</p>';

function place(number: number, placeholder = ''): string {
  return `<?start name="slot-${number}">${placeholder}<?end>`;
}

function patch(number: number, content: string): string {
  return `<template for="slot-${number}">${content}</template>`;
}

/** Writes the page and reads to its end, with late slots still open. Returns the chunks, to which more are added. */
async function shown(stream: ReturnType<typeof hyperstream>, html: string): Promise<string[]> {
  const chunks: string[] = [];
  stream.on('data', (chunk) => chunks.push(new TextDecoder().decode(chunk)));
  stream.end(`${html}<hr>`);
  while (!chunks.join('').includes('<hr>')) await new Promise((resolve) => stream.once('data', resolve));
  return chunks;
}

/** Writes the page, then fills late slots one after the other, and returns all that was read. */
async function fillLate(
  html: string,
  updates: HyperstreamUpdates,
  steps: readonly (() => void)[],
  options: HyperstreamOptions = NATIVE,
): Promise<string> {
  const stream = hyperstream(updates, options);
  const done = ended(stream);
  const chunks = await shown(stream, html);
  for (const step of steps) {
    const next = new Promise((resolve) => stream.once('data', resolve));
    step();
    await next;
  }
  await done;
  return chunks.join('');
}

function ended(stream: ReturnType<typeof hyperstream>): Promise<void> {
  return new Promise((resolve, reject) => stream.on('end', resolve).on('error', reject));
}

function errorsOf(stream: ReturnType<typeof hyperstream>): unknown[] {
  const errors: unknown[] = [];
  stream.on('slotError', (...args) => errors.push(args));
  return errors;
}

describe('hyperstream, out of order', () => {
  describe('laws', () => {
    const html = '<p id="a">?</p>\n<i>é</i>';
    const output = [`<p id="a">${place(1)}</p>\n<i class="c">é</i>${patch(1, 'one two')}`];
    async function* late() {
      await someTurns();
      yield 'one ';
      yield 'two';
    }
    const make = (signal?: AbortSignal) =>
      hyperstream({ '#a': late(), i: { class: 'c' } }, { ...NATIVE, signal });
    const given = { input: [html.slice(0, 9), html.slice(9)].map(utf8), output, signal: make } as const;
    for (const { name, check } of laws(() => make(), { ...given, rechunk: 'bytes' })) it(name, check);
  });

  describe('behaviour', () => {
    it('hyperstream sends the page before values that are not ready, and each when it is', async () => {
      const gates = [gate(), gate(), gate()] as const;
      const updates = { '#a': gates[0].value, '#b': gates[1].value, '#c': gates[2].value };
      const steps = [1, 2, 0].map((index) => () => gates[index]!.open(`${index}`));
      expect(await fillLate(ABC, updates, steps)).toBe(
        `<p id=a>${place(1)}</p><p id=b>${place(2)}</p><p id=c>${place(3)}</p><hr>${patch(2, '1')}${patch(3, '2')}${patch(1, '0')}`,
      );
    });

    it.each<[string, unknown, string]>([
      ['a string', 'x', 'x'],
      ['a promise that is resolved', Promise.resolve('x'), 'x'],
      ['an async function that need not wait', async (html: string) => `${html}!`, '?!'],
      ['an iterable', new Set(['x', 'y']), 'xy'],
      ['an async iterable that need not wait', slowly('x', 'y'), 'xy'],
      ['a stream that is full', Readable.from(['x', 'y']), 'xy'],
      ['a value that is not to be late', { _html: slowly('x'), _late: false }, 'x'],
    ])('hyperstream, given %s, writes it in its place', async (_what, value, content) => {
      expect(await fill('<p>?</p>', { p: value as string }, NATIVE)).toBe(`<p>${content}</p>`);
    });

    it('hyperstream, with _late at a value only, makes that one late', async () => {
      const [a, b] = [gate(), through<string>()];
      const updates = { '#a': { _html: a.value, _late: true }, '#b': b };
      const stream = hyperstream(updates);
      const done = ended(stream);
      const text = shown(stream, ABC);
      b.end('B');
      const chunks = await text;
      a.open('A');
      await done;
      expect(chunks.join('')).toMatch(
        /^<p id=a><\?start name="slot-1"><\?end><\/p><p id=b>B.*<template for="slot-1">A/,
      );
    });

    it('hyperstream shows a placeholder, and takes every place and form of a late value', async () => {
      const late = (): Promise<string> => someTurns().then(() => '<é>');
      const updates = {
        '#a': { _html: late(), _placeholder: '<i>é</i>' },
        '#b': { _append: late(), _prependHtml: late(), _placeholder: '…' },
        '#c': async (html: string) => html + (await late()),
      };
      const page = await fill(ABC, updates, NATIVE);
      const [shell, ...patches] = page.split(/(?=<template)/);
      expect(shell).toBe(
        `<p id=a>${place(1, '<i>é</i>')}</p><p id=b>${place(2, '…')}?${place(3, '…')}</p><p id=c>${place(4)}</p>`,
      );
      expect(patches.sort()).toEqual([
        patch(1, '<é>'),
        patch(2, '<é>'),
        patch(3, '&#60;&#233;&#62;'),
        patch(4, '?<é>'),
      ]);
    });

    it('hyperstream writes in their places what no mark can stand in for', async () => {
      const late = (): Promise<string> => someTurns().then(() => 'x');
      for (const name of ['title', 'textarea', 'script', 'style', 'svg', 'math', 'noscript', 'template']) {
        expect(await fill(`<${name}></${name}>`, { [name]: late() }, NATIVE)).toBe(`<${name}>x</${name}>`);
      }
      expect(await fill('<svg><g></g></svg>', { g: late() }, NATIVE)).toBe('<svg><g>x</g></svg>');
    });

    it('hyperstream repeats elements with late slots in each', async () => {
      const [a, b] = [gate(), gate()];
      const steps = [() => b.open('B'), () => a.open('A')];
      const updates = { li: [{ b: a.value }, { b: b.value }] };
      expect(await fillLate('<ul><li><b></b></ul>', updates, steps)).toBe(
        `<ul><li><b>${place(1)}</b><li><b>${place(2)}</b></ul><hr>${patch(2, 'B')}${patch(1, 'A')}`,
      );
    });

    it('hyperstream sends the function of its script once, and the nonce and the prefix with each', async () => {
      const [a, b] = [gate(), gate()];
      const options = { outOfOrder: true, nonce: 'x"<', slotPrefix: 'p' };
      const steps = [() => a.open('A'), () => b.open('B')];
      const html = await fillLate(ABC, { '#a': a.value, '#b': b.value }, steps, options);
      expect(html).toContain('<?start name="p1"><?end>');
      expect(html.match(/<script nonce="x&quot;&lt;">/g)).toHaveLength(2);
      expect(html.match(/function/g)).toHaveLength(1);
      expect(html).toMatch(
        /\)\("p1"\)<\/script><template for="p2">B<\/template><script [^>]*>gardenhoseSlot\("p2"\)<\/script>$/,
      );
    });
  });

  describe('bounds', () => {
    it('hyperstream opens no more slots than maxSlots, and waits for the others in their places', async () => {
      const gates = [gate(), gate(), gate()] as const;
      const updates = { '#a': gates[0].value, '#b': gates[1].value, '#c': gates[2].value };
      const stream = hyperstream(updates, { ...NATIVE, maxSlots: 2 });
      let html = '';
      stream.on('data', (chunk) => {
        html += new TextDecoder().decode(chunk);
      });
      const done = ended(stream);
      stream.end(ABC);
      while (!html.includes('<p id=c>')) await new Promise((resolve) => stream.once('data', resolve));
      gates[1].open('B');
      await gates[1].value;
      expect(html).not.toContain('template');
      gates[2].open('C');
      await gates[2].value;
      gates[0].open('A');
      await done;
      expect(html).toBe(
        `<p id=a>${place(1)}</p><p id=b>${place(2)}</p><p id=c>C</p>${patch(2, 'B')}${patch(1, 'A')}`,
      );
    });

    it('hyperstream collects no more of each than maxSlotBytes, and lets whole ones pass a long one', async () => {
      let made = 0;
      const [begin, long, short] = [gate(), gate(), gate()];
      async function* pieces() {
        await begin.value;
        for (; made < 100; made++) yield 'x'.repeat(1024);
        await long.value;
        yield 'y';
      }
      const gated = through<string>();
      const updates = { '#a': pieces(), '#b': short.value, '#c': { _html: gated, _late: false } };
      const stream = hyperstream(updates, { ...NATIVE, maxSlotBytes: 4096 });
      const done = ended(stream);
      const chunks: string[] = [];
      stream.on('data', (chunk) => chunks.push(new TextDecoder().decode(chunk)));
      stream.end(ABC);
      while (!chunks.join('').includes('<p id=c>'))
        await new Promise((resolve) => stream.once('data', resolve));
      begin.open();
      for (let turn = 0; turn < 100; turn++) await Promise.resolve();
      expect(made).toBeLessThan(10);
      short.open('B');
      await short.value;
      gated.end('C');
      while (made < 100) await new Promise((resolve) => stream.once('data', resolve));
      long.open();
      await done;
      const html = chunks.join('');
      expect(html.slice(html.indexOf('<template'))).toBe(patch(2, 'B') + patch(1, `${'x'.repeat(102_400)}y`));
    });

    it('hyperstream reads of a late value no more than its reader wants', async () => {
      let made = 0;
      async function* pieces() {
        await someTurns();
        for (; made < 1000; made++) yield 'x'.repeat(1024);
      }
      const stream = hyperstream({ p: pieces() }, { ...NATIVE, maxSlotBytes: 4096, highWaterMark: 4096 });
      stream.end('<p></p>');
      await new Promise((resolve) => stream.once('readable', resolve));
      for (let turn = 0; turn < 100; turn++) await Promise.resolve();
      expect(made).toBeLessThan(12);
      let length = 0;
      for await (const chunk of stream) length += chunk.length;
      expect(length).toBe(1000 * 1024 + `<p>${place(1)}</p>${patch(1, '')}`.length);
    });
  });

  describe('errors', () => {
    it.each<[HyperstreamOptions, string]>([
      [{ maxSlots: -1 }, 'ERR_OUT_OF_RANGE'],
      [{ maxSlotBytes: Number.NaN }, 'ERR_OUT_OF_RANGE'],
      [{ timeoutMs: '5' as never }, 'ERR_INVALID_ARG_TYPE'],
      [{ maxTokenBytes: '5' as never }, 'ERR_INVALID_ARG_TYPE'],
      [{ maxDepth: Number.NaN }, 'ERR_OUT_OF_RANGE'],
      [{ maxHeldBytes: -1 }, 'ERR_OUT_OF_RANGE'],
      [{ slotPrefix: 'x">' }, 'ERR_INVALID_ARG_VALUE'],
    ])('hyperstream, with the options %j, throws %s', (options, name) => {
      expect(() => hyperstream({}, options)).toThrow(code(name));
    });

    it('hyperstream, with a time of a value that is none, throws', () => {
      const make = (ms: unknown) => () =>
        hyperstream({ p: { _html: slowly('x'), _timeoutMs: ms as number } });
      expect(make(Number.NaN)).toThrow(code('ERR_OUT_OF_RANGE'));
      expect(make('5')).toThrow(code('ERR_INVALID_ARG_TYPE'));
    });

    it('hyperstream, when a late value fails, fills the slot with its fallback and tells', async () => {
      const gates = [gate(), gate(), gate()] as const;
      const updates = {
        '#a': { _html: gates[0].value, _fallback: (error: unknown) => `<b>${(error as Error).message}</b>` },
        '#b': { _html: gates[1].value, _placeholder: 'wait' },
        '#c': { _html: gates[2].value, _fallback: 'never' },
      };
      const stream = hyperstream(updates, NATIVE);
      const errors = errorsOf(stream);
      const done = ended(stream);
      const chunks = await shown(stream, ABC);
      const [a, b] = [new Error('a'), new Error('b')];
      gates[0].fail(a);
      gates[1].fail(b);
      gates[2].open('C');
      await done;
      expect(chunks.join('').slice(chunks.join('').indexOf('<template'))).toBe(
        patch(1, '<b>a</b>') + patch(2, '') + patch(3, 'C'),
      );
      expect(errors).toEqual([
        [a, '#a'],
        [b, '#b'],
      ]);
    });

    it('hyperstream, when a stream fails with a part of it collected, sends the fallback alone', async () => {
      const value = through<string>();
      const stream = hyperstream({ p: { _html: value, _fallback: 'F' } }, NATIVE);
      const done = ended(stream);
      const chunks = await shown(stream, '<p></p>');
      value.write('half of');
      value.emit('error', new Error('expected'));
      await done;
      expect(chunks.join('')).toBe(`<p>${place(1)}</p><hr>${patch(1, 'F')}`);
    });

    it('hyperstream, when a long value fails as it is sent, adds the fallback to it', async () => {
      const value = through<string>();
      const stream = hyperstream({ p: { _html: value, _fallback: 'F' } }, { ...NATIVE, maxSlotBytes: 4 });
      const done = ended(stream);
      const chunks = await shown(stream, '<p></p>');
      value.write('half of');
      value.emit('error', new Error('expected'));
      await done;
      expect(chunks.join('')).toBe(`<p>${place(1)}</p><hr>${patch(1, 'half ofF')}`);
    });

    it('hyperstream, when a function fails, writes its fallback in its place and tells', async () => {
      const error = new Error('expected');
      const stream = hyperstream(
        {
          p: () => {
            throw error;
          },
        },
        NATIVE,
      );
      const errors = errorsOf(stream);
      expect(new TextDecoder().decode(await send(['<p>x</p>'], stream))).toBe('<p></p>');
      expect(errors).toEqual([[error, 'p']]);
    });

    it('hyperstream, when a late value has had its time, fills the slot with its fallback', async () => {
      const value = through<string>();
      const updates = {
        '#a': { _html: new Promise(() => {}), _fallback: 'A', _timeoutMs: 10 },
        '#b': { _html: value, _fallback: 'B' },
        '#c': { _html: slowly('C'), _timeoutMs: Number.POSITIVE_INFINITY },
      };
      const stream = hyperstream(updates, { ...NATIVE, timeoutMs: 20 });
      const errors = errorsOf(stream);
      const done = ended(stream);
      const chunks = await shown(stream, ABC);
      value.write('begun');
      await done;
      const html = chunks.join('');
      expect(
        html
          .split(/(?=<template)/)
          .slice(1)
          .sort(),
      ).toEqual([patch(1, 'A'), patch(2, 'B')]);
      expect(errors.sort()).toEqual([
        [code('ERR_HYPERSTREAM_TIMEOUT'), '#a'],
        [code('ERR_HYPERSTREAM_TIMEOUT'), '#b'],
      ]);
      expect(value.destroyed).toBe(true);
    });

    it('hyperstream, when a fallback or a listener throws, is destroyed with the error', async () => {
      const error = new Error('expected');
      const fallback = (): never => {
        throw error;
      };
      await expect(
        fill('<p></p>', { p: { _html: Promise.reject(new Error('a')), _fallback: fallback } }, NATIVE),
      ).rejects.toBe(error);
      const stream = hyperstream({ p: Promise.reject(new Error('a')) }, NATIVE);
      stream.on('slotError', fallback);
      await expect(send(['<p></p>'], stream)).rejects.toBe(error);
    });

    it('hyperstream, when aborted, lets go of its late values', async () => {
      const abort = new AbortController();
      const values = [through<string>(), through<string>()] as const;
      const stream = hyperstream({ '#a': values[0], '#b': values[1] }, { ...NATIVE, signal: abort.signal });
      const closed = new Promise((resolve) => stream.on('error', () => {}).on('close', resolve));
      await shown(stream, ABC);
      values[0].write('begun');
      abort.abort();
      await closed;
      expect(values.map(({ destroyed }) => destroyed)).toEqual([true, true]);
    });
  });

  describe('chunk boundaries', () => {
    it('hyperstream makes the same page however the page and the late values are cut', async () => {
      const html = utf8('<p id=a>é\u{1F600}</p><ul><li>é<li><b id=b></b></ul><i>x</i>');
      const value = utf8('<i>é\u{1F600}&</i>');
      async function* late(cuts: readonly number[]) {
        await someTurns();
        yield* cutBytes(value, cuts);
      }
      async function page(cuts: readonly number[]): Promise<string> {
        const updates: HyperstreamUpdates = {
          '#a': { _prepend: late(cuts), class: 'é' },
          '#b': late(cuts),
          i: 'é',
        };
        const bytes = await send(cutBytes(html, cuts), hyperstream(updates, { ...NATIVE, maxSlotBytes: 8 }));
        return new TextDecoder()
          .decode(bytes)
          .split(/(?=<template)/)
          .sort()
          .join('');
      }
      const whole = await page([]);
      await fc.assert(
        fc.asyncProperty(fc.array(fc.nat(), { maxLength: 9 }), async (cuts) => {
          expect(await page(cuts)).toBe(whole);
        }),
        { numRuns: 20 },
      );
    });
  });
});
