/** Arbitrary values: chunks, arguments, turns; and how choices are weighted. */
import * as fc from 'fast-check';
import type { Arg, Op, Turn } from '../program.ts';

export type Arb<T> = fc.Arbitrary<T>;
export type Weighted<T> = readonly [weight: number, value: T | Arb<T>];

function isArbitrary<T>(value: T | Arb<T>): value is Arb<T> {
  return value instanceof fc.Arbitrary;
}

/** One of several, by weight; what is not an arbitrary stands for itself. */
export function pick<T>(...choices: readonly Weighted<T>[]): Arb<T> {
  return fc.oneof(
    ...choices.map(([weight, value]) => ({
      weight,
      arbitrary: isArbitrary(value) ? value : fc.constant(value),
    })),
  );
}

/** An object with some of the fields: each is left out unless its die, of so many sides, shows a one. */
export function some<T>(fields: {
  readonly [name: string]: readonly [sides: number, value: Arb<T>];
}): Arb<{ [name: string]: T }> {
  const names = Object.keys(fields);
  const parts = Object.values(fields).map(([sides, value]) =>
    fc.nat(sides - 1).chain((roll) => (roll === 0 ? value : fc.constant(undefined))),
  );
  return fc.tuple(...parts).map((values) => {
    const entries = values.map((value, index) => [names[index], value] as const);
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as { [name: string]: T };
  });
}

export const list = <T>(item: Arb<T>, maxLength: number, minLength = 0): Arb<T[]> =>
  fc.array(item, { minLength, maxLength });

// Values

export const turns: Arb<Turn> = pick<Turn>([4, 'tick'], [2, 'microtask'], [3, 'immediate']);
export const wait: Arb<Op> = turns.map((turn) => ({ wait: turn }));
export const failure: Arb<Arg> = fc.constantFrom({ error: 'E' }, { error: 'F' });
export const recorder: Arb<Arg> = fc.constant({ callback: [] });

export const text: Arb<Arg> = fc.constantFrom<Arg>('a', 'bc', 'def', 'ghijkl', 'é€');
const bytes: Arb<Arg> = fc.constantFrom<Arg>(
  { buffer: '6d' },
  { buffer: '6e6f70' },
  { buffer: 'e282' },
  { buffer: 'ac71' },
  { bytes: '7273' },
);
/** What is no chunk outside object mode, or an empty one. */
const odd: Arb<Arg> = fc.constantFrom<Arg>(
  '',
  { buffer: '' },
  5,
  0,
  false,
  { json: { a: 1 } },
  { is: 'undefined' },
  { is: 'Date' },
);
export const objects: Arb<Arg> = fc.constantFrom<Arg>(1, 2, 'three', { json: [4] }, 0, '', false);
export const chunk: Arb<Arg> = pick<Arg>([12, text], [6, bytes], [1, odd], [3, objects]);
export const pushed: Arb<Arg> = pick<Arg>([12, text], [6, bytes], [1, odd]);
export const encodings: Arb<Arg> = fc.constantFrom<Arg>('utf8', 'hex', 'base64', 'latin1', 'utf16le', 'nope');
export const marks: Arb<Arg> = fc.constantFrom<Arg>(0, 1, 2, 3, 5, 16);
