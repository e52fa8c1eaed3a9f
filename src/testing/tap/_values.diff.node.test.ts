import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { original } from '../../../oracles/original.ts';
import { deepEqual, deepLooseEqual } from './_deep-equal.ts';
import { inspect } from './_inspect.ts';
import { readYaml } from './_yaml.ts';

const inspectTheirs = original<(value: unknown, options: { depth: number }) => string>('object-inspect');
const deepEqualTheirs =
  original<(a: unknown, b: unknown, options: { strict: boolean }) => boolean>('deep-equal');
const { parse, stringify } = original<{
  parse(text: string): unknown;
  stringify(value: unknown, options?: object): string;
}>('yaml');

/** deep-equal, for which the question may be a TypeError. */
function areEqualTheirs(a: unknown, b: unknown, strict: boolean): boolean {
  try {
    return deepEqualTheirs(a, b, { strict });
  } catch {
    return false;
  }
}

/** deep-equal finds many boxed primitives equal, and arrays of which one has holes where the other ends. */
function holdsBoxedOrHoles(value: unknown): boolean {
  return /Object\(|\[ ,|, ,|[,[] {2}\]/.test(inspect(value, 100));
}

/** object-inspect prints a key without characters as nothing. */
function hasEmptyKey(value: unknown): boolean {
  return inspect(value, 100).includes("'': ");
}

const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withSparseArray: true,
  withNullPrototype: true,
  withBoxedValues: true,
  withTypedArray: false,
});

describe('inspect', () => {
  it('prints as object-inspect does', () => {
    fc.assert(
      fc.property(anything, (value) => {
        fc.pre(!hasEmptyKey(value));
        expect(inspect(value, 5)).toBe(inspectTheirs(value, { depth: 5 }));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('deepEqual', () => {
  it('finds equal what deep-equal does, strictly and loosely', () => {
    fc.assert(
      fc.property(anything, anything, (a, b) => {
        for (const [x, y] of [
          [a, b],
          [a, a],
          [{ a }, { a: b }],
        ]) {
          if (holdsBoxedOrHoles(x) || holdsBoxedOrHoles(y)) continue;
          expect(deepEqual(x, y)).toBe(areEqualTheirs(x, y, true));
          expect(deepLooseEqual(x, y)).toBe(areEqualTheirs(x, y, false));
        }
      }),
      { numRuns: 2000 },
    );
  });
  it('finds equal what was cloned', () => {
    fc.assert(
      fc.property(fc.clone(anything, 2), ([a, b]) => {
        fc.pre(!holdsBoxedOrHoles(a));
        expect(deepEqual(a, b)).toBe(areEqualTheirs(a, b, true));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('readYaml', () => {
  it('reads what yaml writes', () => {
    const plain = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.string(),
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.double({ noNaN: true }),
        fc.string({ unit: fc.constantFrom('a', ' ', '\n', ':', '-', '#', "'", '"', '\\') }),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(fc.string({ minLength: 1 }), tie('value'), { maxKeys: 4 }),
      ),
    })).value;
    fc.assert(
      fc.property(plain, (value) => {
        const text = stringify(value);
        const read = readYaml(text.replace(/\n$/, ''));
        if (read !== undefined) expect(read.value).toEqual(parse(text));
      }),
      { numRuns: 3000 },
    );
  });
});
