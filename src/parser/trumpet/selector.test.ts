import { describe, expect, it } from 'vitest';
import { readAttributes } from './attributes.ts';
import { unescapeHtml } from './escape.ts';
import { splitFirst } from './first.ts';
import { compileSelector } from './selector.ts';
import { createTokenizer } from './tokenizer.ts';
import { createTree } from './tree.ts';

/** Returns the ids of the elements that a selector finds. */
function find(html: string, selector: string): string {
  const matches = compileSelector(selector);
  const found: string[] = [];
  const tree = createTree({ close() {} });
  const tokenizer = createTokenizer({
    inForeign: tree.inForeign,
    pass() {},
    startTag(source, name, start, end, selfClosing) {
      const element = tree.open(name, selfClosing, start)!;
      const attributes = readAttributes(source.slice(start, end));
      const read = (wanted: string) => {
        const value = attributes.find((attribute) => attribute.name === wanted)?.value;
        return value && unescapeHtml(value);
      };
      if (matches(element, read)) found.push(read('id') ?? name);
      return true;
    },
    endTag(_source, name, start, end) {
      tree.close(name, start, end);
    },
  });
  tokenizer.write(html);
  return found.join(' ');
}

const DOCUMENT = `<html id=h><body id=b>
  <ul id=u class="list x"><li id=1 class=a>1<li id=2 lang=en-GB class="a b">2<li id=3>3<p id=p></ul>
  <div id=d data-x="one two"><b id=4></b><i id=5></i><b id=6><i id=7></i></b><br id=8></div>
  <A ID=9 HREF="/a&amp;b">x</A>`;

describe('compileSelector', () => {
  describe('behaviour', () => {
    it.each([
      ['*', 'h b u 1 2 3 p d 4 5 6 7 8 9'],
      ['li', '1 2 3'],
      ['LI', '1 2 3'],
      ['.a', '1 2'],
      ['li.a.b', '2'],
      ['#u', 'u'],
      ['[href]', '9'],
      ['[HREF="/a&b"]', '9'],
      ["[class='a b']", '2'],
      ['[class=A]', ''],
      ['[class=A i]', '1'],
      ['[class=a s]', '1'],
      ['[data-x~=two]', 'd'],
      ['[data-x~="one two"]', ''],
      ['[data-x^=one]', 'd'],
      ['[data-x$="two"]', 'd'],
      ['[data-x*="e t"]', 'd'],
      ['[data-x*=""]', ''],
      ['[lang|=en]', '2'],
      ['[lang|=e]', ''],
      ['ul p', 'p'],
      ['ul > p', ''],
      ['ul>li', '1 2 3'],
      ['html ul > li > p', 'p'],
      ['b + i', '5'],
      ['b+i', '5'],
      ['b ~ *', '5 6 8'],
      ['b ~ b > i', '7'],
      ['ul + div b', '4 6'],
      ['ul, #d > i , p', 'u p 5'],
      ['li:not(.a)', '3'],
      ['li:not(.b, #3)', '1'],
      ['i:not(b i)', '5'],
      ['i:not(b > i, b + i)', ''],
      [':is(ul, div) > :is(li, br)', '1 2 3 8'],
      [':where(ul) p', 'p'],
      ['div > :not(:not(b))', '4 6'],
      [':root', 'h'],
      [':root > body', 'b'],
      ['li:first-child', '1'],
      ['div :first-child', '4 7'],
      ['li:nth-child(2)', '2'],
      ['li:nth-child(odd)', '1 3'],
      ['li:nth-child(even)', '2'],
      ['div > :nth-child(2n + 1)', '4 6'],
      ['div > :nth-child(-n+2)', '4 5'],
      ['div > :nth-child(n+3)', '6 8'],
      ['div > :nth-child(3n-1)', '5'],
      ['div > :first-of-type', '4 5 8'],
      ['b:nth-of-type(2)', '6'],
      ['#\\31', '1'],
      ['[data-x="one\\20 two"]', 'd'],
      ['  li  ', '1 2 3'],
      ['LI:Nth-Child( ODD )', '1 3'],
      ['li:is(#1, :NOT( .a ))', '1 3'],
      [':is(ul > li, div b + *) + *', '2 3 6'],
      [':not(:is(ul, div) *, html, body)', 'u d 9'],
      ['#U, .A, [ID=U], [LANG=en-gb]', ''],
      ['[LANG=en-gb I]', '2'],
      ['[lang="en-gb"i]', '2'],
      ['.\\61, #\\75 ', 'u 1 2'],
      ['[href=/a&b]', '9'],
      ['[|href]', '9'],
      ['[data-x="]"], li/* , * */#3', '3'],
    ])('compileSelector, %s, finds what it should', (selector, ids) => {
      expect(find(DOCUMENT, selector)).toBe(ids);
    });

    it('compileSelector keeps no count of what closed', () => {
      expect(find('<div><b id=1></b></div><div><i id=2></i><b id=3></b></div>', 'div > b:first-child')).toBe(
        '1',
      );
      expect(find('<div><b></b></div><i id=1></i><div></div><i id=2></i>', 'b + i, b ~ i')).toBe('');
    });
  });

  describe('errors', () => {
    it.each([
      '',
      ' ',
      'a >',
      '> a',
      'a,',
      ',a',
      'a >> b',
      'a ! b',
      '[a',
      '[a=]',
      ':not(',
      ':not()',
      ':not(a',
      'a)',
      '.',
      '#',
      'svg|a',
      '[svg|a]',
      'a::before',
      'a:before',
      'a < b',
      'a || b',
      '[a!=b]',
      '[a= ]',
      '[a~=][b]',
      '[a="b" x]',
      '..a',
      '. a',
      '[@a]',
      'a !b',
      'a)b',
      'a\xa0b',
      'b:not(a)c',
      ':not(> a)',
      ':is(a >, b)',
      ':is("a")',
      'li:first-child()',
      'li:root(a)',
    ])('compileSelector refuses %j', (selector) => {
      expect(() => compileSelector(selector)).toThrow(
        expect.objectContaining({ code: 'ERR_TRUMPET_SELECTOR', name: 'SyntaxError' }),
      );
    });

    it('compileSelector passes on what the parser says, and its error as the cause', () => {
      expect(() => compileSelector('a, ')).toThrow(
        expect.objectContaining({
          message: "Cannot use selector 'a, ': Empty sub-selector",
          cause: expect.objectContaining({ message: 'Empty sub-selector' }),
        }),
      );
    });

    it('compileSelector names the part that a stream cannot decide', () => {
      expect(() => compileSelector('ul > li:last-child')).toThrow("':last-child' cannot be decided");
      expect(() => compileSelector('a:has(> b)')).toThrow("':has' cannot be decided");
    });

    it.each([
      ':last-child',
      ':only-child',
      ':empty',
      ':has(a)',
      ':nth-last-child(1)',
      ':last-of-type',
      ':hover',
      ':nth-child(x)',
      ':nth-child()',
      ':nth-child(2n 1)',
      ':nth-child(+ 2)',
      ':nth-child(1 of a)',
      ':nth-child',
      ':not',
    ])('compileSelector refuses %s, which a stream cannot decide', (selector) => {
      expect(() => compileSelector(`a${selector}`)).toThrow(
        expect.objectContaining({ code: 'ERR_TRUMPET_SELECTOR' }),
      );
    });

    it('compileSelector refuses a selector of more than 31 parts', () => {
      expect(() => compileSelector(Array(31).fill('a').join(' '))).not.toThrow();
      expect(() => compileSelector(Array(32).fill('a').join(' '))).toThrow('too many parts');
      expect(() => compileSelector(Array(32).fill('a').join())).toThrow('too many parts');
    });

    it.each([30, 31, 1000, 100_000])('compileSelector takes %d nested parts or refuses them', (depth) => {
      const compile = () => compileSelector(`${':not('.repeat(depth)}a${')'.repeat(depth)}`);
      if (depth < 31) expect(compile).not.toThrow();
      else expect(compile).toThrow(expect.objectContaining({ code: 'ERR_TRUMPET_SELECTOR' }));
    });
  });
});

describe('splitFirst', () => {
  it('splitFirst takes off a last :first, and takes it alone for any element', () => {
    expect(splitFirst('li:first')).toEqual({ selector: 'li', first: true });
    expect(splitFirst(':first')).toEqual({ selector: '*', first: true });
    expect(splitFirst('li:first-child')).toEqual({ selector: 'li:first-child', first: false });
  });
});
