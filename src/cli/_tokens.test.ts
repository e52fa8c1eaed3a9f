// biome-ignore-all lint/suspicious/noTemplateCurlyInString: source texts are the subject

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokensOf } from './_tokens.ts';

/** The tokens of a text as `kind text`, punctuators as they are. */
function cut(source: string, jsx = true): string[] {
  return tokensOf(source, { jsx }).map(({ kind, text }) =>
    kind === 'punctuator' ? text : `${kind} ${text}`,
  );
}

/** The texts of the tokens of a kind. */
function texts(kind: string, source: string, jsx = true): string[] {
  return tokensOf(source, { jsx })
    .filter((token) => token.kind === kind)
    .map(({ text }) => text);
}

describe('tokensOf', () => {
  it('passes over white space, comments and the line that names the interpreter', () => {
    expect(cut('#!/usr/bin/env node\n// a "\n/* b ` */ c')).toEqual(['name c']);
    expect(cut('\ufeffa')).toEqual(['name a']);
  });

  it('knows strings with escapes and continued lines', () => {
    const source = String.raw`'a\'b' "c\"" '\\' "d\
e"`;
    expect(texts('string', source)).toEqual([
      String.raw`'a\'b'`,
      String.raw`"c\""`,
      String.raw`'\\'`,
      '"d\\\ne"',
    ]);
  });

  it('knows numbers and names', () => {
    expect(cut('0x1F 1e+5 .5 1_000n 1..a #b \\u0061b $c é')).toEqual([
      'number 0x1F',
      'number 1e+5',
      'number .5',
      'number 1_000n',
      'number 1.',
      '.',
      'name a',
      'name #b',
      'name \\u0061b',
      'name $c',
      'name é',
    ]);
  });

  it.each([
    ['a = /b/', ['/b/']],
    ['/[/"]/.test(a)', ['/[/"]/']],
    ['return /"/g', ['/"/g']],
    ['if (a) /"/.test(b)', ['/"/']],
    ['while (f(a)) /"/.test(b)', ['/"/']],
    ['{ } /"/.test(b)', ['/"/']],
    ['function f() { }\n/"/.test(b)', ['/"/']],
    ['case /"/.test(a): { } /"/.test(b)', ['/"/', '/"/']],
    ['a => /"/', ['/"/']],
    ['`${/"/}`', ['/"/']],
    ['!/"/.test(a)', ['/"/']],
    ['a / b / c', []],
    ['f(a) / b / c', []],
    ['a[0] / b / c', []],
    ['a.if(b) / c / d', []],
    ['a.return / b / c', []],
    ['({ a: {} / b / c })', []],
    ['a++ / b / c', []],
    ['`a` / b / c', []],
    ['"a" / b / c', []],
    ['1 / b / c', []],
  ])('tells expressions from divisions: %s', (source, expected) => {
    expect(texts('regexp', source)).toEqual(expected);
  });

  it('takes what stands after an assertion of TypeScript as it takes what stands after its operand', () => {
    expect(texts('regexp', 'a! / b / c', false)).toEqual([]);
    expect(texts('regexp', 'a !== /b/', false)).toEqual(['/b/']);
  });

  it('takes templates apart at their code, however deep', () => {
    expect(cut('`a`')).toEqual(['template `a`']);
    expect(cut('`a${ {b: `c${d}`} }e\\``')).toEqual([
      'part `a${',
      '{',
      'name b',
      ':',
      'part `c${',
      'name d',
      'part }`',
      '}',
      'part }e\\``',
    ]);
  });

  it('sees only what stands in braces within elements', () => {
    const source = `a = <b c="it's" d={e} {...f} g=<h/>>don't {/* ' */} {i("j")} <k.l>" </k.l></b>; m`;
    expect(texts('name', source)).toEqual(['a', 'e', 'f', 'i', 'm']);
    expect(texts('string', source)).toEqual(['"j"']);
    expect(texts('name', "a = <>don't {b}</>")).toEqual(['a', 'b']);
  });

  it('does not take comparisons, shifts and generic functions for elements', () => {
    expect(
      texts('jsx', 'a < b; 1 << c; f(a)<d; const e = <T,>(x: T) => x; <T extends U>(x: T) => x'),
    ).toEqual([]);
    expect(texts('jsx', '<T>x', false)).toEqual([]);
  });

  it('gives brackets their partners', () => {
    const tokens = tokensOf('(a[{}])', { jsx: false });
    expect(tokens.map(({ partner }) => partner)).toEqual([6, -1, 5, 4, 3, 2, 0]);
  });

  it.each([
    ["a\n'b\n'", 'line 2: a string is not closed'],
    ['a = /b', 'line 1: a regular expression is not closed'],
    ['`a${b}', 'line 1: a template is not closed'],
    ['`a', 'line 1: a template is not closed'],
    ['/* a', 'line 1: a comment is not closed'],
    ['\n(a', "line 2: '(' is not closed"],
    ['a)', "line 1: ')' closes nothing"],
    ['a}', "line 1: '}' closes nothing"],
    ['(a]', "line 1: ']' closes nothing"],
    ['a = <b>', 'line 1: an element is not closed'],
    ['a = <b c', 'line 1: an element is not closed'],
    ['a = <b {c', "line 1: '{' is not closed"],
    ['a = <b c=d/>', 'line 1: an element cannot be read'],
  ])('refuses %j', (source, message) => {
    expect(() => tokensOf(source, { jsx: true })).toThrow(new SyntaxError(message));
  });

  it('reads strings and templates of any length', () => {
    const long = 'a'.repeat(10_000_000);
    expect(tokensOf(`'${long}' "${long}" \`${long}\``, { jsx: true })).toHaveLength(3);
  });

  it('ends, and loses nothing between its tokens but space and comments, whatever it is given', () => {
    const piece = fc.constantFrom(
      ...'"\'`/<>{}()[]$=!;:,.*\\ab 1\n'.split(''),
      '${',
      '//',
      '/*',
      '*/',
      '</a>',
      'if',
    );
    fc.assert(
      fc.property(fc.array(piece), fc.boolean(), (pieces, jsx) => {
        const source = pieces.join('');
        let at = 0;
        try {
          for (const { start, end, text } of tokensOf(source, { jsx })) {
            expect(start).toBeGreaterThanOrEqual(at);
            expect(source.slice(start, end)).toBe(text);
            at = end;
          }
        } catch (error) {
          if (!(error instanceof SyntaxError)) throw error;
        }
      }),
    );
  });
});
