/**
 * Makes a failing program smaller: takes parts away as long as it still fails.
 *
 * @module
 */
import type { Program } from './program.ts';

const MAX_TRIES = 1500;

/** Returns a program that still fails and from which nothing can be taken. */
export async function shrink(
  program: Program,
  fails: (program: Program) => Promise<boolean>,
): Promise<Program> {
  let best = program;
  let tries = 0;
  let smaller = true;
  while (smaller && tries < MAX_TRIES) {
    smaller = false;
    for (const candidate of reductions(best)) {
      if (++tries > MAX_TRIES) break;
      if (!isProgram(candidate) || !(await fails(candidate))) continue;
      best = candidate;
      smaller = true;
      break;
    }
  }
  return best;
}

function isProgram(value: unknown): value is Program {
  return typeof value === 'object' && value !== null && 'streams' in value && 'ops' in value;
}

/** Keys without which an operation or a spec is another one, or fails for a reason of its own. */
const NEEDED = new Set(
  'kind source items as on to streams ops callbacks methods read write end transform'.split(' '),
);

/** Every value that is the given one with one part less. */
function* reductions(value: unknown): Generator<unknown> {
  if (Array.isArray(value)) {
    if (value.length > 3) yield value.slice(0, value.length >> 1);
    if (value.length > 3) yield value.slice(value.length >> 1);
    for (let index = value.length - 1; index >= 0; index--) yield value.toSpliced(index, 1);
    for (const [index, item] of value.entries()) {
      for (const reduced of reductions(item)) yield value.toSpliced(index, 1, reduced);
    }
  } else if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    for (const [key] of entries) {
      if (NEEDED.has(key) || entries.length === 1) continue;
      yield Object.fromEntries(entries.filter(([other]) => other !== key));
    }
    for (const [key, field] of entries) {
      for (const reduced of reductions(field)) yield { ...value, [key]: reduced };
    }
  }
}
