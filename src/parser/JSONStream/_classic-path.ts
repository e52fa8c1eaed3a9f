/**
 * The paths of npm JSONStream, as paths of the engine.
 *
 * A string is split at its dots: `*` is any key, `$*` any key that is to come out too, and an empty part, as in
 * `a..b`, a recursion. An array has such parts as they are: strings, regular expressions, functions of the key,
 * `true` for any key, and objects, of which `recurse`, `emitKey` and `emitPath` say what they do.
 *
 * @module
 */
import type { CompiledPath, Key, Step } from './_path.ts';
import { SELECTED } from './_path.ts';

/** What stands for a level, or in a recursion for several, in a path. */
export type PathPart =
  | string
  | number
  | boolean
  | null
  | undefined
  | RegExp
  | KeyTest
  | {
      readonly recurse?: boolean | undefined;
      readonly emitKey?: boolean | undefined;
      readonly emitPath?: boolean | undefined;
    };

/** A function of the key. It may declare the type that it expects. */
type KeyTest = { test(key: Key): unknown }['test'];

/** Compiles a path; without one, each whole text is selected. */
export function compileClassicPath(path: string | readonly PathPart[] | null | undefined): CompiledPath {
  const parts = typeof path === 'string' ? partsOf(path) : (path ?? []);
  const level = lastLevel(parts);
  return {
    start: stepAt(parts, 0),
    emitKey: hasFlag(level, 'emitKey'),
    emitPath: hasFlag(level, 'emitPath'),
    hasMargins: parts.length > 0,
  };
}

function partsOf(path: string): PathPart[] {
  const parts = path.split('.');
  // One recursion, where the dots before the first name would make two.
  if (parts.length > 2 && parts[0] === '' && parts[1] === '' && parts[2] !== '') parts.shift();
  return parts.map((part) => {
    if (part === '') return { recurse: true };
    if (part === '*') return true;
    return part === '$*' ? { emitKey: true } : part;
  });
}

/** The step of a value when the parts from `place` on are still to be gone. */
function stepAt(parts: readonly PathPart[], place: number): Step {
  const part = parts[place];
  if (place === parts.length) return SELECTED;
  if (isRecursion(part)) {
    const goal = parts[place + 1];
    if (!goal) return { times: 0 };
    const matches = matcherOf(goal);
    const next = stepAt(parts, place + 2);
    const enter = (key: Key) => (matches(key) ? next : passed);
    const passed: Step = { times: 0, enter, isPassed: true };
    return { times: 0, enter };
  }
  const matches = matcherOf(part);
  const next = stepAt(parts, place + 1);
  return {
    times: 0,
    enter: (key) => (matches(key) ? next : undefined),
    each: matches === matchAny ? next : undefined,
  };
}

/** Whatever is false stands for a recursion, too. */
function isRecursion(part: PathPart): boolean {
  return !part || hasFlag(part, 'recurse');
}

function hasFlag(part: PathPart, flag: 'recurse' | 'emitKey' | 'emitPath'): boolean {
  return typeof part === 'object' && part !== null && flag in part && Boolean(part[flag as never]);
}

/** The last part that stands for one level by itself, which says what comes out. */
function lastLevel(parts: readonly PathPart[]): PathPart {
  let last: PathPart;
  for (let i = 0; i < parts.length; i++) {
    if (isRecursion(parts[i])) i++;
    else last = parts[i];
  }
  return last;
}

type Matcher = (key: Key) => boolean;

const matchAny: Matcher = () => true;
const matchNone: Matcher = () => false;

function matcherOf(part: PathPart): Matcher {
  if (typeof part === 'string') {
    // As `part == key` has it.
    const index = Number(part);
    return (key) => key === (typeof key === 'number' ? index : part);
  }
  if (typeof part === 'function') return (key) => Boolean(part(key));
  if (part instanceof RegExp) {
    return (key) => {
      part.lastIndex = 0;
      return part.test(String(key));
    };
  }
  return part === true || (typeof part === 'object' && part !== null) ? matchAny : matchNone;
}
