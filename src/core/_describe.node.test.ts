/** Our words for a value against those of the messages that Node itself throws. */
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { describe, inspect as inspectBriefly, show } from './_describe.node.ts';

/** What Node says that it received: from a path, and where a string would be one, from a callback. */
function nodesWords(value: unknown): string {
  const call = typeof value === 'string' ? nextTickOf : join;
  try {
    call(value as string);
  } catch (error) {
    return (error as Error).message.replace(/^.*?Received /s, '');
  }
  throw new Error('Nothing was thrown');
}

function nextTickOf(value: unknown): void {
  process.nextTick(value as () => void);
}

class Named {}
/** From version 26 on, Node looks for a named class above an anonymous one. */
const ofAnonymous = Number.parseInt(process.versions.node, 10) < 26 ? [new (class extends Named {})()] : [];
const VALUES: unknown[] = [
  ...[undefined, null, true, false, 0, -0, 1e21, 0.1, Number.NaN, Number.NEGATIVE_INFINITY, -5n],
  ...[Symbol('s'), Symbol(), Symbol.iterator, Symbol.for('a b'), Symbol('long'.repeat(20))],
  ...[{}, [], [1], new Map(), /x/, new Date(0), new Error('e'), new Named(), new Proxy({}, {}), Buffer.of(1)],
  ...[Readable.from([]), Promise.resolve(), globalThis, Math, JSON, ...ofAnonymous],
  ...[Named, nodesWords, Array.prototype.map, nodesWords.bind(null)],
  ...[() => {}, class {}, async () => {}, function* () {}],
  Object.create(null),
  Object.assign(Object.create(null), { a: 1 }),
  Object.create(Object.create({})),
  Object.setPrototypeOf([1], null),
  ...[undefined, null, {}, { name: 'Said' }].map((value) => ({ constructor: value })),
];

it.each(VALUES.map((value) => [value]))('describe, uses Node’s words, for case %#', (value) => {
  expect(describe(value)).toBe(nodesWords(value));
});

it('describe, uses Node’s words, for any string', () => {
  const string = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({ unit: fc.constantFrom(...'a\'"\\\n`$😀'), maxLength: 40 }),
  );
  fc.assert(
    fc.property(string, (value) => {
      expect(describe(value)).toBe(nodesWords(value));
    }),
    { numRuns: 1000 },
  );
});

it('describe, uses Node’s words, for any number', () => {
  fc.assert(
    fc.property(fc.oneof(fc.double(), fc.bigInt()), (value) => {
      expect(describe(value)).toBe(nodesWords(value));
    }),
  );
});

it('show, is what util.inspect shows of a primitive', () => {
  const plain = fc.string({ unit: fc.constantFrom(..."abc 'é😀") });
  fc.assert(
    fc.property(fc.oneof(plain, fc.double(), fc.bigInt(), fc.boolean()), (value) => {
      expect(show(value)).toBe(inspect(value));
    }),
  );
});

it('inspect, of any number, is what the message of a range says that it received', () => {
  const nodes = (value: number): string => {
    try {
      new Readable({ read() {} }).setMaxListeners(value);
    } catch (error) {
      return (error as Error).message.replace(/^.*Received /, '');
    }
    return 'nothing';
  };
  fc.assert(
    fc.property(fc.oneof(fc.integer({ max: -1 }), fc.maxSafeInteger(), fc.double()), (value) => {
      // Node puts a stroke into an exponent.
      fc.pre(!(value >= 0 || value <= -1e21));
      expect(inspectBriefly(value)).toBe(nodes(value));
    }),
  );
});

it('inspect, of what is long, shows the beginning', () => {
  expect(inspectBriefly('a'.repeat(300))).toBe(`'${'a'.repeat(127)}...`);
  expect(inspectBriefly({ a: [1] })).toBe('{ a: [ 1 ] }');
});
