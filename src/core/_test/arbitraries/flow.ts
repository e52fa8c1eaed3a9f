/**
 * Random programs of chunks that flow through pipes, while somebody interferes. They are there for the short
 * cuts of a fast implementation: most chunks go through an ordinary flow, and a few things are out of the
 * ordinary.
 */
import * as fc from 'fast-check';
import type { Arg, Behaviour, Op, Override, Program, Spec, StreamSpec } from '../program.ts';
import type { Cast } from './meddling.ts';
import {
  anyOf,
  common,
  listener,
  meddling,
  meddlings,
  overriding,
  READ_METHODS,
  TRANSFORM_METHODS,
  WRITE_METHODS,
} from './meddling.ts';
import { act } from './ops.ts';
import type { Arb } from './values.ts';
import { list, objects, pick, some, wait } from './values.ts';
import { program } from './whole.ts';

const marks = fc.constantFrom<Arg>(0, 1, 2, 3, 6);
const yes = fc.constant<Arg>(true);
const no = fc.constant<Arg>(false);

const options = {
  highWaterMark: [2, marks],
  captureRejections: [6, yes],
  autoDestroy: [12, no],
  emitClose: [16, no],
  defaultEncoding: [12, fc.constantFrom<Arg>('latin1', 'hex')],
} as const;

const CAST: Cast = { readable: ['r', 't', 'u'], writable: ['t', 'u', 'w', 'v', 'c'] };
const interfering: Arb<Op[]> = meddlings(CAST);

/** A step of a callback, now and then with an interference before or behind it. */
function disturbed(step: Arb<Op[]>): Arb<Op[]> {
  return pick<Op[]>(
    [10, step],
    [1, fc.tuple(interfering, step).map((parts) => parts.flat())],
    [1, fc.tuple(step, interfering).map((parts) => parts.flat())],
  );
}

/** An answer at once, on a later turn, twice, or never. */
function answered(args: Arb<Arg[]>): Arb<Op[]> {
  const answer = args.map((values): Op => ({ answer: values }));
  return pick<Op[]>(
    [14, answer.map((op) => [op])],
    [8, fc.tuple(wait, answer).map((ops) => ops)],
    [1, fc.tuple(answer, answer).map((ops) => ops)],
    [1, fc.tuple(answer, wait, answer).map((ops) => ops)],
    [1, []],
    [1, [{ answer: [{ error: 'E' }] }]],
    [1, [{ give: { rejection: 'rejected by a callback' } }]],
  );
}

function reads(items: Arb<Arg>): Arb<Behaviour> {
  const push = items.map((item) => act({}, 'push', item));
  const step = disturbed(
    pick<Op[]>(
      [10, push.map((op) => [op])],
      [3, list(push, 3, 2)],
      [4, fc.tuple(wait, push).map((ops) => ops)],
    ),
  );
  const end: Behaviour = [[act({}, 'push', null)]];
  return fc
    .tuple(list(step, 8, 3), pick<Behaviour>([5, end], [1, []]))
    .map(([steps, ending]) => [...steps, ...ending]);
}

const transforms: Arb<Behaviour> = list(
  disturbed(
    pick<Op[]>(
      [12, answered(fc.constant([null, { given: true }]))],
      [2, answered(common.map((item) => [null, item]))],
      [2, answered(fc.constantFrom<Arg[]>([], [null], [null, null], [null, ''], [{ is: 'undefined' }, 'x']))],
      [
        3,
        fc
          .tuple(list(common, 3, 1), answered(fc.constant([])))
          .map(([items, answer]) => [...items.map((item) => act({}, 'push', item)), ...answer]),
      ],
      [1, fc.tuple(fc.nat(6), common).map(([of, item]): Op[] => [{ answer: [null, item], of }])],
    ),
  ),
  4,
  1,
);

const writes: Arb<Behaviour> = list(disturbed(answered(fc.constant([]))), 4, 1);

/** How a stream is made and watched. */
function made(methods: readonly string[]): Arb<object> {
  return some<unknown>({
    style: [3, fc.constantFrom('call', 'class', 'es5')],
    overrides: [4, list<Override>(overriding(methods, interfering), 2, 1)],
    watch: [2, fc.constantFrom([], ['end', 'finish', 'close', 'error'])],
    native: [10, fc.constant(true)],
  });
}

function stream(
  kind: StreamSpec['kind'],
  options: Arb<{ [name: string]: Arg }>,
  callbacks: Arb<{ [name: string]: Behaviour }>,
  methods: readonly string[],
): Arb<Spec> {
  return fc
    .record({ options, callbacks, rest: made(methods) })
    .map(({ rest, ...parts }) => ({ kind, ...parts, ...rest }));
}

const sources = (objectMode: boolean): Arb<Spec> =>
  stream(
    'Readable',
    some<Arg>({
      ...options,
      ...(objectMode && { objectMode: [1, yes] }),
      encoding: [12, fc.constant('utf8')],
    }),
    some({ read: [1, reads(objectMode ? pick<Arg>([3, common], [1, objects]) : common)] }),
    READ_METHODS,
  );

const sinks = (objectMode: boolean): Arb<Spec> =>
  stream(
    'Writable',
    some<Arg>({
      ...options,
      ...(objectMode && { objectMode: [1, yes] }),
      decodeStrings: [6, no],
    }),
    some({ write: [1, writes], writev: [6, writes], final: [8, list(answered(fc.constant([])), 1, 1)] }),
    WRITE_METHODS,
  );

const middles = (objectMode: boolean): Arb<Spec> => {
  const both = {
    ...options,
    ...(objectMode && { objectMode: [1, yes] as const }),
    readableObjectMode: [8, yes],
    writableObjectMode: [8, yes],
    readableHighWaterMark: [8, marks],
    writableHighWaterMark: [8, marks],
    decodeStrings: [8, no],
    encoding: [16, fc.constant<Arg>('utf8')],
    allowHalfOpen: [12, no],
  } as const;
  const items = objectMode ? pick<Arg>([3, common], [1, objects]) : common;
  const flush = list(answered(pick<Arg[]>([2, []], [1, [null, 'f']])), 1, 1);
  return pick<Spec>(
    [
      6,
      stream(
        'Transform',
        some<Arg>(both),
        some({ transform: [1, transforms], flush: [6, flush] }),
        TRANSFORM_METHODS,
      ),
    ],
    [2, stream('PassThrough', some<Arg>(both), fc.constant({}), TRANSFORM_METHODS)],
    [
      1,
      stream(
        'Duplex',
        some<Arg>(both),
        some({ read: [1, reads(items)], write: [1, writes] }),
        TRANSFORM_METHODS,
      ),
    ],
  );
};

/** A plain emitter, or a classic stream, that takes chunks and is full now and then. */
const emitters: Arb<Spec> = fc
  .record({
    write: list(
      disturbed(
        pick<Op[]>(
          [3, []],
          [1, [{ give: true }]],
          [2, [{ give: false }, { wait: 'tick' }, act({}, 'emit', 'drain')]],
          [1, [{ throw: 'thrown by write' }]],
        ),
      ),
      3,
      1,
    ),
    bare: fc.boolean(),
  })
  .map(({ write, bare }) => ({
    kind: 'Classic',
    bare,
    methods: { write, end: [[]] },
    watch: ['error', 'unpipe'],
  }));

const CHAINS: readonly (readonly string[])[] = [
  ['r', 'w'],
  ['r', 'w'],
  ['r', 't', 'w'],
  ['r', 't', 'w'],
  ['r', 't', 'u', 'w'],
  ['r', 't', 'u', 'w'],
  ['r', 'c'],
  ['r', 't', 'c'],
  ['r', 't'],
  ['t', 'w'],
];

/** The pipes of a chain; the joints may be made from behind, at intervals, or with a further destination. */
const joining: Arb<Op[]> = fc
  .record({
    chain: fc.constantFrom(...CHAINS),
    order: pick<'forwards' | 'backwards'>([4, 'forwards'], [1, 'backwards']),
    more: pick<Op[]>(
      [8, []],
      [1, fc.constantFrom('r', 't').map((from) => [act({ on: from }, 'pipe', { stream: 'v' })])],
      [1, [act({ on: 'v' }, 'pipe', { stream: 't' })]],
      [1, [act({ on: 'u' }, 'pipe', { stream: 't' })]],
    ),
  })
  .map(({ chain, order, more }) => {
    const pipes = chain
      .slice(1)
      .map((to, index) => act({ on: chain[index] as string }, 'pipe', { stream: to }));
    return [...(order === 'forwards' ? pipes : pipes.reverse()), ...more];
  });

/** Chunks through pipes, with interference. */
export const flowPrograms: Arb<Program> = fc.boolean().chain((objectMode) => {
  const whole = program(
    {
      r: sources(objectMode),
      t: middles(objectMode),
      u: middles(objectMode),
      w: sinks(objectMode),
      v: sinks(objectMode),
      c: emitters,
    },
    joining,
    pick<Op>(
      [4, wait],
      [5, meddling(CAST)],
      [3, listener(anyOf(CAST), interfering)],
      [2, common.map((item) => act({ on: 't' }, 'write', item))],
    ),
  );
  return fc
    .tuple(whole, fc.nat(9))
    .map(([program, die]) => (die === 0 ? { ...program, captureRejections: true } : program))
    .map(withoutBystanders)
    .filter(comesToAnEnd);
});

/** Takes out the streams that no operation names. */
function withoutBystanders(program: Program): Program {
  const text = JSON.stringify(program);
  const streams = Object.entries(program.streams).filter(([name]) => text.includes(`:"${name}"`));
  return { ...program, streams: Object.fromEntries(streams) };
}

/** In a circle of streams that do what they are made for, chunks go round for ever: a callback has to be counted. */
function comesToAnEnd({ streams, ops }: Program): boolean {
  const isCircle = ops.some((op) => 'call' in op && op.call === 'pipe' && op.on === 'u');
  const counts = (spec: Spec | undefined) => spec?.kind === 'Transform' || spec?.kind === 'Duplex';
  return !isCircle || counts(streams.t) || counts(streams.u);
}
