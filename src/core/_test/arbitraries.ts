/**
 * Random programs. Each arbitrary has a theme: a kind of stream, or a way of joining streams.
 *
 * The weights are chosen so that most programs run to an end and a few do everything wrong: answer twice,
 * throw, never answer, push what is no chunk.
 *
 * @module
 */
import * as fc from 'fast-check';
import {
  act,
  BOTH_EVENTS,
  destroying,
  listening,
  pushing,
  READ_EVENTS,
  reaction,
  reading,
  WRITE_EVENTS,
  writing,
} from './arbitraries/ops.ts';
import {
  classic,
  duplex,
  iterable,
  passThrough,
  promptReadable,
  readable,
  stage,
  transform,
  writable,
} from './arbitraries/specs.ts';
import type { Arb } from './arbitraries/values.ts';
import { chunk, encodings, list, pick, some, wait } from './arbitraries/values.ts';
import { program } from './arbitraries/whole.ts';
import type { Arg, Op, Program, Spec } from './program.ts';

const none: Arb<Op[]> = fc.constant([]);
const unlisten: Arb<Op> = fc.nat(3).map((number) => ({ unlisten: number }));
const abort: Op = { abort: 'a' };
const addSignal = (name: string): Arb<Op> =>
  fc.constantFrom('a', 'aborted').map((signal) => ({ addSignal: signal, on: name }));
const loops = (name: string): Arb<Op> =>
  fc
    .record({
      rest: some<unknown>({
        do: [4, reaction()],
        stop: [
          3,
          fc.record({ after: fc.integer({ min: 1, max: 3 }), by: fc.constantFrom('break', 'throw') }),
        ],
        with: [6, fc.constant([{ options: { destroyOnReturn: false } }])],
      }),
    })
    .map(({ rest }) => ({ iterate: name, ...rest }));

const ending = (name: string): Arb<Op> =>
  some<unknown>({
    with: [
      3,
      some<Arg>({
        readable: [4, fc.constant(false)],
        writable: [4, fc.constant(false)],
        error: [6, fc.constant(false)],
        cleanup: [4, fc.constant(true)],
        signal: [6, fc.constant({ signal: 'a' })],
      }).map((options) => ({ options })),
    ],
    do: [5, reaction(name)],
  }).map((rest) => ({ finished: name, ...rest }));

const r = { on: 'r' };
const w = { on: 'w' };
const t = { on: 't' };

/** One Readable. */
export const readablePrograms: Arb<Program> = program(
  { r: readable },
  pick<Op[]>([2, listening('r', READ_EVENTS, reaction()).map((op) => [op])], [1, []]),
  pick<Op>(
    ...reading(r),
    ...destroying(r),
    [7, listening('r', READ_EVENTS, reaction())],
    [2, unlisten],
    [1, act(r, 'isPaused')],
    [1, addSignal('r')],
    [
      1,
      fc.constantFrom('readable', 'readableFlowing').map((name): Op => ({ set: name, on: 'r', to: false })),
    ],
    [1, pushing(r).map((op): Op => ({ repeat: 40, do: [op] }))],
    [1, act(r, 'unpipe')],
    [1, encodings.map((encoding) => act(r, 'setEncoding', encoding))],
    [1, act(r, 'removeAllListeners', 'readable')],
    [1, abort],
  ),
);

/** One Writable. */
export const writablePrograms: Arb<Program> = program(
  { w: writable },
  none,
  pick<Op>(
    ...writing(w),
    ...destroying(w),
    [4, listening('w', WRITE_EVENTS, reaction())],
    [1, unlisten],
    [1, encodings.map((encoding) => act(w, 'setDefaultEncoding', encoding))],
    [1, addSignal('w')],
    [1, fc.constant('writable').map((name): Op => ({ set: name, on: 'w', to: false }))],
    [1, fc.constant<Op>({ repeat: 40, do: [act(w, 'write', 'x', { callback: [] })] })],
    [1, act(w, 'pipe', { stream: 'w' })],
    [1, act(w, 'write', null)],
    [1, abort],
  ),
);

function bothSides(spec: Arb<Spec>): Arb<Program> {
  return program(
    { t: spec },
    pick<Op[]>([2, listening('t', READ_EVENTS, reaction()).map((op) => [op])], [1, []]),
    pick<Op>(
      ...reading(t),
      ...writing(t),
      ...destroying(t),
      [5, listening('t', BOTH_EVENTS, reaction())],
      [1, unlisten],
      [1, abort],
    ),
  );
}

/** One Duplex. */
export const duplexPrograms: Arb<Program> = bothSides(duplex);

/** One Transform or PassThrough. */
export const transformPrograms: Arb<Program> = bothSides(pick<Spec>([4, transform], [1, passThrough]));

const piping: Arb<Op> = fc
  .tuple(
    fc.constantFrom('r', 't'),
    fc.constantFrom('w', 'v', 't'),
    pick<Arg[]>([5, []], [1, [{ options: { end: false } }]]),
  )
  .map(([from, to, options]) => act({ on: to === 't' ? 'r' : from }, 'pipe', { stream: to }, ...options));

const unpiping: Arb<Op> = fc
  .tuple(
    fc.constantFrom('r', 't'),
    pick<Arg[]>([1, []], [3, fc.constantFrom('w', 'v', 't').map((name) => [{ stream: name }])]),
  )
  .map(([from, args]) => act({ on: from }, 'unpipe', ...args));

/** Sources piped to several destinations. */
export const pipePrograms: Arb<Program> = program(
  { r: readable, t: pick<Spec>([3, transform], [1, passThrough], [1, duplex]), w: writable, v: writable },
  list(piping, 2, 1),
  pick<Op>(
    [4, piping],
    [4, unpiping],
    [8, pick<Op>(...reading(r))],
    [2, pick<Op>(...writing(w))],
    [2, pick<Op>(...writing(t))],
    [2, pick<Op>(...destroying(r), ...destroying(w), ...destroying(t))],
    [2, listening('r', READ_EVENTS, reaction('w'))],
    [2, listening('w', WRITE_EVENTS, pick<Op[]>([2, reaction('r')], [1, unpiping.map((op) => [op])]))],
    [1, abort],
  ),
);

/** Waits for ticks where the program waits for microtasks: a loop of ours takes fewer of those. */
function countingNoMicrotasks(program: Program): Program {
  return JSON.parse(JSON.stringify(program), (key, value) =>
    key === 'wait' && value === 'microtask' ? 'tick' : value,
  );
}

/** `Readable.from` and loops over streams. */
export const iterationPrograms: Arb<Program> = program(
  { r: pick<Spec>([2, readable], [1, iterable('from', chunk)]) },
  pick<Op[]>([3, loops('r').map((op) => [op])], [1, []]),
  pick<Op>(
    [2, loops('r')],
    [2, fc.constant<Op>({ iterator: 'r' })],
    [6, fc.nat(1).map((number): Op => ({ next: number }))],
    [1, fc.nat(1).map((number): Op => ({ return: number }))],
    [4, pick<Op>(...reading(r))],
    [2, pick<Op>(...destroying(r))],
    [2, listening('r', READ_EVENTS, none)],
    [1, abort],
  ),
).map(countingNoMicrotasks);

/** Not 'readable', of which a loop of ours brings fewer. */
const LOOP_EVENTS = READ_EVENTS.filter((event) => event !== 'readable');

/** A loop over a stream that mostly answers at once, in whose body everything else happens. */
export const loopPrograms: Arb<Program> = program(
  { r: promptReadable },
  fc
    .record({
      body: list(
        pick<Op>(
          [8, pick<Op>(...reading(r))],
          [1, pick<Op>(...destroying(r))],
          [3, listening('r', LOOP_EVENTS, reaction())],
          [1, unlisten],
          [1, act(r, 'setEncoding', 'utf8')],
          [4, wait],
        ),
        3,
      ),
      after: fc.integer({ min: 1, max: 9 }),
      by: fc.constantFrom('break' as const, 'throw' as const),
      destroyOnReturn: fc.boolean(),
    })
    .map(({ body, after, by, destroyOnReturn }) => [
      { iterate: 'r', do: body, stop: { after, by }, with: [{ options: { destroyOnReturn } }] },
    ]),
  pick<Op>([4, wait], [1, pick<Op>(...reading(r))], [1, listening('r', LOOP_EVENTS, none)], [1, unlisten]),
).map(countingNoMicrotasks);

/** `finished` on every kind of stream. */
export const finishedPrograms: Arb<Program> = program(
  { t: pick<Spec>([2, readable], [2, writable], [2, duplex], [2, transform], [1, passThrough]) },
  ending('t').map((op) => [op]),
  pick<Op>(
    [4, ending('t')],
    [1, fc.nat(2).map((number): Op => ({ cleanup: number }))],
    ...reading(t),
    ...writing(t),
    ...destroying(t),
    [4, act(t, 'resume')],
    [1, abort],
  ),
);

const chain: Arb<string[]> = fc
  .tuple(
    fc.constantFrom('r', 'i', 't', 'g'),
    fc.subarray(['t', 'g', 'u']),
    fc.constantFrom('u', 'w', 'w', 's'),
  )
  .map((names) => [...new Set(names.flat())])
  .filter((names) => names.length > 1);

const pipelining: Arb<Op> = fc
  .tuple(
    chain,
    some<unknown>({
      with: [
        4,
        some<Arg>({
          signal: [2, fc.constantFrom({ signal: 'a' }, { signal: 'a' }, { signal: 'aborted' })],
          end: [3, fc.constant(false)],
        }).map((options) => ({ options })),
      ],
      do: [6, reaction('r', 'w')],
    }),
  )
  .map(([names, rest]) => ({ pipeline: names, ...rest }));

/** Pipelines of streams, iterables and functions. */
export const pipelinePrograms: Arb<Program> = program(
  {
    r: readable,
    i: iterable('iterable', chunk).map((spec) => ({
      ...spec,
      source: spec.source === 'value' ? 'array' : spec.source,
    })),
    t: pick<Spec>([3, transform], [1, passThrough]),
    g: stage,
    u: pick<Spec>([3, transform], [1, duplex]),
    w: writable,
    s: stage,
  },
  pipelining.map((op) => [op]),
  pick<Op>(
    [3, pick<Op>(...reading(r))],
    [1, pick<Op>(...writing(w))],
    [2, pick<Op>(...destroying(r), ...destroying(w), ...destroying(t))],
    [1, act({ on: 't' }, 'resume')],
    [1, act({ on: 'u' }, 'resume')],
    [1, pipelining],
    [1, ending('w')],
    [2, abort],
    [8, wait],
  ),
);

const c = { on: 'c' };

/** Classic streams among the others: piped, wrapped, watched. */
export const classicPrograms: Arb<Program> = program(
  { c: classic, d: classic, r: readable, w: writable, t: pick<Spec>([2, passThrough], [1, transform]) },
  pick<Op[]>(
    [1, []],
    [3, fc.constantFrom('d', 'w', 't').map((to) => [act(c, 'pipe', { stream: to })])],
    [2, fc.constantFrom('r', 't').map((from) => [act({ on: from }, 'pipe', { stream: 'c' })])],
    [2, [act(r, 'wrap', { stream: 'c' })]],
    [2, [{ finished: 'c' }]],
    [1, [{ pipeline: ['c', 'w'] }]],
    [1, [{ pipeline: ['c', 't', 'd'] }]],
    [1, [{ pipeline: ['r', 'd'] }]],
  ),
  pick<Op>(
    [8, chunk.map((item) => act(c, 'emit', 'data', item))],
    [2, act(c, 'emit', 'end')],
    [2, act(c, 'emit', 'close')],
    [1, act(c, 'emit', 'error', { error: 'E' })],
    [2, act(c, 'emit', 'drain')],
    [1, act(c, 'emit', 'finish')],
    [2, act(c, 'write', 'a')],
    [1, act(c, 'end')],
    [1, ending('c')],
    [
      1,
      fc.constantFrom('d', 'w', 't').map((to) => act(c, 'pipe', { stream: to }, { options: { end: false } })),
    ],
    [1, listening('c', ['data', 'end', 'close', 'drain'], none)],
    [4, pick<Op>(...reading(r))],
    [3, pick<Op>(...reading(t))],
    [2, pick<Op>(...writing(t))],
    [2, pick<Op>(...destroying(c), ...destroying(r), ...destroying(w))],
  ),
);
