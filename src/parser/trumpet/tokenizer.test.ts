import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cut, readElements, readTags, soup } from './_test.ts';
import { createTokenizer } from './tokenizer.ts';

describe('tokenizer', () => {
  describe('behaviour', () => {
    it.each([
      ['plain tags', '<a><B></b></A>', ['<a>', '<B>']],
      ['a bare less-than sign', 'a < b <3 <a>', ['<a>']],
      ['quoted greater-than signs', `<a b=">" c='>'>x<b>`, [`<a b=">" c='>'>`, '<b>']],
      ['a quote inside an unquoted value', '<a b=c">x<b>', ['<a b=c">', '<b>']],
      ['an equals sign before a name', '<a =">x<b>', ['<a =">', '<b>']],
      ['a slash inside an unquoted value', '<a b=c/><b/>', ['<a b=c/>', '<b/>']],
      ['a less-than sign in a name', '<a<b>', ['<a<b>']],
      ['comments', '<!-- <a> --><b>', ['<b>']],
      ['empty comments', '<!--><a><!---><b>', ['<a>', '<b>']],
      ['a comment ended by --!>', '<!-- <a> --!><b>', ['<b>']],
      ['a comment that begins with !>', '<!--!><a> --><b>', ['<b>']],
      ['a comment in a comment', '<!-- <!-- <a> --> <b> -->', ['<b>']],
      ['an unclosed comment', '<!-- <a> -- > <b>', []],
      ['bogus comments', '<!a <b><?c <d></ e <f></><g>', ['<g>']],
      ['a doctype', '<!DOCTYPE html "<a>"><b>', ['<b>']],
      ['CDATA outside of foreign content', '<![CDATA[<a>]]><b>', ['<b>']],
      ['CDATA in foreign content', '<svg><![CDATA[<a>]]><b x></svg>', ['<svg>', '<b x>']],
      ['raw text', '<style><a></b></style ><c>', ['<style>', '<c>']],
      ['raw text with a longer end tag inside', '<xmp></xmpx><a></XMP/><b>', ['<xmp>', '<b>']],
      ['RCDATA', '<title><a></title><textarea><b></textarea>', ['<title>', '<textarea>']],
      ['noscript, read as markup', '<noscript><a></noscript>', ['<noscript>', '<a>']],
      ['raw names in foreign content', '<svg><style><a></style></svg>', ['<svg>', '<style>', '<a>']],
      ['a script', '<script>"<a>" </scriptx></script><b>', ['<script>', '<b>']],
      ['an escaped script', '<script><!-- </script><a> --></script>', ['<script>', '<a>']],
      ['a double-escaped script', '<script><!-- <script></script><a> --></script><b>', ['<script>', '<b>']],
      ['a script escaped for no time', '<script><!--><script></script><b>', ['<script>', '<b>']],
      ['a script in a script', '<script><script></script><b>', ['<script>', '<b>']],
      ['a comment that ends with dash, bang', '<!---!><a>--><b>', ['<b>']],
      ['CDATA in an integration point', '<svg><desc><![CDATA[<a>]]></desc></svg>', ['<svg>', '<desc>']],
      ['plaintext', '<plaintext><a></plaintext><b>', ['<plaintext>']],
      ['an unfinished tag', '<a><b c="', ['<a>']],
    ])('tokenizer finds the tags among %s', (_what, html, tags) => {
      expect(readTags(html)).toEqual(tags);
    });

    it('tokenizer.pause stops after the current tag, and resume goes on', () => {
      const names: string[] = [];
      const tokenizer = createTokenizer({
        inForeign: () => false,
        pass() {},
        startTag(_source, name) {
          names.push(name);
          if (name === 'b') tokenizer.pause();
          return true;
        },
        endTag() {},
      });
      tokenizer.write('<a><b><c><b');
      expect(names).toEqual(['a', 'b']);
      expect(tokenizer.resume()).toBe(true);
      expect(names).toEqual(['a', 'b', 'c']);
      tokenizer.write('><d>');
      expect(names).toEqual(['a', 'b', 'c', 'b']);
      expect(tokenizer.resume()).toBe(true);
      expect(names.at(-1)).toBe('d');
    });
  });

  describe('chunk boundaries', () => {
    it('tokenizer finds the same elements however the text is cut', () => {
      fc.assert(
        fc.property(soup(), fc.array(fc.nat(200)), (html, places) => {
          expect(readElements(cut(html, places))).toEqual(readElements([html]));
        }),
        { numRuns: 500 },
      );
    });

    it('tokenizer takes a long tag one character at a time', () => {
      const html = `<a ${'b="c" '.repeat(20_000)}><d>`;
      expect(readElements([...html]).map(({ tag }) => tag.length)).toEqual([html.length - 3, 3]);
    });
  });
});
