import { expect, it } from 'vitest';
import { describe, show } from './_describe.node.ts';

class Pipe {}
function read(): void {}

it.each<[unknown, string]>([
  [undefined, 'undefined'],
  [null, 'null'],
  [1, 'type number (1)'],
  [-0, 'type number (-0)'],
  [10n, 'type bigint (10n)'],
  [true, 'type boolean (true)'],
  [Symbol('s'), 'type symbol (Symbol(s))'],
  ['text', "type string ('text')"],
  ["it's", 'type string ("it\'s")'],
  ['x'.repeat(28), `type string ('${'x'.repeat(28)}')`],
  ['x'.repeat(29), `type string ('${'x'.repeat(25)}...')`],
  [read, 'function read'],
  [Pipe, 'function Pipe'],
  [new Pipe(), 'an instance of Pipe'],
  [{}, 'an instance of Object'],
  [[], 'an instance of Array'],
  [new Uint8Array(), 'an instance of Uint8Array'],
  [Object.create(null), '[Object: null prototype] {}'],
  [Object.assign(Object.create(null), { a: 1 }), '[Object: null prototype]'],
  [{ constructor: undefined }, '[Object]'],
])('describe, says what it got, for %o', (value, words) => {
  expect(describe(value)).toBe(words);
});

it.each<[unknown, string]>([
  ['text', "'text'"],
  ["it's", '"it\'s"'],
  [-0, '-0'],
  [5n, '5n'],
  [false, 'false'],
  [undefined, 'undefined'],
  [Symbol('s'), 'Symbol(s)'],
  [null, 'null'],
  [new Pipe(), 'an instance of Pipe'],
  [Object.create(null), '[Object: null prototype] {}'],
])('show, writes a primitive as a program does and describes the rest, for %o', (value, text) => {
  expect(show(value)).toBe(text);
});
