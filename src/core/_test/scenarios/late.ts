/** What happens to streams in the midst of a flow through a transform that answers later. */
import type { Scenario } from '../ops.ts';
import { call, on, pipe, scenario, sink, source, through, turn } from '../ops.ts';
import type { Arg, Behaviour, Op, Spec, Turn } from '../program.ts';

/** So many chunks that the pipes have found their shortest way long before the last of them. */
const COUNT = 40;
/** In the midst of these, with writes waiting in the queue and one more to come. */
const MIDST = 35;

const objects: readonly Arg[] = [...Array.from({ length: COUNT }, (_, n) => n), null];
const texts: readonly Arg[] = objects.map((n) => (n === null ? n : `${n}`));

const MODES = {
  objects: { options: { objectMode: true, highWaterMark: 4 }, items: objects },
  bytes: { options: { highWaterMark: 8 }, items: texts },
} as const;

type Mode = keyof typeof MODES;

const TURNS: readonly Turn[] = ['microtask', 'immediate'];

const good: Op = { answer: [null, { given: true }] };

/** Where the change comes from: `_transform` at once, later, or when it has answered; the next stream's `_write`, answered. */
const PLACES = ['_transform', 'late _transform', 'answered _transform', 'answered _write'] as const;

type Place = (typeof PLACES)[number];

function midst(work: readonly Op[], changed: readonly Op[]): Behaviour {
  return Array.from({ length: MIDST + 2 }, (_, index) => (index === MIDST ? changed : work));
}

function transformOf(when: Turn, place: Place, ops: readonly Op[]): Behaviour {
  const late: Op = { wait: when };
  const changed: { readonly [place in Place]?: readonly Op[] } = {
    _transform: [...ops, late, good],
    'late _transform': [late, ...ops, good],
    'answered _transform': [late, good, ...ops],
  };
  return midst([late, good], changed[place] ?? [late, good]);
}

function writeOf(place: Place, ops: readonly Op[]): Behaviour {
  const done: Op = { answer: [] };
  return midst([done], place === 'answered _write' ? [done, ...ops] : [done]);
}

function during(what: string, ...ops: readonly Op[]): Scenario[] {
  return (Object.keys(MODES) as Mode[]).flatMap((mode) =>
    TURNS.flatMap((when) =>
      PLACES.map((place) => {
        const { options, items } = MODES[mode];
        const streams: { [name: string]: Spec } = {
          r: source(items, options),
          t: through(undefined, options, { transform: transformOf(when, place, ops) }),
          w: sink(undefined, options, { write: writeOf(place, ops) }),
        };
        return scenario(
          `late flow of ${mode} by ${when}, ${what}, from ${place}`,
          streams,
          pipe('r', 't'),
          pipe('t', 'w'),
          ...Array.from({ length: COUNT }, () => turn),
          call('t', 'resume'),
          call('t', 'uncork'),
        );
      }),
    ),
  );
}

const look = (...paths: readonly string[]): Op[] => paths.map((path) => ({ get: path, on: 't' }));

const seen = look(
  'writableLength',
  'writableNeedDrain',
  '_writableState.sync',
  '_writableState.writing',
  '_writableState.bufferProcessing',
  '_writableState.pendingcb',
  '_readableState.reading',
  '_readableState.readingMore',
  '_readableState.needReadable',
);

const looks = [
  ...during('t is looked at', ...seen),
  ...during('t is looked at a tick later', { wait: 'tick' }, ...seen),
];

const queue = [
  ...during('t is written to', call('t', 'write', 'x')),
  ...during('t is written to with a callback', call('t', 'write', 'x', { callback: seen })),
  ...during('t is written to twice', call('t', 'write', 'x', { callback: [] }), call('t', 'write', 'y')),
  ...during('t is written an empty text', call('t', 'write', '')),
  ...during('t is corked', call('t', 'cork')),
  ...during('t is corked and uncorked', call('t', 'cork'), { wait: 'tick' }, call('t', 'uncork')),
  ...during('t is written to after a cork', call('t', 'cork'), call('t', 'write', 'x'), call('t', 'uncork')),
];

const endings = ['t', 'w', 'r'].flatMap((name) => [
  ...during(`${name} is destroyed`, call(name, 'destroy')),
  ...during(`${name} fails`, call(name, 'destroy', { error: 'E' })),
  ...(name === 'r' ? [] : during(`${name} is ended`, call(name, 'end'))),
  ...(name === 'r' ? [] : during(`${name} is ended with a chunk`, call(name, 'end', 'x', { callback: [] }))),
]);

const flowing = [
  ...during('t is paused', call('t', 'pause')),
  ...during('t is paused and resumed', call('t', 'pause'), { wait: 'tick' }, call('t', 'resume')),
  ...during('t is pushed to', call('t', 'push', 'x')),
  ...during('t is ended by push(null)', call('t', 'push', null)),
  ...during('t has a data listener', on('t', 'data')),
  ...during('r is unpiped', call('r', 'unpipe')),
  ...during('t is unpiped and piped again', call('t', 'unpipe'), pipe('t', 'w')),
  ...during(
    'the marks of t are 1',
    {
      set: '_writableState.highWaterMark',
      on: 't',
      to: 1,
    },
    { set: '_readableState.highWaterMark', on: 't', to: 1 },
  ),
];

const answers = [
  ...during('the chunk is answered at once, too', good),
  ...during('the chunk is answered with an error', { answer: [{ error: 'E' }] }),
  ...during('the chunk is answered with nothing', { answer: [] }),
];

const methods = ['_write', '_transform', 'write', 'push', '_read', 'emit'].flatMap((override) =>
  during(`t.${override} is assigned`, { override, on: 't' }),
);

const sinkMethods = ['_write', 'write', 'emit'].flatMap((override) =>
  during(`w.${override} is assigned`, { override, on: 'w' }),
);

export const late: readonly Scenario[] = [
  ...looks,
  ...queue,
  ...endings,
  ...flowing,
  ...answers,
  ...methods,
  ...sinkMethods,
];
