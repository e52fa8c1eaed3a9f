/**
 * Random JSON for the tests: texts with all sorts of values, spaces and escapes, and ways to cut them.
 *
 * @module
 */
import fc from 'fast-check';

const keys = ['a', 'b', 'id', 'x', '0', '1', 'é', 'a"b', 'k\\', ''];

const space = fc.constantFrom('', '', '', ' ', '\n', '\r\n  ', '\t');

const number = fc.oneof(
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.constantFrom(
    '0',
    '-0',
    '1e5',
    '1E-2',
    '0.5',
    '-1.25e+3',
    '1e400',
    '9007199254740993',
    '12345678901234567890',
  ),
);

const string = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 8 }).map((value) => JSON.stringify(value)),
  fc.constantFrom(
    '"\\u00e9\\n"',
    '"\\ud83d\\ude00"',
    '"],"',
    '"{\\"a\\":1}"',
    '"\\\\"',
    '"😀é"',
    '"1,12345678901234567890,1"',
  ),
);

const scalar = fc.oneof(number, string, fc.constantFrom('true', 'false', 'null'));

const texts = fc.letrec<{ value: string; container: string; array: string; object: string }>((tie) => ({
  value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, scalar, tie('array'), tie('object')),
  container: fc.oneof(tie('array'), tie('object')),
  array: fc
    .tuple(space, fc.array(fc.tuple(space, tie('value'), space), { maxLength: 5 }))
    .map(
      ([inside, members]) => `[${members.length === 0 ? inside : members.map((m) => m.join('')).join(',')}]`,
    ),
  object: fc
    .tuple(
      space,
      fc.array(fc.tuple(space, fc.constantFrom(...keys), space, space, tie('value'), space), {
        maxLength: 5,
      }),
    )
    .map(
      ([inside, members]) =>
        `{${members.length === 0 ? inside : members.map(([s, key, t, u, v, w]) => `${s}${JSON.stringify(key)}${t}:${u}${v}${w}`).join(',')}}`,
    ),
}));

/** Texts of JSON, one each. */
export const value: fc.Arbitrary<string> = texts.value;
/** Those of arrays and objects. */
export const container: fc.Arbitrary<string> = texts.container;

/** A document as programs meet it: members, among them rows that look alike. */
export const rows: fc.Arbitrary<string> = fc
  .tuple(space, fc.array(fc.tuple(fc.nat(9), value, space), { maxLength: 12 }), value)
  .map(
    ([between, members, last]) =>
      `{"a":1,"rows":[${members.map(([id, x, s]) => `{"id":${id},${s}"x":${x}}`).join(`,${between}`)}],"b":${last}}`,
  );

/** Cuts bytes at places that are taken modulo their length. */
export function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return ends.map((end, i) => bytes.subarray(i === 0 ? 0 : ends[i - 1], end));
}

/** Where to cut. */
export const places: fc.Arbitrary<number[]> = fc.array(fc.nat(2000), { maxLength: 12 });
