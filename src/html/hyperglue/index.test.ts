import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { HyperglueResult, HyperglueUpdates, HyperglueValue } from './index.ts';
import { fillHtml, hyperglue } from './index.ts';

const glue = (html: string, updates: HyperglueUpdates) => hyperglue(html, updates).outerHTML;
const utf8 = (text: string) => new TextEncoder().encode(text);

describe('fillHtml', () => {
  it.each<[string, HyperglueUpdates | undefined]>([
    ['<i></i>', undefined],
    ['<p><i></i></p>', { i: '<puny>', p: { class: 'x', _append: '!' } }],
    ['<ul><li></li></ul>', { li: [{ li: 'one' }, hyperglue('<b>x</b>', { b: 'two' })] } as HyperglueUpdates],
  ])('fillHtml, of %s with %o, returns what hyperglue has as outerHTML', (html, updates) => {
    expect(fillHtml(html, updates)).toBe(hyperglue(html, updates).outerHTML);
    expect(fillHtml(utf8(html), updates)).toBe(fillHtml(html, updates));
  });
});

describe('hyperglue', () => {
  describe('behaviour', () => {
    it('hyperglue, with the row of the handbook, fills it', () => {
      const html = '<div class="row">\n  <div class="who"></div>\n  <div class="message"></div>\n</div>\n';
      expect(glue(html, { '.who': 'substack', '.message': 'beep boop.' })).toBe(
        '<div class="row">\n  <div class="who">substack</div>\n  <div class="message">beep boop.</div>\n</div>\n',
      );
    });

    it.each<[string, HyperglueValue, string]>([
      ['a string', 'x', 'x'],
      ['an empty string', '', ''],
      ['markup in a string', '<i>&"', '&lt;i&gt;&amp;&quot;'],
      ['zero', 0, '0'],
      ['a big integer', 5n, '5'],
      ['true', true, 'true'],
      ['false', false, 'false'],
      ['null', null, 'old <u>x</u>'],
      ['undefined', undefined, 'old <u>x</u>'],
      ['bytes', utf8('é<'), 'é&lt;'],
      ['another result', hyperglue('<i></i>', { i: '<' }), '<i>&lt;</i>'],
      ['_text', { _text: '<i>' }, '&lt;i&gt;'],
      ['_html', { _html: '<i>' }, '<i>'],
      ['_html as bytes', { _html: utf8('<i>é') }, '<i>é'],
      ['_html as a result', { _html: hyperglue('<i>') }, '<i>'],
      ['_append', { _append: '<i>' }, 'old <u>x</u>&lt;i&gt;'],
      ['_prepend', { _prepend: '<i>' }, '&lt;i&gt;old <u>x</u>'],
      ['_appendHtml', { _appendHtml: '<i>' }, 'old <u>x</u><i>'],
      ['_prependHtml', { _prependHtml: '<i>' }, '<i>old <u>x</u>'],
      ['_appendText in another case', { _APPENDTEXT: '<' }, 'old <u>x</u>&lt;'],
      ['all of them', { _text: 'T', _append: 'A', _prepend: 'P' }, 'PTA'],
      ['nulls', { _text: null, _html: undefined, _append: null }, 'old <u>x</u>'],
    ])('hyperglue, given %s, makes content of it', (_what, value, content) => {
      expect(glue('<p>.<b>old <u>x</u></b>.</p>', { b: value })).toBe(`<p>.<b>${content}</b>.</p>`);
    });

    it.each<[string, HyperglueValue, string]>([
      ['text', { a: 'x"<&>\'' }, `<b a="x&quot;&lt;&amp;&gt;'" C='2'>`],
      ['a number', { c: 3 }, '<b a=1 C="3">'],
      ['bytes', { c: utf8('é') }, '<b a=1 C="é">'],
      ['a new name', { d: '' }, `<b a=1 C='2' d="">`],
      ['true', { c: true, d: true }, '<b a=1 C d>'],
      ['false', { c: false }, '<b a=1>'],
      ['null', { a: null }, "<b C='2'>"],
      ['undefined', { a: undefined, d: undefined }, "<b C='2'>"],
      ['append and prepend', { c: { append: '>', prepend: '<' } }, '<b a=1 C="&lt;2&gt;">'],
      ['append to nothing', { d: { append: 'x', prepend: null } }, `<b a=1 C='2' d="x">`],
    ])('hyperglue, given %s, writes the attribute', (_what, value, tag) => {
      expect(glue(`<b a=1 C='2'>x</b>`, { b: value })).toBe(`${tag}x</b>`);
    });

    it('hyperglue, with an attribute quoted in apostrophes, keeps what is added to within its quotes', () => {
      expect(glue(`<b a='"&quot;'>`, { b: { a: { append: 'x' } } })).toBe('<b a="&quot;&quot;x">');
    });

    it('hyperglue, given an array, repeats the element for each item', () => {
      const html = '<ul>\n<li class="x"><b></b></li>\n<hr></ul>';
      const items = [{ b: 'one' }, { ':first': { class: 'y' } }, 'two', null];
      expect(glue(html, { li: items })).toBe(
        '<ul>\n<li class="x"><b>one</b></li><li class="y"><b></b></li><li class="x">two</li><li class="x"><b></b></li>\n<hr></ul>',
      );
      expect(glue(html, { li: [] })).toBe('<ul>\n\n<hr></ul>');
    });

    it('hyperglue, given an array with keys, writes no keys', () => {
      const items = [
        { _key: 1, b: 'one' },
        { _key: 'x', ':first': 'two' },
      ];
      expect(glue('<p><b></b></p>', { p: items })).toBe('<p><b>one</b></p><p>two</p>');
    });

    it('hyperglue, given arrays in arrays, repeats within the repeated', () => {
      const html = '<table><tr><td></td></tr></table>';
      expect(glue(html, { tr: [{ td: ['a', 'b'] }, { td: ['c'] }] })).toBe(
        '<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>',
      );
    });

    it.each<[string, HyperglueValue, string]>([
      ['a class', { '.c': '<' }, '<p><b class="c">&lt;</b><i></i></p>'],
      ['an id, with an attribute', { '#d': 'x', id: 'y' }, '<p id="y"><b class="c"></b><i></i></p>'],
      ['a combinator, with content', { 'b + i': 'x', _append: '!' }, '<p><b class="c"></b><i>x</i>!</p>'],
      ['a name with what no attribute has', { i: { _text: 'x' } }, '<p><b class="c"></b><i>x</i></p>'],
      ['a name with an array', { i: ['x', 'y'] }, '<p><b class="c"></b><i>x</i><i>y</i></p>'],
      ['a map', { _map: { i: 'x', ':first': { a: 1 } } }, '<p a="1"><b class="c"></b><i>x</i></p>'],
      ['maps in maps', { _map: { '.c': { _map: { ':first': 'x' } } } }, '<p><b class="c">x</b><i></i></p>'],
      ['nothing', { _map: null }, '<p><b class="c"></b><i></i></p>'],
      ['a name with text', { i: 'x' }, '<p i="x"><b class="c"></b><i></i></p>'],
      ['names of attributes', { 'on:a.b': 1, ':c': 2 }, '<p on:a.b="1" :c="2"><b class="c"></b><i></i></p>'],
    ])('hyperglue, given %s in an object, changes what it means', (_what, value, html) => {
      const template = '<p><b class="c"></b><i></i></p><b class="c"></b>';
      expect(glue(template, { p: value })).toBe(`${html}<b class="c"></b>`);
    });

    it('hyperglue, with :first, takes the first only', () => {
      expect(glue('<p></p><p></p>', { 'p:first': 'x' })).toBe('<p>x</p><p></p>');
      expect(glue('\n<i><b></b></i>', { ':first': { a: 1 } })).toBe('\n<i a="1"><b></b></i>');
    });

    it('hyperglue, with several keys for one element, applies each', () => {
      const updates = {
        p: { _append: '1', class: { append: ' b' } },
        '.a': { _append: '2', class: { append: ' c' } },
      };
      expect(glue('<p class="a">x</p>', updates)).toBe('<p class="a b c">x12</p>');
      expect(glue('<p class="a">x</p>', { p: 'y', '.a': 'z' })).toBe('<p class="a">z</p>');
    });

    it('hyperglue, with parent and child found, fills both, or neither of what is replaced', () => {
      const html = '<p>x<b>y<i></i></b></p>';
      expect(glue(html, { b: { _append: '1' }, p: { _append: '2' }, i: '3' })).toBe(
        '<p>x<b>y<i>3</i>1</b>2</p>',
      );
      expect(glue(html, { p: 'z', b: 'w', i: 'v' })).toBe('<p>z</p>');
      expect(glue(html, { b: { _html: '<i></i>' }, i: '3' })).toBe('<p>x<b><i></i></b></p>');
    });

    it('hyperglue, with end tags left out, ends elements where they end', () => {
      expect(glue('<ul><li>a<li>b</ul>', { li: { _append: '!' } })).toBe('<ul><li>a!<li>b!</ul>');
      expect(glue('<p>a<p>b', { p: 'x' })).toBe('<p>x<p>x');
      expect(glue('<p>a<b>c', { b: { _append: '1' }, p: { _append: '2' } })).toBe('<p>a<b>c12');
    });

    it('hyperglue, with void elements, changes their attributes only', () => {
      expect(glue('<input><br/>', { input: { value: 'x', _text: 'y' }, br: 'z' })).toBe(
        '<input value="x"><br/>',
      );
    });

    it('hyperglue, without updates, or with none that matches, changes nothing', () => {
      const html = `<!doctype html><P a = 'b'  >&nbsp;&eacute;<!-- c --></p ><br / >`;
      expect(hyperglue(html).outerHTML).toBe(html);
      expect(glue(html, { '.x': 'y', q: [{}] })).toBe(html);
    });

    it('hyperglue, given bytes, reads them as UTF-8', () => {
      expect(hyperglue(utf8('<p>é</p><b></b>'), { b: 'ü' }).outerHTML).toBe('<p>é</p><b>ü</b>');
    });

    it('hyperglue returns the whole HTML as outerHTML, as innerHTML and as a string', () => {
      const row = hyperglue('<p></p><b></b>', { p: 'x' });
      expect([row.innerHTML, row.outerHTML, String(row)]).toEqual(Array(3).fill('<p>x</p><b></b>'));
    });

    it('hyperglue, with ever new templates and selectors, forgets none that it needs', () => {
      for (let round = 0; round < 2; round++) {
        for (let i = 0; i < 200; i++)
          expect(glue(`<p id="x${i}"></p>`, { [`#x${i}`]: 'y' })).toBe(`<p id="x${i}">y</p>`);
      }
    });
  });

  describe('escaping', () => {
    const attacks = [
      '<script>alert(1)</script>',
      '"><img src=x onerror=alert(1)>',
      "'><img src=x onerror=alert(1)>",
      '</b><script>alert(1)</script>',
      '</textarea><script>alert(1)</script>',
      '</title><img src=x onerror=alert(1)>',
      '</style><img src=x onerror=alert(1)>',
      '<!--<script>',
      '--><img src=x onerror=alert(1)>',
      ']]><img src=x onerror=alert(1)>',
      '&lt;script&gt;',
      '<',
      '</',
      '</scr',
    ];
    const rest = '<hr><i id="last"></i>';

    it.each(['b', 'textarea', 'title', 'script', 'style', 'noscript', 'svg', 'math'])(
      'hyperglue, given an attack as the text of %s, writes no tag',
      (name) => {
        for (const before of attacks) {
          for (const after of attacks) {
            const html = glue(`<${name}></${name}>${rest}`, { [name]: { _prepend: before, _append: after } });
            // What comes after can still be found: nothing was swallowed, nothing was opened.
            expect(glue(html, { '*': { seen: true } })).toBe(
              html
                .replace(`<${name}>`, `<${name} seen>`)
                .replace('<hr>', '<hr seen>')
                .replace('last">', 'last" seen>'),
            );
          }
        }
      },
    );

    it('hyperglue, given an attack as an attribute, writes no tag and no attribute', () => {
      for (const attack of attacks) {
        const html = glue("<b a='x' b=y c></b>", {
          b: { a: attack, b: { append: attack }, c: { prepend: attack } },
        });
        expect(glue(html, { '*': { seen: true } })).toBe(html.replace('></b>', ' seen></b>'));
        expect(html.match(/[a-z]+="/g)).toEqual(['a="', 'b="', 'c="']);
      }
    });

    it('hyperglue, given any text, writes what reads as that text', () => {
      fc.assert(
        fc.property(fc.string({ unit: 'binary' }), (text) => {
          const html = glue('<b></b>', { b: text });
          const read = html.slice(3, -4);
          expect(read).not.toMatch(/[<>"]/);
          const [quot, lt, gt, amp] = [/&quot;/g, /&lt;/g, /&gt;/g, /&amp;/g];
          expect(read.replace(quot, '"').replace(lt, '<').replace(gt, '>').replace(amp, '&')).toBe(text);
        }),
      );
    });

    it('hyperglue, given text for a script, writes JSON and strings that mean the same', () => {
      const value = JSON.stringify('</script><!-- <SCRIPT> <');
      const html = glue('<script></script>', { script: value });
      expect(html).toBe('<script>"\\u003C/script>\\u003C!-- \\u003CSCRIPT> <"</script>');
      expect(JSON.parse(html.slice(8, -9))).toBe(JSON.parse(value));
      expect(glue('<script></script>', { script: 'if (a < b && c<d) x()' })).toBe(
        '<script>if (a < b && c<d) x()</script>',
      );
    });

    it.each(['xmp', 'iframe', 'noembed', 'noframes'])(
      'hyperglue, given an end tag as the text of %s, refuses',
      (name) => {
        const html = `<${name}></${name}>`;
        expect(glue(html, { [name]: '<b>&' })).toBe(`<${name}><b>&</${name}>`);
        for (const attack of [`</${name}>`, `</${name.toUpperCase()} `, '<']) {
          expect(() => glue(html, { [name]: attack })).toThrow(
            expect.objectContaining({ code: 'ERR_HYPERGLUE_RAW_TEXT' }),
          );
        }
      },
    );

    it('hyperglue, given keys that objects inherit, sees own ones only', () => {
      const updates = Object.create({ b: 'inherited' }) as HyperglueUpdates;
      expect(glue('<b>x</b>', updates)).toBe('<b>x</b>');
      expect(glue('<b>x</b>', { b: Object.create({ _text: 'inherited' }) })).toBe('<b>x</b>');
      expect(glue('<b>x</b>', JSON.parse('{"b":{"__proto__":"y","constructor":"z"}}'))).toBe(
        '<b __proto__="y" constructor="z">x</b>',
      );
      expect(
        glue('<constructor></constructor><__proto__>', { constructor: 'x', valueOf: 'y' } as never),
      ).toBe('<constructor>x</constructor><__proto__>');
    });
  });

  describe('errors', () => {
    it('hyperglue, given a selector that is none or looks ahead, throws', () => {
      for (const selector of ['', 'a >', 'p:last-child', 'p:has(b)']) {
        expect(() => hyperglue('<p>', { [selector]: 'x' })).toThrow(
          expect.objectContaining({ code: 'ERR_TRUMPET_SELECTOR' }),
        );
      }
    });

    it('hyperglue, given an attribute name that HTML cannot write, throws', () => {
      expect(() => hyperglue('<p>', { p: { 'a"onclick': 'x' } })).toThrow(
        expect.objectContaining({ code: 'ERR_TRUMPET_ATTRIBUTE_NAME' }),
      );
    });
  });

  describe('types', () => {
    it('hyperglue, by what it is given, returns a result or the element', () => {
      expectTypeOf(hyperglue('<p>')).toEqualTypeOf<HyperglueResult>();
      expectTypeOf(hyperglue(new Uint8Array(), { p: [{ b: 1 }] })).toEqualTypeOf<HyperglueResult>();
      expectTypeOf(hyperglue<HTMLParagraphElement>).returns.toEqualTypeOf<HTMLParagraphElement>();
    });
  });
});
