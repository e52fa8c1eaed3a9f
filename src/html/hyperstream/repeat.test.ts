import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { through } from '../../control/through.ts';
import { Readable } from '../../core/readable.ts';
import { hyperglue } from '../hyperglue/index.ts';
import { code, cutBytes, fill, gate, send, slowly, utf8 } from './_test.ts';
import type { HyperstreamUpdates, HyperstreamValue } from './index.ts';
import { hyperstream } from './index.ts';

const LIST = '<ul>\n<li class="x"><b></b> <i>?</i></li>\n<hr></ul>';

describe('hyperstream, with arrays and nested maps', () => {
  describe('behaviour', () => {
    it('hyperstream, given an array, repeats the element for each item', async () => {
      const items = [{ b: 'one' }, { ':first': { class: 'y' }, i: { _text: '<' } }, 'two', null, 3];
      expect(await fill(LIST, { li: items })).toBe(
        '<ul>\n<li class="x"><b>one</b> <i>?</i></li><li class="y"><b></b> <i>&#60;</i></li><li class="x">two</li>' +
          '<li class="x"><b></b> <i>?</i></li><li class="x">3</li>\n<hr></ul>',
      );
      expect(await fill(LIST, { li: [] })).toBe('<ul>\n\n<hr></ul>');
    });

    it('hyperstream makes of arrays of maps what hyperglue makes of them', async () => {
      const html = '<table><tr class="r"><td>?<td class="n"></table><p>x</p>';
      const updates = {
        '.r': [
          { td: ['a', 'b'] },
          { '.n': { _append: 'c', title: 'd' }, ':first': { class: { append: ' e' } } },
          {},
        ],
        p: [],
      };
      expect(await fill(html, updates)).toBe(hyperglue(html, updates).outerHTML);
    });

    it.each<[string, () => HyperstreamValue]>([
      ['an array', () => ({ _each: [{ b: '1' }, { b: '2' }] })],
      ['an iterable', () => ({ _each: new Set([{ b: '1' }, { b: '2' }]) })],
      ['an async iterable', () => ({ _each: slowly({ b: '1' }, { b: '2' }) })],
      ['a stream', () => ({ _each: Readable.from([{ b: '1' }, { b: '2' }]) })],
      ['a promise', () => ({ _each: Promise.resolve([{ b: '1' }, { b: '2' }]) })],
      ['items that take time', () => ({ _each: slowly({ b: slowly('1') }, { b: Promise.resolve('2') }) })],
    ])('hyperstream, given _each of %s, repeats the element for each item', async (_what, make) => {
      expect(await fill('<p><b></b></p>.', { p: make() })).toBe('<p><b>1</b></p><p><b>2</b></p>.');
    });

    it('hyperstream, given _each with other changes, makes them of each copy', async () => {
      const value = { _each: [{ b: '1' }, { b: '2' }], class: 'c', '.i': 'i', _append: '!' };
      expect(await fill('<p><b></b><u class="i"></u></p>', { p: value })).toBe(
        '<p class="c"><b>1</b><u class="i">i</u>!</p><p class="c"><b>2</b><u class="i">i</u>!</p>',
      );
    });

    it.each<[string, HyperstreamValue, string]>([
      ['a class', { '.c': 'x' }, '<p><b class="c">x</b><i></i></p>'],
      ['an id, with an attribute', { '#d': 'x', id: 'y' }, '<p id="y"><b class="c"></b><i></i></p>'],
      ['a combinator', { 'b + i': 'x' }, '<p><b class="c"></b><i>x</i></p>'],
      ['a group', { 'b, i': 'x' }, '<p><b class="c">x</b><i>x</i></p>'],
      ['a name with what no attribute has', { i: { _text: 'x' } }, '<p><b class="c"></b><i>x</i></p>'],
      ['a name with a stream', { i: slowly('x') }, '<p><b class="c"></b><i>x</i></p>'],
      ['a name with an array', { i: ['x', 'y'] }, '<p><b class="c"></b><i>x</i><i>y</i></p>'],
      [
        'a name in _map',
        { _map: { i: 'x', ':first': { title: 't' } } },
        '<p title="t"><b class="c"></b><i>x</i></p>',
      ],
      ['a map in a map', { '.c': { _map: { ':first': 'x' } } }, '<p><b class="c">x</b><i></i></p>'],
      ['a name with text', { i: 'x' }, '<p i="x"><b class="c"></b><i></i></p>'],
      [
        'names with dots and colons',
        { 'on:a.b': 'x', ':c': 'y' },
        '<p on:a.b="x" :c="y"><b class="c"></b><i></i></p>',
      ],
      [
        'a function as an attribute',
        { id: (old: unknown) => `${old}!` },
        '<p id="undefined!"><b class="c"></b><i></i></p>',
      ],
      ['nothing in _map', { _map: null, '.none': 'x' }, '<p><b class="c"></b><i></i></p>'],
    ])('hyperstream, given %s in an object, changes what it means', async (_what, value, page) => {
      expect(await fill('<p><b class="c"></b><i></i></p><b class="c"></b>', { p: value })).toBe(
        `${page}<b class="c"></b>`,
      );
    });

    it('hyperstream, with :first in a map, takes the first of each element', async () => {
      expect(await fill('<p><b>1</b><b>2</b></p><p><b>3</b></p>', { p: { 'b:first': 'x' } })).toBe(
        '<p><b>x</b><b>2</b></p><p><b>x</b></p>',
      );
    });

    it('hyperstream repeats elements of svg, elements without content and those never closed', async () => {
      expect(
        await fill('<svg><g><circle r="1"/><text>?</text></g></svg>', {
          circle: [{ ':first': { r: 2 } }, {}],
          text: ['a', 'b'],
        }),
      ).toBe('<svg><g><circle r="2"/><circle r="1"/><text>a</text><text>b</text></g></svg>');
      expect(await fill('<img><br>', { img: [{ ':first': { src: 'a' } }, { ':first': { src: 'b' } }] })).toBe(
        '<img src="a"><img src="b"><br>',
      );
      expect(await fill('<ul><li>a<li>b', { li: [{}, 'x'] })).toBe('<ul><li>a<li>x<li>b<li>x');
    });

    it('hyperstream, given a result of hyperglue, writes it as markup', async () => {
      const row = hyperglue('<b></b>', { b: '<' });
      expect(await fill('<p></p><i></i>', { p: row, i: { _append: row } })).toBe(
        '<p><b>&lt;</b></p><i><b>&lt;</b></i>',
      );
    });
  });

  describe('bounds', () => {
    it('hyperstream takes no more items than its reader wants, and sends each as it comes', async () => {
      let made = 0;
      async function* rows() {
        for (; made < 1000; made++) yield { b: 'x'.repeat(1024) };
      }
      const stream = hyperstream({ p: { _each: rows() } }, { highWaterMark: 4096 });
      stream.end('<p><b></b></p>');
      await new Promise((resolve) => stream.once('readable', resolve));
      for (let turn = 0; turn < 200; turn++) await Promise.resolve();
      expect(made).toBeLessThan(200);
      let length = 0;
      for await (const chunk of stream) length += chunk.length;
      expect(length).toBe(1000 * (1024 + '<p><b></b></p>'.length));
    });

    it('hyperstream sends what it knows while it waits for items, and each copy when its item has come', async () => {
      const rows = through<unknown>();
      const stream = hyperstream({ p: { _each: rows } });
      let html = '';
      let more = (): void => {};
      stream.on('data', (chunk) => {
        html += new TextDecoder().decode(chunk);
        more();
      });
      const next = (): Promise<void> => new Promise((resolve) => (more = resolve));
      let came = next();
      stream.end('<i></i><p><b></b></p><u></u>');
      await came;
      expect(html).toBe('<i></i>');
      came = next();
      rows.write({ b: 'x' });
      await came;
      expect(html).toBe('<i></i><p><b>x</b></p>');
      came = next();
      rows.end();
      await came;
      expect(html).toBe('<i></i><p><b>x</b></p><u></u>');
    });

    it('hyperstream writes a long array as its reader reads', async () => {
      const items = Array.from({ length: 2000 }, () => 'x'.repeat(1024));
      const stream = hyperstream({ p: items }, { highWaterMark: 4096 });
      stream.end('<p></p>');
      await new Promise((resolve) => stream.once('readable', resolve));
      expect(stream.readableLength).toBeLessThan(200_000);
      let length = 0;
      for await (const chunk of stream) length += chunk.length;
      expect(length).toBe(2000 * 1031);
    });

    it('hyperstream, with room again while a copy waits for its value, goes on with the next', async () => {
      const items = [slowly(''), slowly('x'), { b: [slowly(''), 'y'] }];
      expect(await fill('<p><b></b></p>.', { p: items }, { highWaterMark: 1 })).toBe(
        '<p></p><p>x</p><p><b></b><b>y</b></p>.',
      );
    });

    it('hyperstream refuses to hold a longer element than maxHeldBytes', async () => {
      await expect(fill(`<p>${'x'.repeat(100)}</p>`, { p: [{}] }, { maxHeldBytes: 99 })).rejects.toThrow(
        code('ERR_TRUMPET_CONTENT_TOO_LONG'),
      );
    });
  });

  describe('errors', () => {
    it('hyperstream, when items fail to come, writes the fallback after those that came, or is destroyed', async () => {
      const error = new Error('expected');
      async function* rows() {
        yield { b: slowly('1') };
        throw error;
      }
      expect(await fill('<p><b></b></p>', { p: { _each: rows(), _fallback: '<p>F</p>' } })).toBe(
        '<p><b>1</b></p><p>F</p>',
      );
      await expect(fill('<p><b></b></p>', { p: { _each: rows() } })).rejects.toBe(error);
    });

    it('hyperstream, when an item is no map or has no selector, is destroyed', async () => {
      await expect(fill('<p></p>', { p: { _each: slowly({ 'a >': 'x' }) } })).rejects.toThrow(
        code('ERR_TRUMPET_SELECTOR'),
      );
    });

    it('hyperstream, when destroyed between items, lets go of them and of what they wait for', async () => {
      const [rows, inner] = [through<unknown>(), through<string>()];
      const stream = hyperstream({ p: { _each: rows } });
      stream.resume().end('<p><b></b></p>');
      rows.write({ b: inner });
      inner.write('x');
      const closed = new Promise((resolve) => stream.once('close', resolve));
      stream.destroy();
      await closed;
      expect([rows.destroyed, inner.destroyed]).toEqual([true, true]);
    });
  });

  describe('chunk boundaries', () => {
    it('hyperstream repeats the same however the page is cut', async () => {
      const html = utf8('<ul>é<li class="é">\u{1F600}<b>x</b><li><i>y</i></ul><p>z<b></b></p>');
      const make = (): HyperstreamUpdates => ({
        li: [{ b: 'é' }, { i: slowly('\u{1F600}', utf8('é')) }, ['a', { ':first': 'b' }]],
        p: { _each: slowly({ b: ['1', slowly('2')] }, 'q'), class: 'c' },
      });
      const whole = await send([html], hyperstream(make()));
      await fc.assert(
        fc.asyncProperty(fc.array(fc.nat(), { maxLength: 20 }), async (cuts) => {
          expect(await send(cutBytes(html, cuts), hyperstream(make()))).toEqual(whole);
        }),
      );
    });
  });
});

describe('hostile values', () => {
  it('hyperstream outlives a stream that fails after its end', async () => {
    const value = through<string>();
    const page = fill('<p></p>', { p: value });
    value.end('x');
    value.emit('error', new Error('late'));
    expect(await page).toBe('<p>x</p>');
    expect(() => value.emit('error', new Error('later'))).not.toThrow();
  });

  it('hyperstream, with a value that never ends, ends when its time is over', async () => {
    const endless = { _html: gate().value, _timeoutMs: 5 };
    await expect(fill('<p></p>', { p: endless })).rejects.toThrow(code('ERR_HYPERSTREAM_TIMEOUT'));
    expect(await fill('<p></p>', { p: { ...endless, _fallback: 'F' } })).toBe('<p>F</p>');
  });

  const error = new Error('expected');
  function thrower(): never {
    throw error;
  }
  it.each<[string, () => HyperstreamValue]>([
    ['an iterable without an iterator', () => ({ [Symbol.iterator]: thrower })],
    ['an iterator that throws', () => ({ [Symbol.iterator]: () => ({ next: thrower }) })],
    ['an async iterator that throws', () => ({ [Symbol.asyncIterator]: () => ({ next: thrower }) }) as never],
    ['a chunk that is no text', () => slowly({ toString: thrower })],
    ['a promise of such a thing', () => Promise.resolve({ toString: thrower })],
    [
      'a promise whose value has a getter that throws',
      () => Promise.resolve(Object.defineProperty({}, 'then', { get: thrower })),
    ],
    // biome-ignore lint/suspicious/noThenProperty: it is what is tested.
    ['a thenable that throws', () => ({ then: thrower }) as never],
  ])('hyperstream, given %s, is destroyed with its error, or writes the fallback', async (_what, make) => {
    await expect(fill('<p></p>', { p: make() })).rejects.toBe(error);
    expect(await fill('<p></p>', { p: { _html: make(), _fallback: 'F' } })).toBe('<p>F</p>');
    expect(await fill('<p></p>', { p: make() }, { outOfOrder: 'native' })).toMatch(
      /^<p>(?:<\?start name="slot-1"><\?end>)?<\/p>(?:<template for="slot-1"><\/template>)?$/,
    );
  });

  it('hyperstream lets go of iterators whose return or destroy throws', async () => {
    const values = [
      {
        [Symbol.asyncIterator]: () => ({ next: async () => ({ value: 'x', done: false }), return: thrower }),
      },
      Object.assign(through<string>(), { destroy: thrower }),
    ];
    for (const value of values) {
      const stream = hyperstream({ p: value as HyperstreamValue });
      stream.resume().write('<p></p>');
      await new Promise((resolve) => stream.destroy().once('close', resolve));
      expect(stream.errored).toBeNull();
    }
  });

  it('hyperstream, given keys that objects inherit or that name their prototype, sees own ones only', async () => {
    const updates = JSON.parse(
      '{"p":{"__proto__":"x","constructor":"y"},"__proto__":{"b":"z"}}',
    ) as HyperstreamUpdates;
    expect(await fill('<p></p><b></b>', updates)).toBe('<p __proto__="x" constructor="y"></p><b></b>');
    const items = JSON.parse(
      '[{"__proto__":{"b":"x"}},{"b":{"__proto__":{"_html":"x"}}}]',
    ) as HyperstreamValue;
    expect(await fill('<p><b></b></p>', { p: items })).toMatch(/^<p><b><\/b><\/p><p><b.*><\/b><\/p>$/);
    expect(await fill('<p></p>', { p: Object.create({ _html: 'x', class: 'y' }) as HyperstreamValue })).toBe(
      '<p></p>',
    );
    expect(({} as { b?: unknown }).b).toBeUndefined();
  });
});
