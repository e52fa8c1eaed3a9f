import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cut } from './_test.ts';
import type { RewriterLimits } from './rewriter.ts';
import { createRewriter } from './rewriter.ts';

/** Marks the elements that selectors find with their number, and returns the document. */
function mark(
  chunks: readonly string[],
  selectors: readonly string[],
  limits: RewriterLimits = { lookAhead: true },
): string {
  let out = '';
  const sink = {
    write(text: string) {
      out += text;
    },
    send() {},
  };
  const rewriter = createRewriter<object>(sink, String, limits);
  for (const [n, selector] of selectors.entries()) {
    rewriter.select(selector, (element) => {
      element.innerBefore = [...(element.innerBefore ?? []), `{${n}}`];
    });
  }
  for (const chunk of chunks) rewriter.write(chunk);
  rewriter.end();
  return out;
}

function code(name: string) {
  return expect.objectContaining({ code: name });
}

describe('lookAhead', () => {
  describe('behaviour', () => {
    // The cases of the W3C's css3-modsel that depend on what follows, each on a document of our own.
    it.each([
      [':last-child', '<ul><li>a<li>b</ul>', '<ul>{0}<li>a<li>{0}b</ul>'],
      ['li:last-child', '<ul><li>a</li> t <!-- --></ul>', '<ul><li>{0}a</li> t <!-- --></ul>'],
      ['p:last-child', '<div><p>a</p><i></i></div>', '<div><p>a</p><i></i></div>'],
      ['p:not(:last-child)', '<div><p>a</p><p>b</p></div>', '<div><p>{0}a</p><p>b</p></div>'],
      ['p:last-of-type', '<div><p>a<p>b</p><i></i></div>', '<div><p>a<p>{0}b</p><i></i></div>'],
      ['i:not(:last-of-type)', '<p><i>a</i><i>b</i></p>', '<p><i>{0}a</i><i>b</i></p>'],
      ['li:nth-last-child(2)', '<ul><li>a<li>b<li>c</ul>', '<ul><li>a<li>{0}b<li>c</ul>'],
      ['li:nth-last-child(odd)', '<ul><li>a<li>b<li>c</ul>', '<ul><li>{0}a<li>b<li>{0}c</ul>'],
      ['li:nth-last-child(-n+2)', '<ul><li>a<li>b<li>c</ul>', '<ul><li>a<li>{0}b<li>{0}c</ul>'],
      ['li:nth-last-child(n+3)', '<ul><li>a<li>b<li>c</ul>', '<ul><li>{0}a<li>b<li>c</ul>'],
      ['b:nth-last-of-type(2)', '<p><b>a</b><i></i><b>b</b></p>', '<p><b>{0}a</b><i></i><b>b</b></p>'],
      ['i:only-child', '<p><i>a</i></p><p><i>b</i><b></b></p>', '<p><i>{0}a</i></p><p><i>b</i><b></b></p>'],
      ['p:not(:only-child)', '<div><p>a</p></div><p>b</p>', '<div><p>a</p></div><p>{0}b</p>'],
      ['i:only-of-type', '<p><b></b><i>a</i></p>', '<p><b></b><i>{0}a</i></p>'],
      ['i:empty', '<i></i><i><!-- --></i><i> </i><i>t</i>', '<i>{0}</i><i>{0}<!-- --></i><i> </i><i>t</i>'],
      ['p:empty', '<p><p><p>t', '<p>{0}<p>{0}<p>t'],
      ['p:not(:empty)', '<p></p><p>t</p>', '<p></p><p>{0}t</p>'],
      ['p:has(i)', '<p>a<b><i></i></b></p><p>b</p>', '<p>{0}a<b><i></i></b></p><p>b</p>'],
      [
        'p:has(> i.c)',
        '<p><b><i class=c></i></b></p><p><i class=c></p>',
        '<p><b><i class=c></i></b></p><p>{0}<i class=c></p>',
      ],
      ['div:has(div)', '<div>a<div>b</div></div>', '<div>{0}a<div>b</div></div>'],
      ['p:not(:has(img)) b', '<p><b>a</b><p><b>b</b><img>', '<p><b>{0}a</b><p><b>b</b><img>'],
      ['div > p:last-child + p, p:last-child i', '<div><p><i>a</i></div>', '<div><p><i>{0}a</i></div>'],
      [
        'tr:last-child > td:first-child',
        '<table><tr><td>a<tr><td>b<td>c</table>',
        '<table><tr><td>a<tr><td>{0}b<td>c</table>',
      ],
      [
        'html:last-child, body:only-child',
        '<html><body>a</body></html>',
        '<html>{0}<body>{0}a</body></html>',
      ],
      [':root:last-child', '<p>a</p>', '<p>{0}a</p>'],
    ])('lookAhead, %s, finds what it should', (selector, html, marked) => {
      expect(mark([html], [selector])).toBe(marked);
    });

    it('lookAhead answers the same question once for several selectors', () => {
      expect(mark(['<p><i>a</i></p>'], ['i:last-child', ':last-child', 'i', 'b:last-child'])).toBe(
        '<p>{1}<i>{0}{1}{2}a</i></p>',
      );
    });

    it('lookAhead lets go of what is decided', () => {
      const written: number[] = [];
      let read = 0;
      const chunks = (function* () {
        for (const chunk of ['<ul><li>', 'a<b>', '</b><li>', 'b</ul><p>']) {
          read++;
          yield chunk;
        }
      })();
      const sink = { write: (text: string) => void (text !== '' && written.push(read)), send() {} };
      const rewriter = createRewriter<object>(sink, String, { lookAhead: true });
      rewriter.select('li:last-child', () => {});
      for (const chunk of chunks) rewriter.write(chunk);
      rewriter.end();
      expect([...new Set(written)]).toEqual([1, 3, 4]);
    });
  });

  describe('chunk boundaries', () => {
    it('lookAhead decides the same however the document is cut', () => {
      const piece = fc.constantFrom(
        '<p>',
        '</p>',
        '<i class=c>',
        '</i>',
        't',
        '<!-- -->',
        '<br>',
        '<ul><li>',
        '</ul>',
      );
      const selectors = [
        'p:last-child',
        ':empty',
        'i:nth-last-of-type(2n)',
        'p:has(i), ul:has(> .c)',
        ':only-child',
      ];
      fc.assert(
        fc.property(fc.array(piece, { maxLength: 15 }), fc.array(fc.nat(100)), (pieces, places) => {
          const html = pieces.join('');
          const marked = mark([html], selectors);
          expect(mark(cut(html, places), selectors)).toBe(marked);
          expect(marked.replace(/\{\d\}/g, '')).toBe(html);
        }),
        { numRuns: 300 },
      );
    });
  });

  describe('errors', () => {
    it('lookAhead, when not asked for, refuses such selectors', () => {
      expect(() => mark([], ['p:last-child'], {})).toThrow(code('ERR_TRUMPET_SELECTOR'));
    });

    it.each([
      'p:has(a b)',
      'p:has(+ i)',
      'p:has(i:empty)',
      'p:has(:has(i))',
      ':hover',
      'p:nth-last-child(x)',
      'p:empty(a)',
    ])('lookAhead refuses %s all the same', (selector) => {
      expect(() => mark([], [selector])).toThrow(code('ERR_TRUMPET_SELECTOR'));
    });

    it('lookAhead refuses selectors that come when the document has begun', () => {
      const rewriter = createRewriter<object>({ write() {}, send() {} }, String, { lookAhead: true });
      rewriter.write('<p>');
      expect(() => rewriter.select('p:empty', () => {})).toThrow(code('ERR_TRUMPET_SELECTOR'));
    });

    it('lookAhead holds no more than its limit', () => {
      const limits = { lookAhead: true, maxHeldBytes: 1000, maxTokenBytes: 2000 };
      const text = 'x'.repeat(900);
      expect(mark(['<p>', text, '</p><p>', text, '</p>'], ['p:last-child'], limits)).toHaveLength(1817);
      expect(() => mark(['<p>', text, text, '</p>'], ['p:last-child'], limits)).toThrow(
        code('ERR_TRUMPET_CONTENT_TOO_LONG'),
      );
      expect(() => mark(['<p ', text, text, text, '>'], ['p:last-child'], limits)).toThrow(
        code('ERR_TRUMPET_TOKEN_TOO_LONG'),
      );
    });

    it('lookAhead holds no more open elements than its limit', () => {
      const deep = ['<b>', '<div>', '</b>'].map((tag) => tag.repeat(30_000)).join('');
      expect(() => mark([deep], ['b:last-child'])).toThrow(code('ERR_TRUMPET_TOO_DEEP'));
      const limits = { lookAhead: true, maxDepth: 5000 };
      expect(mark(['<b>'.repeat(5000)], ['b:last-child'], limits)).toBe('<b>{0}'.repeat(5000));
      expect(() => mark(['<b>'.repeat(5001)], ['b:last-child'], limits)).toThrow(
        code('ERR_TRUMPET_TOO_DEEP'),
      );
    });

    // If what an answer costs grew with what is open, these would take longer than a test may.
    it.each([
      [':last-of-type', Array.from({ length: 100_000 }, (_, i) => `<x${i}></x${i}>`).join('')],
      ['b:last-child', '<b><p>'.repeat(500_000)],
    ])(
      'lookAhead, %s, costs the same at each element of a long document',
      (selector, html) => {
        expect(mark([html], [selector]).replaceAll('{0}', '')).toBe(html);
      },
      20_000,
    );

    it.each([
      ['li:nth-last-child(2n)', '<li>'],
      ['li:nth-last-of-type(-n+3)', '<li><b>'],
      ['div:has(> b)', '<div><i></i></div>'],
      ['div:has(b), div:empty', '<div>'],
    ])('lookAhead, %s, takes a long document of %s', (selector, piece) => {
      const chunks = Array(300).fill(piece.repeat(10));
      expect(mark(chunks, [selector]).replaceAll('{0}', '')).toBe(chunks.join(''));
    });
  });
});
