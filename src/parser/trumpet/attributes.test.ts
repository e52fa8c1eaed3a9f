import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attributesOf, readElements } from './_test.ts';
import { editTag } from './attributes.ts';
import { unescapeHtml } from './escape.ts';
import { StartTag } from './start-tag.ts';

function edit(tag: string, changes: Record<string, string | true | null>): string {
  const map = new Map(Object.entries(changes));
  const edited = editTag(tag, map);
  expect(startTag(tag, changes).edited()).toBe(edited);
  for (const [name, change] of map)
    expect(startTag(tag, { [name]: change }).edited()).toBe(editTag(tag, new Map([[name, change]])));
  return edited;
}

/** Makes a tag of which it is not known how long the names of its attributes are. */
function startTag(tag: string, changes: Record<string, string | true | null>): StartTag {
  const made = new StartTag(tag, -1);
  for (const [name, change] of Object.entries(changes)) made.change(name, change);
  return made;
}

describe('readAttributes', () => {
  it.each([
    ['<a>', []],
    ['<a b>', [['b', '']]],
    ['<a B=C>', [['b', 'C']]],
    [
      `<a b="1"c='2'd = 3 e= >`,
      [
        ['b', '1'],
        ['c', '2'],
        ['d', '3'],
        ['e', ''],
      ],
    ],
    [
      '<a/b/c=d/e/>',
      [
        ['b', ''],
        ['c', 'd/e/'],
      ],
    ],
    [
      '<a =b "c">',
      [
        ['=b', ''],
        ['"c"', ''],
      ],
    ],
    [
      '<a b=c=d b=e>',
      [
        ['b', 'c=d'],
        ['b', 'e'],
      ],
    ],
    ['<a\tb\n=\f"x\ny">', [['b', 'x\ny']]],
    ['<a \u00a0b=\u00a0>', [['\u00a0b', '\u00a0']]],
  ])('readAttributes lists those of %s', (tag, attributes) => {
    expect(attributesOf(tag)).toEqual(attributes);
  });

  it('readAttributes takes 100 000 attributes', () => {
    expect(attributesOf(`<a${' b'.repeat(100_000)}${' '.repeat(100_000)}>`)).toHaveLength(100_000);
  });
});

describe('editTag', () => {
  it.each<[string, Record<string, string | true | null>, string]>([
    ['<a>', { b: '1' }, '<a b="1">'],
    ['<a >', { b: '1' }, '<a b="1" >'],
    ['<a/>', { b: '1' }, '<a b="1"/>'],
    ['<a c=d/>', { b: '1' }, '<a c=d/ b="1">'],
    ['<a c=>', { b: '1' }, '<a c="" b="1">'],
    ['<a c = >', { b: '1' }, '<a c = "" b="1">'],
    ["<A b='1' C>", { b: '2' }, '<A b="2" C>'],
    ['<a B=1 b=2>', { b: '3' }, '<a B="3">'],
    ['<a b=1 c b=2 d>', { b: null }, '<a c d>'],
    ['<a b="1"c="2">', { b: null }, '<a c="2">'],
    ['<a b>', { b: null, c: null }, '<a>'],
    ['<a b=1>', { b: true, c: true }, '<a b c>'],
    ['<a b="1"c>', { b: '2' }, '<a b="2"c>'],
    ['<a b="1"c>', { b: true }, '<a b c>'],
  ])('editTag turns %s with %o into %s', (tag, changes, edited) => {
    expect(edit(tag, changes)).toBe(edited);
  });

  it.each([
    ['<a d="2">', { b: '1', c: null }, { start: 8, end: 8, text: ' b="1"' }],
    ['<a B = 2 d>', { b: '1' }, { start: 3, end: 8, text: 'B="1"' }],
    ['<a b d>', { b: '1' }, { start: 3, end: 4, text: 'b="1"' }],
    ['<a>', { b: '1' }, undefined],
    ['<a d=2>', { b: '1' }, undefined],
    ['<a b="2">', { b: '1', c: '1' }, undefined],
    ['<a b="2">', { b: true }, undefined],
    ['<a b="2" b>', { b: '1' }, undefined],
  ] as const)('StartTag.splice of %s and %o is %o', (tag, changes, splice) => {
    expect(startTag(tag, changes).splice()).toEqual(splice);
  });

  it('editTag changes what it is asked to and nothing else, whatever the tag', () => {
    const piece = fc.constantFrom('a', 'b', 'B', 'c', '=', '"', "'", ' ', '\n', '/', '<', '&', '0');
    const change = fc.oneof(fc.constant('x>y'), fc.constant(true as const), fc.constant(null));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 15 }), change, change, (pieces, b, d) => {
        const [tag] = readElements([`<t ${pieces.join('')}>`, `"'>`]).map((element) => element.tag);
        // A name that begins with an equals sign is the one that what stands before it can change.
        if (tag === undefined || attributesOf(tag).some(([name]) => name.startsWith('='))) return;
        const edited = edit(tag, { b, d });
        // Read again as part of a document, the tag is still one.
        expect(readElements([`${edited}<u>`]).map((element) => element.tag)).toEqual([edited, '<u>']);
        const expected = new Map(attributesOf(tag).reverse());
        for (const [name, value] of Object.entries({ b, d })) {
          if (value === null) expected.delete(name);
          else expected.set(name, value === true ? '' : value);
        }
        expect(new Map(attributesOf(edited).reverse())).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it.each(['', 'a b', 'a=b', 'a>', '"', "'", 'a/b', 'a\0', '<'])('editTag refuses the name %j', (name) => {
    expect(() => edit('<a>', { [name]: 'x' })).toThrow(
      expect.objectContaining({ code: 'ERR_TRUMPET_ATTRIBUTE_NAME' }),
    );
  });
});

describe('unescapeHtml', () => {
  it('unescapeHtml reads old names without a semicolon, unless they may be a query', () => {
    expect(unescapeHtml('&lt &GT- &amp=1 &quotx &apos &amp')).toBe('< >- &amp=1 &quotx &apos &');
  });

  it('unescapeHtml reads ends of line, NULs and the numbers of Windows', () => {
    expect(unescapeHtml('a\r\nb\rc\0&#x80;&#150;&#x81;')).toBe('a\nb\nc\ufffd€–\x81');
  });

  it('unescapeHtml reads numbers and the six names', () => {
    expect(unescapeHtml('&amp;&lt;&gt;&quot;&apos;&nbsp;&#65;&#x42;&#X43;&#128512;')).toBe(
      '&<>"\'\u00a0ABC\u{1F600}',
    );
  });

  it('unescapeHtml leaves what is no reference or not known', () => {
    expect(unescapeHtml('& &; &eacute; &#; &#x; &Amp;')).toBe('& &; &eacute; &#; &#x; &Amp;');
    expect(unescapeHtml('&#0;&#1114112;')).toBe('\ufffd\ufffd');
  });
});
