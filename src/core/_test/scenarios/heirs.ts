/** Heirs that override the methods which chunks go through, and listeners that return promises. */
import type { Scenario } from '../ops.ts';
import { call, on, pipe, scenario, sink, source, through, turn } from '../ops.ts';
import type { Arg, Op, Override, Spec, StreamSpec, Turn } from '../program.ts';

const OBJECTS = { objectMode: true, highWaterMark: 2 };
const ITEMS: readonly Arg[] = [1, 2, 3, 4, 5, null];

/** The streams of an ordinary flow of objects, `r` to `t` to `w`, one of them made otherwise. */
function flow(name: 'r' | 't' | 'w', change: Partial<StreamSpec>, when?: Turn): { [name: string]: Spec } {
  const streams: { [name: string]: StreamSpec } = {
    r: source(ITEMS, OBJECTS, when),
    t: through(undefined, OBJECTS),
    w: sink(undefined, OBJECTS),
  };
  return { ...streams, [name]: { ...(streams[name] as StreamSpec), ...change } };
}

const joined: readonly Op[] = [pipe('r', 't'), pipe('t', 'w')];

const READS =
  'push read emit on once removeListener pipe unpipe pause resume destroy listenerCount _read _destroy';
const WRITES =
  'write end emit on once prependListener removeListener destroy listenerCount _write _final _destroy';
const METHODS = {
  r: READS.split(' '),
  t: [...new Set(`${READS} ${WRITES} _transform _flush`.split(' '))],
  w: `${WRITES} cork uncork`.split(' '),
} as const;

const styles = ['class', 'es5', 'new'] as const;

function each(make: (name: 'r' | 't' | 'w', method: string) => Scenario[]): Scenario[] {
  return (['r', 't', 'w'] as const).flatMap((name) => METHODS[name].flatMap((method) => make(name, method)));
}

/** The chunk at which something changes, counted from 0. */
const MIDST = 2;

/** A callback that does this at the chunk in the midst, and otherwise only its work. */
function midst(work: Op, ...ops: Op[]): Op[][] {
  return [[work], [work], [...ops, work], [work]];
}

const passOn: Op = { answer: [null, { given: true }] };

const overridden = each((name, method) =>
  styles.map((style) =>
    scenario(
      `heir, ${name} overrides ${method}, ${style}`,
      flow(name, { style, overrides: [{ override: method }] }),
      ...joined,
    ),
  ),
);

const assigned = each((name, method) => [
  scenario(
    `heir, ${name}.${method} is assigned in mid-flow and deleted again`,
    { ...flow('t', { callbacks: { transform: midst(passOn, { override: method, on: name }) } }) },
    ...joined,
    turn,
    { restore: method, on: name },
    call('t', 'write', 'x'),
    turn,
  ),
  scenario(
    `heir, ${name}.${method} is assigned by a callback of the last stream`,
    flow('w', { callbacks: { write: midst({ answer: [] }, { override: method, on: name }) } }),
    ...joined,
  ),
]);

const instead: readonly (readonly [name: 'r' | 't' | 'w', override: string, instead: Arg])[] = [
  ['r', 'push', false],
  ['t', 'push', true],
  ['r', 'emit', false],
  ['t', 'emit', false],
  ['r', 'read', null],
  ['w', 'write', true],
  ['w', 'write', false],
  ['t', 'write', true],
  ['t', '_write', { is: 'undefined' }],
  ['t', '_transform', { is: 'undefined' }],
  ['w', '_write', { is: 'undefined' }],
  ['r', 'pause', { is: 'undefined' }],
  ['t', 'resume', { is: 'undefined' }],
];

const replaced = instead.map(([name, override, value]) =>
  scenario(
    `heir, ${name} does not call the original ${override} but returns ${JSON.stringify(value)}`,
    flow(name, { style: 'class', overrides: [{ override, instead: value }] }),
    ...joined,
  ),
);

function disturbing(name: 'r' | 't' | 'w', override: string, ...ops: Op[]): Scenario {
  const overrides: Override[] = [{ override, nth: MIDST, do: ops }];
  return scenario(
    `heir, ${name}.${override} does ${JSON.stringify(ops)}`,
    flow(name, { style: 'class', overrides }),
    ...joined,
  );
}

const disturbances = [
  disturbing('t', 'write', call('r', 'unpipe', { stream: 't' })),
  disturbing('w', 'write', call('t', 'pause'), { wait: 'immediate' }, call('t', 'resume')),
  disturbing('w', 'write', call('r', 'destroy')),
  disturbing('t', '_transform', call('t', 'unpipe')),
  disturbing('t', 'push', call('t', 'pause'), { wait: 'immediate' }, call('t', 'resume')),
  disturbing('r', 'emit', on('r', 'data')),
  disturbing('r', 'read', call('r', 'pause'), { wait: 'tick' }, call('r', 'resume')),
  disturbing('t', '_write', call('w', 'cork'), { wait: 'immediate' }, call('w', 'uncork')),
];

/** So slow is the source that a rejection still meets a flow. */
const SLOW = 'immediate';
const reject: Op = { give: { rejection: 'rejected by a listener' } };

const rejections = ['data', 'readable', 'end', 'close', 'resume', 'pause'].flatMap((event) =>
  (['r', 't'] as const).flatMap((name) => [
    scenario(
      `captureRejections, by option, '${event}' of ${name}`,
      flow(name, { options: { ...OBJECTS, captureRejections: true } }, SLOW),
      on(name, event, reject),
      ...joined,
    ),
    {
      ...scenario(
        `captureRejections, of all emitters, '${event}' of ${name}`,
        flow('r', {}, SLOW),
        ...joined,
        on(name, event, reject),
      ),
      captureRejections: true,
    },
    scenario(
      `captureRejections, not asked for, '${event}' of ${name}`,
      flow('r', {}, SLOW),
      on(name, event, reject),
      ...joined,
    ),
  ]),
);

const writeRejections = ['drain', 'finish', 'prefinish', 'pipe', 'unpipe', 'close'].map((event) =>
  scenario(
    `captureRejections, by option, '${event}' of w`,
    flow('w', { options: { ...OBJECTS, highWaterMark: 1, captureRejections: true } }, SLOW),
    on('w', event, reject),
    ...joined,
  ),
);

const lone = scenario(
  "captureRejections, the lone 'data' listener in a flow",
  { r: source(ITEMS, { ...OBJECTS, captureRejections: true }, SLOW) },
  on('r', 'data', reject),
);

const promising = scenario(
  'captureRejections, callbacks that return promises',
  flow(
    't',
    {
      options: { ...OBJECTS, captureRejections: true },
      callbacks: { transform: [[passOn, reject]] },
    },
    SLOW,
  ),
  ...joined,
);

export const heirs: readonly Scenario[] = [
  ...overridden,
  ...assigned,
  ...replaced,
  ...disturbances,
  ...rejections,
  ...writeRejections,
  lone,
  promising,
];
