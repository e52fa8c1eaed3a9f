import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { through } from '../../control/through.ts';
import type { Duplex } from '../../core/duplex.ts';
import { Readable } from '../../core/readable.ts';
import type { Writable } from '../../core/writable.ts';
import { laws } from '../../testing/stream-spec/index.ts';
import { soup } from './_test.ts';
import type { AttributeValue, Trumpet, TrumpetElement, TrumpetOptions } from './index.ts';
import { trumpet } from './index.ts';

/** What can be read. */
type Source = Readable<Uint8Array> | Duplex<never, Uint8Array> | Trumpet;

const utf8 = (text: string) => new TextEncoder().encode(text);
const PAGE = 'x<div class="a">1<b>2</b>3</div>y';

function code(name: string) {
  return expect.objectContaining({ code: name });
}

/** Returns all that a stream gives, as text. */
async function text(stream: Source): Promise<string> {
  const decoder = new TextDecoder();
  let read = '';
  for await (const chunk of stream as AsyncIterable<Uint8Array>)
    read += decoder.decode(chunk, { stream: true });
  return read + decoder.decode();
}

/** Writes a page, in chunks, to a trumpet that a program has been run on. */
async function play(
  html: string | readonly (string | Uint8Array)[],
  program: (tr: Trumpet) => void,
  options?: TrumpetOptions,
): Promise<string> {
  const tr = trumpet(options);
  const output = text(tr);
  program(tr);
  output.catch(() => {});
  for (const chunk of [html].flat()) {
    if (tr.destroyed) break;
    if (!tr.write(chunk)) await new Promise((resolve) => tr.once('drain', resolve).once('close', resolve));
  }
  if (!tr.destroyed) tr.end();
  return output;
}

function cutBytes(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return ends.map((end, i) => bytes.subarray(i === 0 ? 0 : ends[i - 1], end));
}

/** Changes all that comes by. */
function changing(change: (markup: string) => string) {
  return through<Uint8Array, string>(function (chunk) {
    this.queue(change(new TextDecoder().decode(chunk)));
  });
}

/** What a test is to be told later. */
function later<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

describe('trumpet', () => {
  describe('laws', () => {
    const make = (signal?: AbortSignal) => {
      const tr = trumpet({ signal });
      tr.selectAll('i', (i) => i.setAttribute('class', 'c'));
      tr.createWriteStream('#a').end('über');
      const loud = tr.createStream('u');
      loud.pipe(changing((markup) => markup.toUpperCase())).pipe(loud);
      return tr;
    };
    const html = '<p id="a">?</p>\n<ul><u>quiet</u></ul><i>é</i>';
    const output = ['<p id="a">über</p>\n<ul><u>QUIET</u></ul><i class="c">é</i>'];
    const given = { input: [html.slice(0, 9), html.slice(9)].map(utf8), output, signal: make } as const;
    for (const { name, check } of laws(() => make(), { ...given, rechunk: 'bytes' })) it(name, check);
  });

  describe('behaviour', () => {
    it('passes what is not changed as it is, to the byte', async () => {
      const bytes = new Uint8Array(256 * 4).map((_, i) => (i * 7) % 256);
      const tr = trumpet();
      tr.selectAll('*', () => {});
      tr.end(bytes);
      const chunks: Uint8Array[] = [];
      for await (const chunk of tr as AsyncIterable<Uint8Array>) chunks.push(chunk);
      expect(chunks.flatMap((chunk) => [...chunk])).toEqual([...bytes]);
    });

    it('select, gives the first element and selectAll each, those asked last first', async () => {
      const seen: string[] = [];
      await play(PAGE + PAGE, (tr) => {
        for (const n of [1, 2]) {
          tr.select('b', ({ name }) => seen.push(`first ${name} ${n}`));
          tr.selectAll('b', ({ name }) => seen.push(`${name} ${n}`));
        }
      });
      expect(seen).toEqual(['b 2', 'first b 2', 'b 1', 'first b 1', 'b 2', 'b 1']);
    });

    it('selectAll, takes no comment, doctype or raw text for an element', async () => {
      const seen: unknown[] = [];
      const html = '<!doctype html><!-- <b> --><script>"<b>"</script><textarea><b></textarea><?b?>';
      const output = await play(html, (tr) => tr.selectAll('*', ({ name }) => seen.push(name)));
      expect([seen, output]).toEqual([['script', 'textarea'], html]);
    });

    it('select, in a callback, finds what comes after', async () => {
      const output = await play(PAGE, (tr) => {
        tr.select('div', () => tr.select('b').setAttribute('n', 1));
      });
      expect(output).toBe('x<div class="a">1<b n="1">2</b>3</div>y');
    });

    describe('attributes', () => {
      it('are read in the callback, and by a callback from a handle', async () => {
        const read: unknown[] = [];
        await play('<A HREF="/?a&amp;b=é" d e=\'"\' d=2>', (tr) => {
          const handle = tr.select('a', (a) => read.push(a.getAttribute('Href'), a.getAttribute('x')));
          expect(handle.getAttribute('d')).toBe(undefined);
          handle.getAttribute('D', (d) => read.push(d)).getAttributes((all) => read.push({ ...all }));
        });
        expect(read).toEqual([true, { href: '/?a&b=é', d: true, e: '"' }, '/?a&b=é', undefined]);
      });

      it('are changed, added and removed, and the rest of the tag stays', async () => {
        const output = await play(`<a  B=1 c = 'x' d>`, (tr) => {
          const a = tr.select('a').setAttribute('b', '<"&>').setAttribute('n', 'é').setAttribute('o', true);
          a.removeAttribute('C').setAttribute('d', null).setAttribute('p', undefined);
        });
        expect(output).toBe('<a  B="&lt;&quot;&amp;&gt;" n="é" o>');
      });

      it('are read as the document has them, whatever was set', async () => {
        const read: unknown[] = [];
        await play('<a b=1>', (tr) => {
          tr.selectAll('a', (a) => read.push(a.setAttribute('b', 2).getAttribute('b')));
          tr.selectAll('[b="1"]', (a) => read.push(a.getAttribute('b')));
        });
        expect(read).toEqual(['1', '1']);
      });

      it('are there when they are set after they were removed', async () => {
        const output = await play('<a b=1><i>', (tr) => {
          tr.select('a').removeAttribute('b').setAttribute('b', 2);
          tr.select('i').removeAttribute('c').setAttribute('c', 3);
        });
        expect(output).toBe('<a b="2"><i c="3">');
      });

      it('come back as they were when what was read is set', async () => {
        const output = await play('<a b="&amp;&lt;&quot;é&gt;">', (tr) => {
          tr.selectAll('a', (a) => a.setAttribute('b', a.getAttribute('b')));
        });
        expect(output).toBe('<a b="&amp;&lt;&quot;é&gt;">');
      });
    });

    describe('streams', () => {
      /** Reads by a selector into a record, by name. */
      function reading(tr: Trumpet, read: Record<string, Promise<string>>, names: Record<string, boolean>) {
        for (const [selector, outer] of Object.entries(names)) {
          read[selector] = text(tr.createReadStream(selector, { outer }));
        }
      }

      it('to read, give the content or all of an element, as it is rewritten', async () => {
        const read: Record<string, Promise<string>> = {};
        await play(PAGE, (tr) => {
          reading(tr, read, { div: true, '.a': false, b: false });
          tr.select('b').setAttribute('q', 1);
          tr.createWriteStream('b').end('<i>new</i>');
        });
        expect(await read.div).toBe('<div class="a">1<b q="1"><i>new</i></b>3</div>');
        expect(await read['.a']).toBe('1<b q="1"><i>new</i></b>3');
        expect(await read.b).toBe('<i>new</i>');
      });

      it('to read, of one handle, give what is replaced by it', async () => {
        const read: Promise<string>[] = [];
        const output = await play(PAGE, (tr) => {
          const b = tr.select('b');
          b.createWriteStream().end('new');
          read.push(text(b.createReadStream()), text(b.createReadStream({ outer: true })));
        });
        expect(await Promise.all(read)).toEqual(['2', '<b>2</b>']);
        expect(output).toBe('x<div class="a">1<b>new</b>3</div>y');
      });

      it('of nested elements, end from the innermost on', async () => {
        const ended: string[] = [];
        await play('<i><i><i>x</i></i></i>', (tr) => {
          tr.selectAll('i', (i) => {
            let content = '';
            i.createReadStream()
              .on('data', (chunk) => {
                content += new TextDecoder().decode(chunk);
              })
              .on('end', () => ended.push(content));
          });
        });
        expect(ended).toEqual(['x', '<i>x</i>', '<i><i>x</i></i>']);
      });

      it('to write, replace the content or all, in document order whenever they are ready', async () => {
        const second = later<void>();
        const output = await play('<a>1</a><b>2</b><i>3</i>', (tr) => {
          const [a, b] = [tr.createWriteStream('a'), tr.createWriteStream('b', { outer: true })];
          b.end('B', () => second.resolve());
          void second.promise.then(() => a.end('A'));
          a.write('first ');
          tr.createWriteStream('i').end();
        }).catch(String);
        expect(output).toBe('<a>first A</a>B<i></i>');
      });

      it('to write, may be fed from what they replace', async () => {
        const output = await play(PAGE, (tr) => {
          tr.createReadStream('b').pipe(tr.createWriteStream('div'));
        });
        expect(output).toBe('x<div class="a">2</div>y');
      });

      it('to write, may be fed from an element before, as far as buffers hold its content', async () => {
        const content = 'x'.repeat(300_000);
        const output = await play([`<b>${content.slice(9)}`, 'x'.repeat(9), '</b><i></i>'], (tr) => {
          const from = tr.createReadStream('b', { highWaterMark: 400_000 });
          from.pipe(tr.createWriteStream('i'));
        });
        expect(output).toBe(`<b>${content}</b><i>${content}</i>`);
      });

      it('both ways, give the content and take the new', async () => {
        const output = await play('<b>abc</b><b>def</b>', (tr) => {
          tr.selectAll('b', (b) => {
            const stream = b.createStream();
            stream.pipe(changing((markup) => markup.toUpperCase())).pipe(stream);
          });
          const outer = tr.createStream('b', { outer: true });
          outer.pipe(changing((markup) => `{${markup}}`)).pipe(outer);
        });
        expect(output).toBe('{<b>}{ABC}{</b>}<b>DEF</b>');
      });

      it('both ways, prepend and append to nested elements', async () => {
        const output = await play('<body><b>1</b></body>', (tr) => {
          tr.selectAll('b', (b) => {
            const stream = b.createStream({ outer: true });
            stream.write('--');
            stream.pipe(stream);
          });
          const body = tr.createStream('body');
          const last = through<Uint8Array, Uint8Array | string>(undefined, function () {
            this.queue('!!');
            this.queue(null);
          });
          body.pipe(last).pipe(body);
        });
        expect(output).toBe('<body>--<b>1</b>!!</body>');
      });

      it('both ways, of several handles, stand in a row', async () => {
        const read: Promise<string>[] = [];
        const output = await play(PAGE, (tr) => {
          for (const [open, close] of ['[]', '<>', '{}']) {
            const stream = tr.createStream('b');
            const parts = through<Uint8Array, Uint8Array | string>(undefined, function () {
              this.queue(close!);
              this.queue(null);
            });
            stream.write(open!);
            stream.pipe(parts).pipe(stream);
            read.push(text(tr.createReadStream('b')));
          }
        });
        expect(output).toBe('x<div class="a">1<b>[<{2}>]</b>3</div>y');
        expect(await Promise.all(read)).toEqual(['<{2}>', '{2}', '2']);
      });

      it('both ways, that nobody reads, take what is written and let the content go', async () => {
        const html = `<b>${'old '.repeat(100_000)}</b>`;
        const output = await play(html, (tr) => tr.createStream('b').end('new'));
        expect(output).toBe('<b>new</b>');
      });

      it('in an element that is written, read what it was, and write to nothing', async () => {
        const reads: Promise<string>[] = [];
        const output = await play('<div><b>1</b><i>2</i></div>3', (tr) => {
          tr.createWriteStream('div').end('new');
          reads.push(text(tr.createReadStream('b')), text(tr.createReadStream('i', { outer: true })));
          tr.createWriteStream('i').end('I');
        });
        expect(await Promise.all(reads)).toEqual(['1', '<i>I</i>']);
        expect(output).toBe('<div>new</div>3');
      });

      it('of an element without content, read its tag, and write instead of it only', async () => {
        const read: Promise<string>[] = [];
        const output = await play('a<img>b<br>c<hr/>', (tr) => {
          const img = tr.select('img');
          read.push(text(img.createReadStream({ outer: true })), text(img.createReadStream()));
          img.createWriteStream().end('no');
          tr.createWriteStream('br', { outer: true }).end('yes');
        });
        expect(await Promise.all(read)).toEqual(['<img>', '']);
        expect(output).toBe('a<img>byesc<hr/>');
      });

      it('of elements whose end tag is left out, end where they do', async () => {
        const read: Promise<string>[] = [];
        const output = await play('<p>a<p>b<ul><li>c<li>d</ul>e<svg><path/></svg>', (tr) => {
          tr.selectAll('p, li, svg', (element) => read.push(text(element.createReadStream())));
          tr.select('li').createWriteStream().end('C');
        });
        expect(await Promise.all(read)).toEqual(['a', 'b', 'C', 'd', '<path/>']);
        expect(output).toBe('<p>a<p>b<ul><li>C<li>d</ul>e<svg><path/></svg>');
      });

      it('of what does not match, end, or let go what is written', async () => {
        const writer = later<void>();
        const output = await play(PAGE, (tr) => {
          const [read, write, both] = [
            tr.createReadStream('q'),
            tr.createWriteStream('q'),
            tr.createStream('q'),
          ];
          both.write('x');
          write.write('y');
          void Promise.all([text(read), text(both)]).then(([a, b]) => {
            expect([a, b]).toEqual(['', '']);
            expect(both.writableEnded).toBe(true);
            expect(write.write('more')).toBe(true);
            write.end('and more');
            writer.resolve();
          });
        });
        await writer.promise;
        expect(output).toBe(PAGE);
      });

      it('of what does not match, end for those who only wait for that, and for those who come later', async () => {
        const tr = trumpet();
        const streams = [tr.createReadStream('q'), tr.createStream('q')];
        const ended = streams.map((stream) => new Promise<void>((resolve) => stream.on('end', resolve)));
        tr.end(PAGE);
        await Promise.all(ended);
        for (const stream of streams) expect(await text(stream as Source)).toBe('');
      });

      it('of what does not match, call back those who write to them', async () => {
        const tr = trumpet();
        const over = text(tr);
        const writer = tr.createWriteStream('q');
        tr.end(PAGE);
        await over;
        await new Promise<void>((resolve) => writer.write('x', () => resolve()));
        await new Promise<void>((resolve) => writer.write('x', 'utf8', () => resolve()));
        await new Promise<void>((resolve) => writer.end(() => resolve()));
        await new Promise<void>((resolve) => writer.end('x', () => resolve()));
      });

      it('asked for when the page is over, end at once', async () => {
        const tr = trumpet();
        const over = text(tr);
        tr.end('<b></b>');
        await over;
        expect(await text(tr.createReadStream('b'))).toBe('');
        tr.createWriteStream('b').end('x');
      });
    });

    it('lookAhead, lets selectors see what follows', async () => {
      const program = (tr: Trumpet) => tr.createWriteStream('i:last-child').end('last');
      expect(await play('<b><i>1</i><i>2</i></b>', program, { lookAhead: true })).toBe(
        '<b><i>1</i><i>last</i></b>',
      );
      await expect(play('', program)).rejects.toEqual(code('ERR_TRUMPET_SELECTOR'));
    });

    it('an element whose name is not ASCII, is named so', async () => {
      const names: unknown[] = [];
      await play('<X-É></X-É>', (tr) => tr.selectAll('x-É', (element) => names.push(element.name)));
      expect(names).toEqual(['x-É']);
    });

    it('reads itself if nobody does, so that callbacks run and it ends', async () => {
      const tr = trumpet();
      const ended = new Promise((resolve) => tr.on('end', resolve));
      const seen: unknown[] = [];
      tr.selectAll('b', (b) => seen.push(b.name));
      for (let i = 0; i < 100; i++) tr.write(`<b>${'x'.repeat(10_000)}</b>`);
      tr.end();
      await ended;
      expect(seen.length).toBe(100);
    });
  });

  describe('backpressure', () => {
    const chunk = utf8(`<i>${'x'.repeat(1000)}</i>`);

    /** Writes until it is asked to wait, up to `most` chunks, and returns how many. */
    async function fill(tr: Trumpet, most: number): Promise<number> {
      let count = 0;
      while (count < most && tr.write(chunk)) {
        count++;
        await new Promise((resolve) => setImmediate(resolve));
      }
      return count;
    }
    const setImmediate = (callback: (value: unknown) => void) =>
      void Promise.resolve().then(() => setTimeout(callback));

    it('the page waits for a reader of an element, and goes on when it is read', async () => {
      const tr = trumpet({ highWaterMark: 4000 });
      tr.resume();
      const reader = tr.createReadStream('div', { highWaterMark: 4000 });
      tr.write('<div>');
      const count = await fill(tr, 100);
      expect(count).toBeLessThan(12);
      expect(reader.readableLength).toBeLessThan(6000);
      const content = text(reader);
      const drained = new Promise((resolve) => tr.once('drain', resolve));
      await drained;
      tr.end('</div>');
      expect((await content).length).toBe((count + 1) * chunk.length);
    });

    it('a reader that is destroyed lets the page go on', async () => {
      const tr = trumpet({ highWaterMark: 4000 });
      const output = text(tr);
      const reader = tr.createReadStream('div', { highWaterMark: 4000 });
      tr.write('<div>');
      await fill(tr, 100);
      reader.destroy();
      tr.end('</div>');
      expect((await output).slice(-11)).toBe('x</i></div>');
    });

    it('a writer of an element waits for the reader of the page', async () => {
      const tr = trumpet({ highWaterMark: 4000 });
      const writer = tr.createWriteStream('div', { highWaterMark: 4000 });
      tr.pause();
      tr.end('<div></div>');
      let count = 0;
      while (count < 100 && writer.write(chunk)) {
        count++;
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(count).toBeLessThan(20);
      expect(tr.readableLength).toBeLessThan(6000);
      writer.end();
      expect((await text(tr)).length).toBe(11 + (count + 1) * chunk.length);
    });

    it('any high-water mark gives the same output and the same content to readers', async () => {
      const run = async (html: string, highWaterMark: number | undefined): Promise<string[]> => {
        const reads: Promise<string>[] = [];
        const program = (tr: Trumpet): void => {
          tr.selectAll('a, p, div', (element) => {
            const [inner, outer] = [false, true].map((outer) =>
              element.createReadStream({ outer, highWaterMark }),
            );
            reads.push(text(inner!), text(outer!));
          });
          tr.selectAll('li, b', (element) => {
            const outer = element.name === 'b';
            const stream = element.createStream({ outer, highWaterMark });
            stream.write('[');
            stream.pipe(changing((markup) => markup.toUpperCase())).pipe(stream);
          });
          tr.selectAll('ul', (element) => {
            Readable.from(['<li>', 'new']).pipe(element.createWriteStream({ highWaterMark }));
          });
        };
        const output = await play(html, program, { highWaterMark });
        return [output, ...(await Promise.all(reads))];
      };
      await fc.assert(
        fc.asyncProperty(soup(), fc.integer({ min: 1, max: 20 }), async (html, highWaterMark) => {
          expect(await run(html, highWaterMark)).toEqual(await run(html, undefined));
        }),
        { numRuns: 100 },
      );
    });

    it('a chunk with many elements stops at the one whose reader is full', async () => {
      const tr = trumpet();
      tr.resume();
      let found = 0;
      tr.selectAll('i', () => found++);
      const reader = tr.createReadStream('div', { highWaterMark: 10 });
      tr.write(`<div>${'<i></i>'.repeat(100)}</div>`);
      await new Promise((resolve) => setImmediate(resolve));
      expect(found).toBeLessThan(5);
      const content = await text(reader);
      expect(content).toBe('<i></i>'.repeat(100));
      expect(found).toBe(100);
    });
  });

  describe('errors', () => {
    it('a selector that is none, is thrown', () => {
      expect(() => trumpet().select('b[')).toThrow(code('ERR_TRUMPET_SELECTOR'));
      expect(() => trumpet().selectAll('')).toThrow(code('ERR_TRUMPET_SELECTOR'));
    });

    it('a limit that is none, is thrown', () => {
      expect(() => trumpet({ maxTokenBytes: '5' as never })).toThrow(code('ERR_INVALID_ARG_TYPE'));
      expect(() => trumpet({ maxDepth: Number.NaN })).toThrow(code('ERR_OUT_OF_RANGE'));
      expect(() => trumpet({ maxHeldBytes: -1 })).toThrow(code('ERR_OUT_OF_RANGE'));
    });

    it('an exception of a callback, destroys the stream', async () => {
      const boom = new Error('boom');
      const output = play(PAGE, (tr) => {
        tr.selectAll('b', () => {
          throw boom;
        });
      });
      await expect(output).rejects.toBe(boom);
    });

    it('the stream is destroyed by a callback, finds no more elements', async () => {
      let found = 0;
      const output = play('<a>x</a>'.repeat(10), (tr) => {
        tr.selectAll('a', () => {
          found++;
          tr.destroy();
        });
      });
      await expect(output).rejects.toEqual(code('ERR_STREAM_PREMATURE_CLOSE'));
      expect(found).toBe(1);
    });

    it('a writer that is destroyed before its end, destroys the stream', async () => {
      await expect(play(PAGE, (tr) => tr.createWriteStream('b').destroy())).rejects.toEqual(
        code('ERR_STREAM_PREMATURE_CLOSE'),
      );
      const boom = new Error('boom');
      const output = play(PAGE, (tr) => {
        tr.createStream('b')
          .on('error', () => {})
          .destroy(boom);
      });
      await expect(output).rejects.toBe(boom);
    });

    it('the streams of elements are destroyed with the stream, and hear of its error', async () => {
      const boom = new Error('boom');
      const tr = trumpet();
      tr.on('error', () => {});
      const [read, write] = [tr.createReadStream('div'), tr.createWriteStream('b')];
      const failed = text(read);
      const closed = new Promise((resolve) => write.on('close', resolve));
      tr.write('<div>x');
      tr.destroy(boom);
      await expect(failed).rejects.toBe(boom);
      await closed;
      expect(write.errored).toBe(null);
    });

    it('a writer that is never ended, is given up by the signal', async () => {
      const controller = new AbortController();
      const tr = trumpet({ signal: controller.signal });
      const output = text(tr);
      tr.createStream('b').write('x');
      tr.end(PAGE);
      await new Promise((resolve) => setTimeout(resolve));
      controller.abort();
      await expect(output).rejects.toEqual(code('ABORT_ERR'));
    });

    it('a change that comes too late, is thrown', async () => {
      const handles: TrumpetElement[] = [];
      await play(PAGE, (tr) => {
        handles.push(tr.select('b'));
        tr.selectAll('b', (b) => handles.push(b));
      });
      for (const b of handles) {
        expect(b.name).toBe('b');
        expect(() => b.setAttribute('x', 1)).toThrow(code('ERR_TRUMPET_TOO_LATE'));
        expect(() => b.createReadStream()).toThrow(code('ERR_TRUMPET_TOO_LATE'));
        expect(() => b.createStream()).toThrow(code('ERR_TRUMPET_TOO_LATE'));
      }
    });

    it('an attribute that cannot be written, destroys the stream', async () => {
      const output = play(PAGE, (tr) => tr.select('b').setAttribute('a b', 1));
      await expect(output).rejects.toEqual(code('ERR_TRUMPET_ATTRIBUTE_NAME'));
    });

    it('limits, destroy the stream when they are passed', async () => {
      await expect(play(`<a ${'b '.repeat(100)}>`, () => {}, { maxTokenBytes: 100 })).rejects.toEqual(
        code('ERR_TRUMPET_TOKEN_TOO_LONG'),
      );
      await expect(play('<b>'.repeat(11), () => {}, { maxDepth: 10 })).rejects.toEqual(
        code('ERR_TRUMPET_TOO_DEEP'),
      );
    });
  });

  describe('hostile input', () => {
    it('thousands of handles of one element, and of nested ones, all read and end', async () => {
      const read: Promise<string>[] = [];
      await play(PAGE, (tr) => {
        for (let i = 0; i < 1000; i++) read.push(text(tr.createReadStream('b')));
        for (let i = 0; i < 300; i++) {
          const stream = tr.createStream('b');
          stream.pipe(stream);
        }
      });
      expect(new Set(await Promise.all(read))).toEqual(new Set(['2']));
      const lengths: Promise<number>[] = [];
      await play('<i>'.repeat(300), (tr) => {
        tr.selectAll('i', (i) => lengths.push(text(i.createReadStream()).then((all) => all.length)));
      });
      expect((await Promise.all(lengths))[299]).toBe(0);
    });

    it('elements that are never closed, end with the page', async () => {
      const read: Promise<string>[] = [];
      const output = await play('<b>abc<i>d<u', (tr) => {
        read.push(text(tr.createReadStream('b')), text(tr.createReadStream('i', { outer: true })));
        const stream = tr.createStream('i');
        stream.pipe(changing((markup) => markup.toUpperCase())).pipe(stream);
      });
      expect(await Promise.all(read)).toEqual(['abc<i>D<U', '<i>D<U']);
      expect(output).toBe('<b>abc<i>D<U');
    });
  });

  describe('chunk boundaries', () => {
    it('any way of cutting the page gives the same output and the same content to readers', async () => {
      const run = async (chunks: readonly Uint8Array[]): Promise<string[]> => {
        const read: Promise<string>[] = [];
        const output = play(chunks, (tr) => {
          tr.selectAll('a, p', (element) => {
            element.setAttribute('n', 1);
            read.push(text(element.createReadStream()), text(element.createReadStream({ outer: true })));
          });
          tr.selectAll('li, svg', (element) => element.createWriteStream().end('<new>'));
          tr.selectAll('b', (element) => {
            const stream = element.createStream({ outer: true });
            stream.write('[');
            stream.pipe(stream);
          });
        });
        return [await output, ...(await Promise.all(read))];
      };
      await fc.assert(
        fc.asyncProperty(soup(), fc.array(fc.nat(), { maxLength: 6 }), async (html, places) => {
          expect(await run(cutBytes(utf8(html), places))).toEqual(await run([utf8(html)]));
        }),
        { numRuns: 150 },
      );
    });
  });

  describe('types', () => {
    it('streams and values have their types', () => {
      const tr = trumpet();
      expectTypeOf(tr.select('a')).toEqualTypeOf<TrumpetElement>();
      expectTypeOf(tr.select('a').getAttribute('b')).toEqualTypeOf<AttributeValue | undefined>();
      expectTypeOf(tr.createReadStream('a')).toEqualTypeOf<Readable<Uint8Array>>();
      expectTypeOf(tr.createWriteStream('a')).toEqualTypeOf<Writable<Uint8Array | string>>();
      expectTypeOf(tr.createStream('a')).toEqualTypeOf<Duplex<Uint8Array | string, Uint8Array>>();
      expectTypeOf(Readable.from([utf8('x')]).pipe(tr)).toEqualTypeOf<Trumpet>();
    });
  });
});
