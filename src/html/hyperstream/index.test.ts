import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { through } from '../../control/through.ts';
import { Stream } from '../../core/classic.ts';
import type { Duplex } from '../../core/duplex.ts';
import { Readable } from '../../core/readable.ts';
import { soup } from '../../parser/trumpet/_test.ts';
import { laws } from '../../testing/stream-spec/index.ts';
import { code, cutBytes, fill, join, send, slowly, utf8 } from './_test.ts';
import type { HyperstreamValue } from './index.ts';
import { hyperstream } from './index.ts';

describe('hyperstream', () => {
  describe('laws', () => {
    const make = (signal?: AbortSignal) =>
      hyperstream({ '#a': 'über', '#b': Readable.from(['one ', 'two']), i: { class: 'c' } }, { signal });
    const html = '<p id="a">?</p>\n<ul id="b"><li>?</li></ul><i>é</i>';
    const output = ['<p id="a">über</p>\n<ul id="b">one two</ul><i class="c">é</i>'];
    const given = { input: [html.slice(0, 9), html.slice(9)].map(utf8), output, signal: make } as const;
    for (const { name, check } of laws(() => make(), { ...given, rechunk: 'bytes' })) it(name, check);
  });

  describe('behaviour', () => {
    const page = '<div class="row">so <b>it</b> goes</div>';

    it.each<[string, HyperstreamValue, string]>([
      ['markup', '<i>é</i>', '<i>é</i>'],
      ['an empty string', '', ''],
      ['bytes', utf8('<i>é'), '<i>é'],
      ['a number', 5, '5'],
      ['zero', 0, '0'],
      ['true', true, 'true'],
      ['undefined', undefined, 'undefined'],
      ['null', null, 'so <b>it</b> goes'],
      ['a function', (html: string) => html.toUpperCase(), 'SO <B>IT</B> GOES'],
      ['a function that returns bytes', () => utf8('é'), 'é'],
      ['a function that returns a number', (html: string) => html.length, '17'],
      ['a function that returns an iterable', () => slowly('a', 'b'), 'ab'],
      ['an async function', async (html: string) => html.slice(0, 2), 'so'],
      ['an iterable of promises', new Set([Promise.resolve('<i>'), 'é', Promise.resolve(5)]), '<i>é5'],
      ['an async iterable', slowly('<i>', utf8('é'), 5), '<i>é5'],
      ['an iterable', new Set(['a', 'b']), 'ab'],
      ['a promise', Promise.resolve('<i>'), '<i>'],
      ['a promise of an iterable', Promise.resolve(slowly('a', 'b')), 'ab'],
      ['_html', { _html: '<i>' }, '<i>'],
      ['_html as a number', { _html: 5 }, '5'],
      ['_html as bytes', { _html: utf8('<i>') }, '<i>'],
      ['_html as an iterable', { _html: slowly('<i>') }, '<i>'],
      ['_text', { _text: `<b> & "x" 'y'\n` }, '&#60;b&#62; &#38; &#34;x&#34; &#39;y&#39;&#10;'],
      ['_text beyond ASCII', { _text: 'é~\u{1F600}\u007f' }, '&#233;~&#128512;&#127;'],
      ['_text as bytes', { _text: utf8('é<') }, '&#233;&#60;'],
      ['_text as an iterable', { _text: slowly('<', utf8('é')) }, '&#60;&#233;'],
      ['_append', { _append: '<i>' }, 'so <b>it</b> goes&#60;i&#62;'],
      ['_appendText', { _appendText: '<' }, 'so <b>it</b> goes&#60;'],
      ['_appendHtml', { _appendHtml: '<i>' }, 'so <b>it</b> goes<i>'],
      ['_prepend', { _prepend: 5 }, '5so <b>it</b> goes'],
      ['_prependText', { _prependText: '<' }, '&#60;so <b>it</b> goes'],
      ['_prependHtml', { _prependHtml: slowly('<i>') }, '<i>so <b>it</b> goes'],
      ['any case', { _APPENDHTML: '<i>', _prependtext: '<' }, '&#60;so <b>it</b> goes<i>'],
      ['several', { _append: slowly('A'), _prepend: slowly('P'), _html: slowly('<i>') }, 'P<i>A'],
      ['nulls', { _html: null, _text: null, _append: null, _prependHtml: undefined }, 'so <b>it</b> goes'],
    ])('hyperstream, given %s, makes content of it', async (_what, value, content) => {
      expect(await fill(page, { '.row': value })).toBe(`<div class="row">${content}</div>`);
    });

    it.each<[string, HyperstreamValue, string]>([
      ['text', { class: 'a"<é>&' }, '<p class="a&quot;&lt;é&gt;&amp;">'],
      ['a number', { n: 123 }, '<p class="x" n="123">'],
      ['true', { class: true }, '<p class>'],
      ['false', { class: false }, '<p>'],
      ['null and undefined', { class: null, id: undefined }, '<p>'],
      ['append', { class: { append: ' é' } }, '<p class="x é">'],
      ['prepend', { class: { prepend: '<' } }, '<p class="&lt;x">'],
      ['both on nothing', { id: { prepend: 'pre ', append: ' post' } }, '<p class="x" id="pre  post">'],
      ['nothing to append', { class: { append: undefined, prepend: null } }, '<p class="x">'],
    ])('hyperstream, given %s, writes the attribute', async (_what, value, tag) => {
      expect(await fill('<p class="x">é</p>', { p: value })).toBe(`${tag}é</p>`);
    });

    it('hyperstream, without updates, passes all on', async () => {
      expect(await send([utf8('<p'), 'é'], hyperstream())).toEqual(utf8('<pé'));
    });

    it('hyperstream, with text and name selectors beyond ASCII, compares what is written', async () => {
      const html = '<p class="é">a</p><p title="&#233;">b</p><p class="\u{1F600}">c</p>';
      const updates = { '.é': 'x', '[title="é"]': 'y', '.\u{1F600}': 'z' };
      expect(await fill(html, updates)).toBe(
        '<p class="é">x</p><p title="&#233;">y</p><p class="\u{1F600}">z</p>',
      );
    });

    it('hyperstream, with :first, takes the first only', async () => {
      expect(await fill('<p>1</p><p>2</p>', { 'p:first': 'x' })).toBe('<p>x</p><p>2</p>');
      expect(await fill('<p>1</p><p>2</p>', { ':first': 'x' })).toBe('<p>x</p><p>2</p>');
    });

    it('hyperstream, with a stream for two elements, fills the first and empties the second', async () => {
      expect(await fill('<p>1</p><p>2</p>', { p: slowly('x', 'y') })).toBe('<p>xy</p><p></p>');
    });

    it('hyperstream, with a stream to add to an element and to one in it, adds it at the first place', async () => {
      const html = '<p>1</p><b>2<b>3</b></b>';
      expect(await fill(html, { b: { _prepend: slowly('x', 'y') } })).toBe('<p>1</p><b>xy2<b>3</b></b>');
      expect(await fill(html, { b: { _append: slowly('x', 'y') } })).toBe('<p>1</p><b>2<b>3xy</b></b>');
    });

    it('hyperstream, with several keys for one element, applies each', async () => {
      const html = '<p class="a">x</p>';
      expect(await fill(html, { p: 'y', '.a': 'z' })).toBe('<p class="a">z</p>');
      expect(await fill(html, { p: { _append: '1' }, '.a': { _append: '2', class: 'b' } })).toBe(
        '<p class="b">x12</p>',
      );
      expect(await fill(html, { p: (inner) => `(${inner})`, '.a': (inner) => `[${inner}]` })).toBe(
        '<p class="a">[(x)]</p>',
      );
    });

    it('hyperstream, with parent and child found, fills both, or neither of what is replaced', async () => {
      const html = '<p>x<b>y<i></i></b></p>';
      expect(await fill(html, { b: { _append: '1' }, p: { _append: '2' }, i: '3' })).toBe(
        '<p>x<b>y<i>3</i>1</b>2</p>',
      );
      expect(await fill(html, { p: 'z', b: 'w' })).toBe('<p>z</p>');
      expect(
        await fill(html, { p: (inner) => `(${inner})`, b: (inner) => `[${inner}]`, i: slowly('<', '3') }),
      ).toBe('<p>(x<b>[y<i><3</i>]</b>)</p>');
    });

    it('hyperstream, with end tags left out, ends elements where they end', async () => {
      expect(await fill('<ul><li>a<li>b</ul><p>c', { li: { _append: '!' }, p: { _append: '?' } })).toBe(
        '<ul><li>a!<li>b!</ul><p>c?',
      );
      expect(await fill('<p>a<p>b', { p: slowly('x') })).toBe('<p>x<p>');
    });

    it('hyperstream changes nothing in comments, raw text and void elements', async () => {
      const html = '<!-- <p> --><textarea><p></textarea><script>"<p>"</script><p><input></p>';
      expect(await fill(html, { p: { id: 'x' }, input: { _text: 'x', value: 'y' }, script: 'z' })).toBe(
        '<!-- <p> --><textarea><p></textarea><script>z</script><p id="x"><input value="y"></p>',
      );
    });

    it('hyperstream calls functions in document order, after what came before has been sent', async () => {
      const log: string[] = [];
      async function* logged(name: string) {
        yield name;
        log.push(name);
      }
      const updates = {
        '#d': () => log.push('d'),
        '#a': logged('a'),
        '#b': () => `${log.push('b')}`,
        '#c': { _append: logged('c') },
      };
      await fill('<i id=a></i><i id=b></i><i id=c></i><i id=d></i>', updates);
      expect(log).toEqual(['a', 'b', 'c', 'd']);
    });

    it('hyperstream sends what it knows before the page has been read', async () => {
      const gate = through<string>();
      const stream = hyperstream({ b: gate });
      const chunks: string[] = [];
      let more = () => {};
      stream.on('data', (chunk) => {
        chunks.push(new TextDecoder().decode(chunk));
        more();
      });
      const next = () => new Promise<void>((resolve) => (more = resolve));
      const first = next();
      stream.write('<p>one</p><b>old</b><i');
      await first;
      expect(chunks.join('')).toBe('<p>one</p><b>');
      const second = next();
      gate.write('new');
      await second;
      expect(chunks.join('')).toBe('<p>one</p><b>new');
      gate.end();
      stream.end('></i>');
      await new Promise((resolve) => stream.on('end', resolve));
      expect(chunks.join('')).toBe('<p>one</p><b>new</b><i></i>');
    });
  });

  describe('values that are streams', () => {
    it('hyperstream takes through streams that began before their turn, and loses nothing', async () => {
      const [a, b] = [through<string>(), through<string>()];
      const stream = hyperstream({ '#a': a, '#b': { _text: b } });
      b.write('<1>');
      b.write('2');
      b.end();
      a.write('<i>');
      const page = send(['<p id=a>x</p><p id=b>y</p>'], stream);
      a.write('</i>');
      a.end();
      expect(new TextDecoder().decode(await page)).toBe('<p id=a><i></i></p><p id=b>&#60;1&#62;2</p>');
    });

    it('hyperstream takes streams of both floors, and emitters that cannot pause', async () => {
      const emitter = new Stream();
      const updates = { '#a': Readable.from([utf8('a'), 'b']), '#b': emitter, '#c': Readable.from([]) };
      const stream = hyperstream(updates);
      emitter.emit('data', 'c');
      emitter.emit('data', utf8('d'));
      emitter.emit('end');
      const html = '<p id=a></p><p id=b></p><p id=c>x</p>';
      expect(new TextDecoder().decode(await send([html], stream))).toBe(
        '<p id=a>ab</p><p id=b>cd</p><p id=c></p>',
      );
    });

    it('hyperstream takes web streams', async () => {
      const web = new Blob(['<i>é</i>']).stream();
      expect(await fill('<p></p>', { p: web })).toBe('<p><i>é</i></p>');
    });

    it('hyperstream, with a stream that has ended, fills nothing in', async () => {
      const ended = through<string>();
      ended.on('data', () => {});
      ended.end('lost');
      expect(await fill('<p>x</p>', { p: ended })).toBe('<p></p>');
    });

    it('hyperstream reads of a value no more than its reader wants', async () => {
      let made = 0;
      function* pieces() {
        for (; made < 1000; made++) yield 'x'.repeat(1024);
      }
      const stream = hyperstream(
        { p: Readable.from(pieces(), { highWaterMark: 1 }) },
        { highWaterMark: 4096 },
      );
      stream.end('<p></p>');
      await new Promise((resolve) => stream.once('readable', resolve));
      for (let turn = 0; turn < 100; turn++) await Promise.resolve();
      expect(made).toBeLessThan(10);
      let length = 0;
      for await (const chunk of stream) length += chunk.length;
      expect(length).toBe(1000 * 1024 + 7);
    });

    it('hyperstream holds the page while a value is sent', async () => {
      const value = through<string>();
      const stream = hyperstream({ p: value }, { highWaterMark: 1024 });
      stream.resume();
      stream.write('<p></p>');
      expect(stream.write('x'.repeat(2048))).toBe(false);
      const drained = new Promise((resolve) => stream.once('drain', resolve));
      value.end('y');
      await drained;
    });

    it('hyperstream destroys the values that were not used when it has ended', async () => {
      const unused = through();
      let cancelled = false;
      const web = new ReadableStream({
        cancel() {
          cancelled = true;
        },
      });
      const promised = through();
      await fill('<p></p>', { b: unused, i: web, u: Promise.resolve(promised) });
      expect([unused.destroyed, cancelled, promised.destroyed]).toEqual([true, true, true]);
    });
  });

  describe('errors', () => {
    it.each(['', 'a >', 'p:last-child', 'p:has(b)', 'p:empty'])(
      'hyperstream, with the selector %j, throws',
      (selector) => {
        const value = through();
        expect(() => hyperstream({ p: value, [selector]: 'x' })).toThrow(code('ERR_TRUMPET_SELECTOR'));
        expect(value.listenerCount('error')).toBe(0);
      },
    );

    it('hyperstream, when a value fails at its turn, is destroyed with the error', async () => {
      const [value, other] = [through<string>(), through<string>()];
      const stream = hyperstream({ p: value, b: other });
      const failed = send(['<p></p>'], stream);
      const error = new Error('broken row');
      queueMicrotask(() => value.emit('error', error));
      await expect(failed).rejects.toBe(error);
      expect(other.destroyed).toBe(true);
      expect(() => value.emit('error', new Error('late'))).not.toThrow();
    });

    it('hyperstream, when a value has failed before, is destroyed with the error', async () => {
      const value = new Readable({ read() {} });
      const error = new Error('broken row');
      await new Promise((resolve) =>
        value
          .on('error', () => {})
          .on('close', resolve)
          .destroy(error),
      );
      const other = through();
      await expect(fill('<p></p>', { p: value, b: other })).rejects.toBe(error);
      expect(other.destroyed).toBe(true);
    });

    it('hyperstream, when a value fails before its turn, is destroyed with the error', async () => {
      const value = through<string>();
      const stream = hyperstream({ '#b': value, '#a': through() });
      const error = new Error('broken row');
      const failed = send(['<p id=a></p><p id=b></p>'], stream);
      value.emit('error', error);
      await expect(failed).rejects.toBe(error);
    });

    it.each<[string, () => HyperstreamValue]>([
      [
        'an iterable',
        async function* () {
          yield 'x';
          throw new Error('expected');
        },
      ],
      ['a promise', () => Promise.reject(new Error('expected'))],
      [
        'a function',
        () => () => {
          throw new Error('expected');
        },
      ],
      [
        'an async function',
        () => async () => {
          throw new Error('expected');
        },
      ],
    ])('hyperstream, when %s fails, is destroyed with the error', async (_what, make) => {
      await expect(fill('<p>x</p>', { p: make() })).rejects.toThrow('expected');
    });

    it.each<[string, (fail: () => Promise<never>) => HyperstreamValue]>([
      ['a promise', (fail) => fail()],
      ['an async function', (fail) => fail],
    ])('hyperstream, when %s fails without an error, is destroyed with one', async (_what, make) => {
      const failed = fill('<p>x</p>', { p: make(() => Promise.reject(undefined)) });
      await expect(failed).rejects.toThrow(code('ERR_UNHANDLED_ERROR'));
    });

    it('hyperstream, when a value closes before its end, is destroyed', async () => {
      const value = through<string>();
      const failed = fill('<p></p>', { p: value });
      value.write('x');
      value.destroy();
      await expect(failed).rejects.toThrow(code('ERR_STREAM_PREMATURE_CLOSE'));
    });

    it('hyperstream, when destroyed or aborted, destroys its values', async () => {
      let onreturn = () => {};
      const returned = new Promise<void>((resolve) => (onreturn = resolve));
      async function* endless() {
        try {
          for (;;) yield 'x';
        } finally {
          onreturn();
        }
      }
      const abort = new AbortController();
      const values = [through(), Readable.from(['x'])] as const;
      const updates = { p: endless(), b: values[0], i: values[1] };
      const stream = hyperstream(updates, { signal: abort.signal });
      const closed = new Promise((resolve) => stream.on('error', () => {}).on('close', resolve));
      stream.write('<p></p>');
      await new Promise((resolve) => stream.once('data', resolve));
      abort.abort();
      await closed;
      expect(values.map((value) => value.destroyed)).toEqual([true, true]);
      await returned;
    });

    it('hyperstream, with a promise of a stream that fails before its turn, is destroyed with the error', async () => {
      const value = through<string>();
      const stream = hyperstream({ '#a': through(), '#b': Promise.resolve(value) });
      const failed = send(['<p id=a></p><p id=b></p>'], stream);
      await new Promise((resolve) => stream.once('data', resolve));
      const error = new Error('broken row');
      value.emit('error', error);
      await expect(failed).rejects.toBe(error);
    });

    it('hyperstream, when a promised stream comes after it was destroyed, destroys that stream', async () => {
      let arrive = (_value: unknown) => {};
      const stream = hyperstream({ p: new Promise((resolve) => (arrive = resolve)) });
      stream.resume().write('<p></p>');
      await new Promise((resolve) => stream.destroy().once('close', resolve));
      const value = through();
      const closed = new Promise((resolve) => value.once('close', resolve));
      arrive(value);
      await closed;
      expect(value.destroyed).toBe(true);
    });

    it('hyperstream, when a generator destroys it, destroys the other values and gives no error', async () => {
      const other = through();
      const updates = { p: leaving(), b: other };
      const stream = hyperstream(updates);
      function* leaving() {
        yield 'x';
        stream.destroy();
        yield 'y';
      }
      const errors: unknown[] = [];
      stream.on('error', (error) => errors.push(error));
      const closed = new Promise((resolve) => stream.once('close', resolve));
      stream.resume().write('<p></p>');
      await closed;
      expect([errors, other.destroyed]).toEqual([[], true]);
    });

    it.each<[string, string, (make: () => string) => HyperstreamValue]>([
      ['a page', '<p></p>'.repeat(10), (make) => make],
      ['copies of an element', '<p></p>', (make) => Array<HyperstreamValue>(10).fill({ ':first': make })],
    ])('hyperstream, when a function destroys it, makes no more of %s', async (_what, html, valuesOf) => {
      let made = 0;
      const stream = hyperstream({
        p: valuesOf(() => {
          made++;
          stream.destroy();
          return 'x';
        }),
      });
      stream.end(html);
      await new Promise((resolve) => stream.resume().on('close', resolve));
      expect(made).toBe(1);
    });

    it('hyperstream refuses tags, depth and held content beyond its limits', async () => {
      const long = `<p ${'x'.repeat(100)}>`;
      await expect(fill(long, { b: '' }, { maxTokenBytes: 50 })).rejects.toThrow(
        code('ERR_TRUMPET_TOKEN_TOO_LONG'),
      );
      await expect(fill(long.slice(0, -1), { b: '' }, { maxTokenBytes: 50 })).rejects.toThrow(
        code('ERR_TRUMPET_TOKEN_TOO_LONG'),
      );
      await expect(fill('<b>'.repeat(9), { i: '' }, { maxDepth: 8 })).rejects.toThrow(
        code('ERR_TRUMPET_TOO_DEEP'),
      );
      await expect(fill('<b>'.repeat(9), { i: '' }, { maxDepth: 9 })).resolves.toBeDefined();
      await expect(fill('<p>123456</p>', { p: () => '' }, { maxHeldBytes: 5 })).rejects.toThrow(
        code('ERR_TRUMPET_CONTENT_TOO_LONG'),
      );
    });

    it('hyperstream holds no more than its limit, when functions change elements within each other', async () => {
      const updates = { 'p, b': () => '' };
      const held = '<b>'.length + 10;
      await expect(fill('<p><b>1234567890</b></p>', updates, { maxHeldBytes: held })).resolves.toBe(
        '<p></p>',
      );
      await expect(fill('<p><b>12345678901</b></p>', updates, { maxHeldBytes: held })).rejects.toThrow(
        code('ERR_TRUMPET_CONTENT_TOO_LONG'),
      );
    });

    it('hyperstream refuses a value that does not pause and goes on beyond its limit', async () => {
      const emitter = new Stream();
      const failed = fill('<p></p>', { p: through(), b: emitter }, { maxHeldBytes: 5 });
      for (let i = 0; i < 6; i++) emitter.emit('data', 'x');
      await expect(failed).rejects.toThrow(code('ERR_HYPERSTREAM_VALUE_TOO_LONG'));
    });

    it('hyperstream refuses attribute names that HTML cannot write', async () => {
      await expect(fill('<p>', { p: { 'a"onclick': 'x' } })).rejects.toThrow(
        code('ERR_TRUMPET_ATTRIBUTE_NAME'),
      );
    });
  });

  describe('hostile input', () => {
    it.each([
      ['an unclosed comment', `<!--${'<p>-- '.repeat(100_000)}`],
      ['comment ends of dashes', `<!--${'-'.repeat(500_000)}`],
      ['an unclosed script', `<script>${'<!--<script>'.repeat(50_000)}`],
      ['end tags of nothing', `<table>${'</p></b></td>'.repeat(50_000)}`],
      ['less-than signs', '<'.repeat(500_000)],
      ['slashes', `<b ${'/'.repeat(500_000)}>`],
      ['100 000 attributes', `<b${' a'.repeat(100_000)}>`],
      ['unclosed quotes', `<b a="${'<b a='.repeat(100_000)}`],
      ['unclosed formatting', '<p>'.concat('<b></i>'.repeat(4000), '<hr></p>'.repeat(50_000))],
    ])('hyperstream takes %s and passes it on', async (_what, html) => {
      expect((await fill(html, { '.x[y]': 'z', 'u + u': 'z' })).length).toBe(html.length);
    });
  });

  describe('chunk boundaries', () => {
    const places = fc.array(fc.nat(), { maxLength: 20 });

    it('hyperstream, with any bytes and nothing to change, passes the same bytes on', async () => {
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 100 }), soup(), places, async (bytes, html, cuts) => {
          const input = join([utf8(html), bytes, utf8(html)]);
          const stream = hyperstream({ 'never-there': 'x', '.never': (x) => x });
          expect(await send(cutBytes(input, cuts), stream)).toEqual(input);
        }),
      );
    });

    it('hyperstream makes the same page however the page and the values are cut', async () => {
      const value = utf8('<i>é\u{1F600}&</i>');
      function make(cuts: readonly number[]) {
        return hyperstream({
          p: { _prepend: Readable.from(cutBytes(value, cuts)), class: { append: 'é' } },
          li: (html) => `${html.length}:${html}`,
          '.x > b, .x + *': { _appendHtml: 'é', _prependText: 'é' },
          'td, title': 'é',
        });
      }
      await fc.assert(
        fc.asyncProperty(soup(), soup(), places, async (a, b, cuts) => {
          const html = utf8(`${a}<div class="x"><b>é\u{1F600}</b><p>é</div>${b}<ul><li>é<li><p>x</ul>`);
          const whole = await send([html], make([]));
          expect(await send(cutBytes(html, cuts), make(cuts))).toEqual(whole);
        }),
      );
    });

    it('hyperstream takes a page byte by byte', async () => {
      const html = utf8('<!-- é --><title>é</title><p class="é">é</p><script>"</p>"</script>');
      const stream = hyperstream({ 'p.é': { _append: slowly('é', 'ü') } });
      expect(new TextDecoder().decode(await send(cutBytes(html, [...html.keys()]), stream))).toBe(
        '<!-- é --><title>é</title><p class="é">é&#233;&#252;</p><script>"</p>"</script>',
      );
    });
  });

  describe('types', () => {
    it('hyperstream returns a duplex of bytes', () => {
      expectTypeOf(hyperstream()).toExtend<Duplex<Uint8Array | string, Uint8Array>>();
      expectTypeOf<ReturnType<typeof through>>().toExtend<HyperstreamValue>();
      expectTypeOf<ReadableStream<Uint8Array>>().toExtend<HyperstreamValue>();
    });

    it('hyperstream takes no fallback that takes time', () => {
      expectTypeOf<{ _fallback: () => string }>().toExtend<HyperstreamValue>();
      expectTypeOf<{ _fallback: () => Promise<string> }>().not.toExtend<HyperstreamValue>();
    });
  });
});
