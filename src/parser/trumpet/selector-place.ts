/**
 * The parts of a selector that ask where an element stands among its siblings.
 *
 * @module
 */
import type { Selectable } from './selector.ts';

/** What a place is compared with: `an + b`, as a and b. */
export type Nth = readonly [step: number, start: number];

const NTH: RegExp = /^(?:([-+]?\d*)n\s*(?:([-+])\s*(\d+))?|([-+]?\d+))$/;

/** Whether a place, the first is 1, is one of `an + b` for an n that is not negative. */
export function isNth(place: number, [step, start]: Nth): boolean {
  const distance = place - start;
  return step === 0 ? distance === 0 : distance % step === 0 && distance / step >= 0;
}

/**
 * Reads a pseudo-class that asks for a place, counted from either end. Returns undefined if it is none.
 */
export function readPlace(
  name: string,
  data: string | null,
): { readonly nth: Nth; readonly last: boolean; readonly ofType: boolean } | undefined {
  const [, order, last, type] = /^(first|last|nth)(-last)?-(?:child|of-(type))$/.exec(name) ?? [];
  if (order === undefined || (order === 'nth') === (data === null) || (last !== undefined && order !== 'nth'))
    return undefined;
  const nth = parseNth(data ?? '1');
  return nth && { nth, last: last !== undefined || order === 'last', ofType: type !== undefined };
}

/** Returns the test of a place from the start. */
export function placeTest(nth: Nth, ofType: boolean): (element: Selectable) => boolean {
  return ofType ? (element) => isNth(element.typeIndex, nth) : (element) => isNth(element.index, nth);
}

/** Reads `an+b`, `odd` or `even` as a and b. */
function parseNth(text: string): Nth | undefined {
  const formula = text.trim().toLowerCase();
  if (formula === 'odd') return [2, 1];
  if (formula === 'even') return [2, 0];
  const [found, each, sign = '+', offset = 0, only] = NTH.exec(formula) ?? [];
  if (found === undefined) return undefined;
  if (each === undefined) return [0, Number(only)];
  return [Number(/\d/.test(each) ? each : `${each}1`), Number(sign + offset)];
}
