import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { through } from '../../control/through.ts';
import type { Duplex } from '../../core/duplex.ts';
import { Readable } from '../../core/readable.ts';
import { laws } from '../../testing/stream-spec/index.ts';
import { soup } from './_test.ts';
import type { Content, Doctype, HTMLRewriterOptions, TransformInput } from './html-rewriter.ts';
import { HTMLRewriter } from './html-rewriter.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const PAGE = 'x<div class="a">1<b>2</b>3</div>y';

function code(name: string) {
  return expect.objectContaining({ code: name });
}

/** Returns all that comes out of a document, as text. */
async function rewrite(
  input: TransformInput | readonly string[],
  program: (rewriter: HTMLRewriter) => void,
  options?: HTMLRewriterOptions,
): Promise<string> {
  const rewriter = new HTMLRewriter(options);
  program(rewriter);
  return read(rewriter.transform(input));
}

async function read(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of stream) text += decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}

async function* slowly<T>(...pieces: T[]): AsyncGenerator<T> {
  for (const piece of pieces) yield piece;
}

describe('HTMLRewriter', () => {
  describe('laws', () => {
    const make = (signal?: AbortSignal) =>
      new HTMLRewriter({ signal })
        .on('#a', { element: (a) => a.setInnerContent('<über>') })
        .on('u', { text: (chunk) => chunk.replace(chunk.text.toUpperCase()) })
        .on('i', { element: async (i) => i.setAttribute('class', 'c') })
        .onDocument({ end: (end) => end.append('!') })
        .transform();
    const html = '<p id="a">?</p>\n<ul><u>quiet</u></ul><i>é</i>';
    const output = ['<p id="a">&lt;über&gt;</p>\n<ul><u>QUIET</u></ul><i class="c">é</i>!'];
    const given = { input: [html.slice(0, 9), html.slice(9)].map(utf8), output, signal: make } as const;
    for (const { name, check } of laws(() => make(), { ...given, rechunk: 'bytes' })) it(name, check);
  });

  describe('behaviour', () => {
    it('element, places content around and in it, in the order of the calls', async () => {
      const output = await rewrite(PAGE, (rewriter) => {
        rewriter.on('b', {
          element(b) {
            b.before('A').before('B').after('C').after('D').prepend('E').prepend('F').append('G').append('H');
            b.onEndTag((end) => void end.before('I').before('J').after('K').after('L'));
          },
        });
      });
      expect(output).toBe('x<div class="a">1AB<b>FE2GHIJ</b>LKDC3</div>y');
    });

    it('append, to an element whose end tag stood in another, adds behind that one', async () => {
      const output = await rewrite(['<b><p>1</b>2</p>3'], (rewriter) => {
        rewriter.on('*', { element: (element) => void element.append(element.tagName).after('.') });
      });
      expect(output).toBe('<b><p>1</b>2p</p>.b.3');
    });

    it.each<[string, (rewriter: HTMLRewriter) => void, string]>([
      ['remove', (r) => r.on('b', { element: (b) => void b.remove().before('(').after(')') }), '1()3'],
      ['replace', (r) => r.on('b', { element: (b) => b.replace('<i>', { html: true }) }), '1<i>3'],
      ['removeAndKeepContent', (r) => r.on('b', { element: (b) => b.removeAndKeepContent() }), '123'],
      [
        'setInnerContent',
        (r) => r.on('b', { element: (b) => b.setInnerContent('<&>"') }),
        '1<b>&lt;&amp;&gt;"</b>3',
      ],
      ['tagName', (r) => r.on('b', { element: (b) => Object.assign(b, { tagName: 'i' }) }), '1<i>2</i>3'],
      ['an end tag', (r) => r.on('b', { element: (b) => b.onEndTag((end) => end.remove()) }), '1<b>23'],
    ])('%s, changes an element', async (_name, program, content) => {
      expect(await rewrite(PAGE, program)).toBe(`x<div class="a">${content}</div>y`);
    });

    it('element, tells and changes attributes as they stand in the source', async () => {
      const seen: unknown[] = [];
      const output = await rewrite('<A HREF="?a&amp;b" c d=1>', (rewriter) => {
        rewriter.on('a', {
          element(a) {
            seen.push(a.tagName, a.getAttribute('href'), a.getAttribute('C'), a.getAttribute('x'));
            seen.push(a.hasAttribute('d'), a.namespaceURI, a.removed);
            a.setAttribute('c', '"é&').removeAttribute('d').setAttribute('e', '');
            seen.push([...a.attributes], a.getAttribute('c'));
          },
        });
      });
      expect(seen).toEqual([
        ...['a', '?a&amp;b', '', null, true, 'http://www.w3.org/1999/xhtml', false],
        [
          ['href', '?a&amp;b'],
          ['c', '"é&'],
          ['e', ''],
        ],
        '"é&',
      ]);
      expect(output).toBe('<A HREF="?a&amp;b" c="&quot;é&" e="">');
    });

    it('an element whose name is not ASCII, is named so', async () => {
      const names: string[] = [];
      const output = await rewrite('<X-É>1</X-É><b>2</b>', (rewriter) => {
        rewriter.on('*', {
          element(element) {
            names.push(element.tagName);
            if (element.tagName === 'b') element.tagName = 'b-É';
            element.onEndTag((end) => void names.push(end.name));
          },
        });
      });
      expect(names).toEqual(['x-É', 'x-É', 'b', 'b-É']);
      expect(output).toBe('<X-É>1</X-É><b-É>2</b-É>');
    });

    it('an attribute whose name is not ASCII, is read as it was set', async () => {
      const output = await rewrite('<b É="1">', (rewriter) => {
        rewriter.on('b', {
          element(b) {
            expect(b.getAttribute('É')).toBe('1');
            b.setAttribute('É', 'a"b').setAttribute('Ü', '"');
            expect([b.getAttribute('É'), b.getAttribute('Ü'), b.getAttribute('é')]).toEqual([
              'a"b',
              '"',
              null,
            ]);
            expect([...b.attributes]).toEqual([
              ['É', 'a"b'],
              ['Ü', '"'],
            ]);
          },
        });
      });
      expect(output).toBe('<b É="a&quot;b" Ü="&quot;">');
    });

    it('onEndTag, of several handlers, calls each', async () => {
      const output = await rewrite(PAGE, (rewriter) => {
        for (const n of ['1', '2']) {
          rewriter.on('b', { element: (b) => b.onEndTag((end) => void end.before(n).after(n)) });
        }
      });
      expect(output).toBe('x<div class="a">1<b>212</b>213</div>y');
    });

    it('an attribute, set after it was removed, stands where it was', async () => {
      const program = (rewriter: HTMLRewriter) =>
        rewriter.on('a', { element: (a) => a.removeAttribute('b').setAttribute('b', '2') });
      expect(await rewrite('<a b=1 c>', program)).toBe('<a b="2" c>');
    });

    it('what is in an element that is removed, is handled and not written', async () => {
      const seen: string[] = [];
      const output = await rewrite(PAGE, (rewriter) => {
        rewriter
          .on('div', { element: (div) => div.remove(), text: ({ text }) => void (text && seen.push(text)) })
          .on('b', { element: (b) => void seen.push(b.before('no').tagName) });
      });
      expect([output, seen]).toEqual(['xy', ['1', 'b', '2', '3']]);
    });

    it('text, comes in pieces with an empty one at its end, for elements first', async () => {
      const seen: unknown[] = [];
      await rewrite(['a<p>he', 'llo <b>w</b>&amp;</p>'], (rewriter) => {
        rewriter
          .onDocument({ text: ({ text }) => void seen.push(text) })
          .on('b', { text: ({ text, lastInTextNode }) => void seen.push([text, lastInTextNode]) });
      });
      const inB = [['w', false], 'w', ['', true], ''];
      expect(seen).toEqual(['a', '', 'he', 'llo ', '', ...inB, '&amp;', '']);
    });

    it('text, of scripts, titles and CDATA is text', async () => {
      const seen: string[] = [];
      const html = '<script>a<b></script><title><i></title><svg><![CDATA[x<y]]></svg>';
      const output = await rewrite(html, (rewriter) => {
        rewriter.onDocument({ text: (chunk) => void (chunk.text && seen.push(chunk.text)) });
      });
      expect([seen, output]).toEqual([['a<b>', '<i>', 'x<y'], html]);
    });

    it('text, is decoded although its characters are cut', async () => {
      const bytes = utf8('é€\u{1F600}');
      const seen: string[] = [];
      const input = [...bytes].map((byte) => Uint8Array.of(byte));
      const output = await rewrite(input, (rewriter) => {
        rewriter.onDocument({ text: (chunk) => void (chunk.text && seen.push(chunk.before('.').text)) });
      });
      expect([seen, output]).toEqual([['é', '€', '\u{1F600}'], '.é.€.\u{1F600}']);
    });

    it('comments and doctypes, are told from each other and can be changed', async () => {
      const seen: unknown[] = [];
      const html = '<!DOCTYPE Html PUBLIC "p" \'s\'><!--a--><?b?><!c></ d><!--><!--e--!><div><!--f-->';
      const output = await rewrite(html, (rewriter) => {
        rewriter
          .onDocument({
            doctype: ({ name, publicId, systemId }: Doctype) => void seen.push([name, publicId, systemId]),
            comments: (comment) => void seen.push(comment.text),
          })
          .on('div', {
            comments(comment) {
              comment.text = `${comment.text}é`;
              comment.after('x').before('y');
            },
          });
      });
      expect(seen).toEqual([['html', 'p', 's'], 'a', '?b?', 'c', ' d', '', 'e', 'fé']);
      expect(output).toBe(html.replace('<!--f-->', 'y<!--fé-->x'));
    });

    it('async handlers, are waited for, in order', async () => {
      const seen: string[] = [];
      const say = async (what: string) => {
        await Promise.resolve();
        seen.push(what);
      };
      const output = await rewrite(PAGE, (rewriter) => {
        rewriter
          .on('*', {
            async element(element) {
              await say(`${element.tagName} 1`);
              element.append('!');
              element.onEndTag(async (end) => {
                await say(end.name);
                end.after('.');
              });
            },
            text: async ({ text }) => void (text && (await say(text))),
          })
          .on('b', { element: () => say('b 2') })
          .onDocument({ end: (end) => say('end').then(() => end.append('E')) });
      });
      expect(seen).toEqual(['div 1', '1', 'b 1', 'b 2', '2', 'b', '3', 'div', 'end']);
      expect(output).toBe('x<div class="a">1<b>2!</b>.3!</div>.yE');
    });

    it('elements whose end tag is left out, get what is appended where they end', async () => {
      const output = await rewrite('<ul><li>a<li>b</ul><p>c', (rewriter) => {
        rewriter.on('li, p', { element: (element) => void element.append('!').after('?') });
      });
      expect(output).toBe('<ul><li>a!?<li>b!?</ul><p>c!?');
    });

    it.each<[string, () => Content]>([
      ['text', () => '<é>'],
      ['bytes', () => utf8('<é>')],
      ['an array', () => ['<', 'é>']],
      ['a stream', () => Readable.from([utf8('<é>').subarray(0, 2), utf8('<é>').subarray(2)])],
      [
        'a classic stream',
        () => {
          const stream = through<string>();
          void Promise.resolve().then(() => stream.end('<é>'));
          return stream as never;
        },
      ],
      ['a web stream', () => new Response('<é>').body!],
      ['a Response', () => new Response('<é>')],
      ['an async iterable', () => slowly('<', 'é', '>')],
    ])('content, may be %s', async (_name, content) => {
      const output = await rewrite('<b></b><i></i>', (rewriter) => {
        rewriter
          .on('b', { element: (b) => void b.append('(').append(content()).append(')') })
          .on('i', { element: (i) => void i.replace(content(), { html: true }).after('!') });
      });
      expect(output).toBe('<b>(&lt;é&gt;)</b><é>!');
    });

    it.each<[string, () => TransformInput]>([
      ['text', () => PAGE],
      ['bytes', () => utf8(PAGE)],
      ['a stream', () => Readable.from([utf8(PAGE)])],
      ['a web stream', () => new Response(PAGE).body!],
      ['an iterable', () => [utf8(PAGE)]],
      ['an async iterable', () => slowly(utf8(PAGE))],
    ])('transform, takes %s', async (_name, input) => {
      expect(await rewrite(input(), (rewriter) => rewriter.on('b', { element: (b) => b.replace('B') }))).toBe(
        PAGE.replace('<b>2</b>', 'B'),
      );
    });

    it('transform, of a Response, returns one with its head', async () => {
      const rewriter = new HTMLRewriter().on('b', { element: (b) => b.replace('two') });
      const headers = { 'content-type': 'text/html', 'content-length': String(PAGE.length) };
      const response = rewriter.transform(new Response(PAGE, { status: 404, headers }));
      expect(response.status).toBe(404);
      expect([...response.headers]).toEqual([['content-type', 'text/html']]);
      expect(await response.text()).toBe(PAGE.replace('<b>2</b>', 'two'));
    });

    it('lookAhead, lets selectors see what follows', async () => {
      const program = (rewriter: HTMLRewriter) =>
        rewriter.on('i:last-child', { element: (i) => i.append('!') });
      expect(await rewrite('<b><i>1</i><i>2</i></b>', program, { lookAhead: true })).toBe(
        '<b><i>1</i><i>2!</i></b>',
      );
      expect(() => program(new HTMLRewriter())).toThrow(code('ERR_TRUMPET_SELECTOR'));
    });

    it('transform, again and at the same time, keeps documents apart', async () => {
      const rewriter = new HTMLRewriter().on('i:first-child', { element: async (i) => void i.append('!') });
      const all = [1, 2, 3].map((n) => read(rewriter.transform([`<i>${n}`, '</i><i></i>'])));
      expect(await Promise.all(all)).toEqual([1, 2, 3].map((n) => `<i>${n}!</i><i></i>`));
    });
  });

  describe('backpressure', () => {
    it('content waits for the reader of the document', async () => {
      let given = 0;
      async function* content() {
        for (; given < 100; given++) yield 'x'.repeat(1000);
      }
      const rewriter = new HTMLRewriter({ highWaterMark: 4000 });
      const stream = rewriter.on('b', { element: (b) => b.append(content()) }).transform('<b></b>');
      await new Promise((resolve) => stream.once('readable', resolve));
      for (let i = 0; i < 20; i++) await new Promise((resolve) => setTimeout(resolve));
      expect(given).toBeLessThan(20);
      expect((await read(stream)).length).toBe(7 + 100_000);
    });
  });

  describe('errors', () => {
    it.each<[string, (rewriter: HTMLRewriter, boom: Error) => void]>([
      [
        'a handler throws',
        (r, boom) =>
          r.on('b', {
            element: () => {
              throw boom;
            },
          }),
      ],
      [
        'a handler rejects',
        (r, boom) =>
          r.on('b', {
            element: async () => {
              throw boom;
            },
          }),
      ],
      [
        'a handler of text throws',
        (r, boom) =>
          r.on('b', {
            text: () => {
              throw boom;
            },
          }),
      ],
      [
        'a handler of the end rejects',
        (r, boom) =>
          r.onDocument({
            end: async () => {
              throw boom;
            },
          }),
      ],
      ['content fails', (r, boom) => r.on('b', { element: (b) => b.append(failing(boom)) })],
    ])('%s, the stream is destroyed with that', async (_name, program) => {
      const boom = new Error('boom');
      await expect(rewrite(PAGE, (rewriter) => program(rewriter, boom))).rejects.toBe(boom);
    });

    // biome-ignore lint/correctness/useYield: it fails before
    async function* failing(error: Error): AsyncGenerator<string> {
      throw error;
    }

    it('the input fails, the stream is destroyed with that', async () => {
      const boom = new Error('boom');
      await expect(rewrite(failing(boom), () => {})).rejects.toBe(boom);
    });

    it('the stream is destroyed, content that was not used is, too', async () => {
      const [first, second] = [new Readable({ read() {} }), new Readable({ read() {} })];
      const rewriter = new HTMLRewriter().on('b', { element: (b) => void b.append(first).append(second) });
      const stream = rewriter.transform('<b></b>');
      stream.resume();
      const closed = Promise.all([first, second].map((one) => new Promise((done) => one.on('close', done))));
      await new Promise((resolve) => setTimeout(resolve));
      stream.destroy();
      await closed;
    });

    it('content fails before its turn, the stream is destroyed when that comes', async () => {
      const [first, second] = [new Readable({ read() {} }), new Readable({ read() {} })];
      const output = rewrite(PAGE, (rewriter) => {
        rewriter.on('b', { element: (b) => void b.append(first).append(second) });
      });
      const boom = new Error('boom');
      await new Promise((resolve) => second.destroy(boom).on('close', resolve));
      first.push(null);
      await expect(output).rejects.toBe(boom);
    });

    it('content that is not used fails, is nothing to the document', async () => {
      const [unused, last] = [new Readable({ read() {} }), new Readable({ read() {} })];
      const output = rewrite(PAGE, (rewriter) => {
        rewriter.on('b', { element: (b) => void b.append(unused).setInnerContent(last) });
      });
      await new Promise((resolve) => unused.destroy(new Error('boom')).on('close', resolve));
      last.push(null);
      expect(await output).toBe(PAGE.replace('2', ''));
    });

    it('the stream is destroyed, an iterator that waits is told', async () => {
      const next = () => new Promise<never>(() => {});
      let onreturn = () => {};
      const returned = new Promise<void>((resolve) => (onreturn = resolve));
      const waiting = async () => ({ done: true as const, value: onreturn() });
      const content = { [Symbol.asyncIterator]: () => ({ next, return: waiting }) };
      const rewriter = new HTMLRewriter().on('b', { element: (b) => void b.append(content) });
      const stream = rewriter.transform('<b></b>').resume();
      await new Promise((resolve) => setTimeout(resolve));
      stream.destroy();
      await returned;
    });

    it('the stream is destroyed by a handler, calls no other and finds no more elements', async () => {
      let found = 0;
      const handlers = {
        element() {
          found++;
          stream.destroy();
        },
      };
      const rewriter = new HTMLRewriter().on('a', handlers).on('a', handlers);
      const stream = rewriter.transform();
      stream.resume().write('<a></a>'.repeat(10));
      await new Promise((resolve) => stream.on('close', resolve));
      expect(found).toBe(1);
    });

    it('the signal aborts, a handler that never returns is given up', async () => {
      const controller = new AbortController();
      const output = rewrite(PAGE, (r) => r.on('b', { element: () => new Promise(() => {}) }), {
        signal: controller.signal,
      });
      await new Promise((resolve) => setTimeout(resolve));
      controller.abort();
      await expect(output).rejects.toEqual(code('ABORT_ERR'));
    });

    it('a change that comes too late, or cannot be written, is thrown', async () => {
      const late: (() => unknown)[] = [];
      await rewrite('<!--c--><b>1</b><img>', (rewriter) => {
        rewriter
          .on('b', {
            element(b) {
              expect(() => b.setAttribute('a b', '')).toThrow(code('ERR_TRUMPET_ATTRIBUTE_NAME'));
              expect(() => Object.assign(b, { tagName: '1' })).toThrow(code('ERR_TRUMPET_TAG_NAME'));
              expect(() => b.append(5 as never)).toThrow(code('ERR_INVALID_ARG_TYPE'));
              late.push(
                () => b.remove(),
                () => b.append('x'),
                () => Object.assign(b, { tagName: 'x' }),
              );
              b.onEndTag(
                (end) =>
                  void late.push(
                    () => end.before('x'),
                    () => Object.assign(end, { name: 'x' }),
                  ),
              );
            },
            text: (text) => void late.push(() => text.replace('x')),
          })
          .on('img', {
            element: (img) =>
              void expect(() => img.onEndTag(() => {})).toThrow(code('ERR_TRUMPET_NO_END_TAG')),
          })
          .onDocument({
            comments(comment) {
              for (const text of ['>', '->', 'a-->', '--!>', 'a<!-']) {
                expect(() => Object.assign(comment, { text: text })).toThrow(
                  code('ERR_TRUMPET_COMMENT_TEXT'),
                );
              }
              late.push(
                () => comment.remove(),
                () => Object.assign(comment, { text: 'x' }),
              );
            },
            end: (end) => void late.push(() => end.append('x')),
          });
      });
      expect(late.length).toBe(10);
      for (const change of late) expect(change).toThrow(code('ERR_TRUMPET_TOO_LATE'));
    });

    it('a selector or an input that is none, is thrown', () => {
      expect(() => new HTMLRewriter().on('b[', {})).toThrow(code('ERR_TRUMPET_SELECTOR'));
      for (const input of [5, null, {}, new ArrayBuffer(1), new Blob(['x'])]) {
        expect(() => new HTMLRewriter().transform(input as never)).toThrow(code('ERR_INVALID_ARG_TYPE'));
      }
    });

    it('a limit that is none, is thrown', () => {
      expect(() => new HTMLRewriter({ maxDepth: Number.NaN })).toThrow(code('ERR_OUT_OF_RANGE'));
      expect(() => new HTMLRewriter({ maxHeldBytes: '5' as never })).toThrow(code('ERR_INVALID_ARG_TYPE'));
    });

    it('a flood of attributes, is listed in a time that does not grow with its square', async () => {
      const names = Array.from({ length: 60_000 }, (_, i) => `x${i}`);
      let listed: [string, string][] = [];
      await rewrite(`<b ${names.join(' ')}>`, (rewriter) => {
        rewriter.on('b', {
          element(b) {
            b.setAttribute('x1', 'y').removeAttribute('x2');
            listed = [...b.attributes];
          },
        });
      });
      expect(listed.length).toBe(59_999);
      expect(listed.slice(0, 3)).toEqual([
        ['x0', ''],
        ['x1', 'y'],
        ['x3', ''],
      ]);
    });

    it('a comment that never ends, is held up to the limit', async () => {
      const options = { maxTokenBytes: 100 };
      const html = `<!--${'x'.repeat(200)}`;
      expect(await rewrite([html, html], () => {}, options)).toBe(html + html);
      const output = rewrite([html, html], (r) => r.onDocument({ comments() {} }), options);
      await expect(output).rejects.toEqual(code('ERR_TRUMPET_TOKEN_TOO_LONG'));
    });
  });

  describe('chunk boundaries', () => {
    it('any way of cutting a document gives the same output and the same tokens', async () => {
      const run = async (input: readonly Uint8Array[]) => {
        const seen: string[] = [];
        let text = '';
        const output = await rewrite(input, (rewriter) => {
          rewriter
            .on('a, p', { element: (element) => void element.before('[').append(']').setAttribute('n', '1') })
            .on('svg', { element: (svg) => svg.setInnerContent('s') })
            .on('b', { comments: (comment) => comment.replace('c') })
            .on('li', { text: (chunk) => void (chunk.lastInTextNode || chunk.remove()) })
            .onDocument({
              comments: (comment) => void seen.push(comment.text),
              doctype: (doctype) => void seen.push(String(doctype.name)),
              text(chunk) {
                text += chunk.text;
                if (chunk.lastInTextNode) text += '|';
              },
              end: (end) => end.append('!'),
            });
        });
        return { output, seen, text };
      };
      await fc.assert(
        fc.asyncProperty(soup(), fc.array(fc.nat(), { maxLength: 6 }), async (html, places) => {
          const bytes = utf8(html);
          const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort(
            (a, b) => a - b,
          );
          const chunks = ends.map((end, i) => bytes.subarray(i === 0 ? 0 : ends[i - 1], end));
          expect(await run(chunks)).toEqual(await run([bytes]));
        }),
        { numRuns: 200 },
      );
    });
  });

  describe('types', () => {
    it('what transform returns is of the kind of what it gets', () => {
      const rewriter = new HTMLRewriter();
      expectTypeOf(rewriter.transform('')).toEqualTypeOf<Readable<Uint8Array>>();
      expectTypeOf(rewriter.transform(new Response(''))).toEqualTypeOf<Response>();
      expectTypeOf(rewriter.transform()).toEqualTypeOf<Duplex<Uint8Array | string, Uint8Array>>();
    });
  });
});
