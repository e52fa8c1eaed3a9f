import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { original } from '../../../oracles/original.ts';
import { createHarness } from './harness.ts';

/** A test of either implementation. */
type T = Readonly<Record<string, (...args: unknown[]) => unknown>>;
type AddTest = (name: string, options: object, run: (t: T) => unknown) => unknown;
interface AnyHarness {
  (name: string, options: object, run: (t: T) => unknown): unknown;
  createStream(options?: object): NodeJS.EventEmitter;
}

const tape = original<{ createHarness(): AnyHarness }>('tape');

/** What a test does, in order. */
type Step =
  | { readonly kind: 'assert'; readonly method: string; readonly args: readonly unknown[] }
  | { readonly kind: 'wait' }
  | { readonly kind: 'subtest'; readonly test: Plan };

interface Plan {
  readonly name: string;
  readonly options: object;
  readonly steps: readonly Step[];
  /** How it ends: by t.end(), by its plan, by a promise. */
  readonly ending: 'end' | 'plan' | 'promise' | 'promise and plan';
  /** By how much the plan is wrong. */
  readonly off: number;
}

const value = fc.oneof(
  fc.constantFrom(
    0,
    1,
    -0,
    NaN,
    null,
    undefined,
    true,
    false,
    '',
    'a',
    'it’s',
    "it's",
    'a\nb',
    'a: b',
    -1,
    'x'.repeat(70),
  ),
  // object-inspect prints a key without characters as nothing.
  fc.anything({ maxDepth: 1, key: fc.string({ minLength: 1 }) }),
);
const message = fc.constantFrom(undefined, undefined, 'as it should', 'with\na  break', '', 'a # b');
const extra = fc.constantFrom(
  undefined,
  undefined,
  undefined,
  { skip: true },
  { skip: 'why' },
  { todo: true },
  { todo: 'later' },
);
const assertion: fc.Arbitrary<Step> = fc.oneof(
  fc
    .tuple(fc.constantFrom('ok', 'notOk', 'true', 'false', 'assert', 'notok'), value, message, extra)
    .map(([method, a, text, options]) => step(method, a, text, options)),
  fc
    .tuple(
      fc.constantFrom(
        'equal',
        'notEqual',
        'is',
        'not',
        'looseEqual',
        'notLooseEqual',
        'deepEqual',
        'same',
        'notDeepEqual',
        'deepLooseEqual',
        'notDeepLooseEqual',
        'isNotEquivalent',
      ),
      value,
      value,
      message,
      extra,
    )
    .map(([method, ...args]) => step(method, ...args)),
  fc
    .tuple(fc.constantFrom('pass', 'fail', 'skip'), message, extra)
    .map(([method, ...args]) => step(method, ...args)),
  fc
    .tuple(
      fc.constantFrom('error', 'ifError', 'iferror'),
      fc.constantFrom(null, undefined, new Error('boo'), new TypeError('foo: bar'), 'text'),
      message,
    )
    .map(([method, ...args]) => step(method, ...args)),
  fc
    .tuple(
      fc.constantFrom('match', 'doesNotMatch'),
      fc.constantFrom('abc', '', 1, null),
      fc.constantFrom(/b/, /^$/, 'b'),
      message,
    )
    .map(([method, ...args]) => step(method, ...args)),
  fc.constantFrom(step('comment', 'note'), step('comment', '  two\nlines '), step('comment', '')),
  fc.constantFrom(
    step('throws', () => {
      throw new Error('x');
    }),
    step('throws', () => 1),
    step(
      'throws',
      () => {
        throw new Error('x');
      },
      /x/,
      'matched',
    ),
    step(
      'throws',
      () => {
        throw new TypeError('x');
      },
      TypeError,
    ),
    step(
      'throws',
      () => {
        throw new Error('x');
      },
      'only a message',
    ),
    step('doesNotThrow', () => 1),
    step(
      'doesNotThrow',
      () => {
        throw new Error('x');
      },
      'but it does',
    ),
  ),
);
const { plan } = fc.letrec<{ plan: Plan; step: Step }>((tie) => ({
  plan: fc.record({
    name: fc.constantFrom('a', 'b c', 'with\nbreak', ''),
    options: fc.constantFrom(
      {},
      {},
      {},
      {},
      { skip: true },
      { todo: true },
      { todo: 'why' },
      { skip: 'because' },
    ),
    steps: fc.array(tie('step'), { maxLength: 5 }),
    ending: fc.constantFrom('end', 'end', 'plan', 'promise', 'promise and plan'),
    off: fc.constantFrom(0, 0, 0, -1, 1),
  }),
  step: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    assertion,
    assertion,
    fc.constant<Step>({ kind: 'wait' }),
    tie('plan').map((test): Step => ({ kind: 'subtest', test })),
  ),
}));

function step(method: string, ...args: unknown[]): Step {
  return { kind: 'assert', method, args };
}

/** Adds a test that does what is planned. */
function add(test: AddTest, { name, options, steps, ending, off }: Plan, isSubtest = false): void {
  const counted = steps.filter(
    (one) => one.kind === 'subtest' || (one.kind === 'assert' && one.method !== 'comment'),
  );
  const run = async (t: T): Promise<void> => {
    for (const one of steps) {
      if (one.kind === 'wait') await new Promise<void>(setImmediate);
      else if (one.kind === 'subtest') add(t.test as AddTest, one.test, true);
      else t[one.method]?.(...one.args);
    }
  };
  test(name, options, (t) => {
    // A plan of none, or of more than comes, is never fulfilled in tape.
    // With subtests and a wrong plan, tape looks at the plan before or after others have begun to run.
    const wrong = isSubtest || steps.some(({ kind }) => kind === 'subtest') ? 0 : off;
    const count = ending === 'plan' ? counted.length + Math.min(wrong, 0) : counted.length + wrong;
    if (ending.endsWith('plan') && count > 0) t.plan?.(count);
    const done = run(t);
    if (ending.startsWith('promise')) return done;
    void done.then(() => (ending === 'end' || count <= 0) && t.end?.());
    return undefined;
  });
}

/** Runs tests and returns what they print, but for where things stand and their stacks. */
async function textOf(
  harness: AnyHarness,
  stream: NodeJS.EventEmitter,
  plans: readonly Plan[],
): Promise<string> {
  let text = '';
  stream.on('data', (chunk) => {
    text += chunk;
  });
  const ended = new Promise<void>((resolve) => stream.on('end', resolve));
  for (const one of plans) add(harness, one);
  await ended;
  return text.replace(/^ {4}at: .*\n/gm, '').replace(/^ {4}stack: \|-\n(?: {6}.*\n)*/gm, '');
}

/**
 * tape begins the subtests of a test without a plan a tick after they were added, whatever that test still does.
 * Here they wait for its end, which comes by itself only if it has had nothing but subtests. With a plan and a
 * promise tape waits neither for its subtests nor for what comes when the plan is fulfilled.
 */
function goesOnAfterSubtests({ steps, ending }: Plan): boolean {
  const inner = steps.flatMap((one) => (one.kind === 'subtest' ? [one.test] : []));
  const first = steps.findIndex(({ kind }) => kind === 'subtest');
  const goesOn = first !== -1 && steps.slice(first).some(({ kind }) => kind === 'wait');
  const takesTime = first !== -1 || steps.some(({ kind }) => kind === 'wait');
  const isTorn = takesTime && ending === 'promise and plan';
  return isTorn || (goesOn && ending !== 'plan') || inner.some(goesOnAfterSubtests);
}

describe('createHarness', () => {
  describe('behaviour, as tape', () => {
    it('prints the same TAP 13 for random tests', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(plan, { maxLength: 4 }), async (plans) => {
          fc.pre(!plans.some(goesOnAfterSubtests));
          const theirs = tape.createHarness();
          const ours = createHarness({ version: 13 }) as unknown as AnyHarness;
          const expected = await textOf(theirs, theirs.createStream(), plans);
          expect(await textOf(ours, ours.createStream(), plans)).toBe(expected);
        }),
        { numRuns: 300 },
      );
    });
  });
});
