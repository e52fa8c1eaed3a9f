/**
 * Random programs. Each arbitrary has a theme: a kind of stream, or a way of joining streams.
 *
 * The weights are chosen so that most programs run to an end and a few do everything wrong: answer twice,
 * throw, never answer, push what is no chunk.
 *
 * @module
 */
import * as fc from 'fast-check';
import type { Arg, Behaviour, FromSpec, Op, Program, Spec, StageSpec, StreamSpec, Turn } from './program.ts';

type Arb<T> = fc.Arbitrary<T>;
type Weighted<T> = readonly [weight: number, value: T | Arb<T>];

function isArbitrary<T>(value: T | Arb<T>): value is Arb<T> {
  return value instanceof fc.Arbitrary;
}

/** One of several, by weight; what is not an arbitrary stands for itself. */
function pick<T>(...choices: readonly Weighted<T>[]): Arb<T> {
  return fc.oneof(
    ...choices.map(([weight, value]) => ({
      weight,
      arbitrary: isArbitrary(value) ? value : fc.constant(value),
    })),
  );
}

/** An object with some of the fields: each is left out unless its die, of so many sides, shows a one. */
function some<T>(fields: {
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

const list = <T>(item: Arb<T>, maxLength: number, minLength = 0): Arb<T[]> =>
  fc.array(item, { minLength, maxLength });

// Values

const turns: Arb<Turn> = pick<Turn>([4, 'tick'], [2, 'microtask'], [3, 'immediate']);
const wait: Arb<Op> = turns.map((turn) => ({ wait: turn }));
const failure: Arb<Arg> = fc.constantFrom({ error: 'E' }, { error: 'F' });
const recorder: Arb<Arg> = fc.constant({ callback: [] });

const text: Arb<Arg> = fc.constantFrom<Arg>('a', 'bc', 'def', 'ghijkl', 'é€');
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
const objects: Arb<Arg> = fc.constantFrom<Arg>(1, 2, 'three', { json: [4] }, 0, '', false);
const chunk: Arb<Arg> = pick<Arg>([12, text], [6, bytes], [1, odd], [3, objects]);
const pushed: Arb<Arg> = pick<Arg>([12, text], [6, bytes], [1, odd]);
const encodings: Arb<Arg> = fc.constantFrom<Arg>('utf8', 'hex', 'base64', 'latin1', 'utf16le', 'nope');
const marks: Arb<Arg> = fc.constantFrom<Arg>(0, 1, 2, 3, 5, 16);

// Operations on the stream whose callback is running, or on a named one

type Target = { readonly on?: string };

const act = (target: Target, method: string, ...args: Arg[]): Op => ({ call: method, ...target, with: args });

function pushing(target: Target, items: Arb<Arg> = pushed): Arb<Op> {
  return items.map((item) => act(target, 'push', item));
}

function reading(target: Target): readonly Weighted<Op>[] {
  return [
    [6, pushing(target)],
    [2, act(target, 'push', null)],
    [1, pushed.map((item) => act(target, 'unshift', item))],
    [5, act(target, 'read')],
    [3, fc.constantFrom(0, 1, 2, 3, 7).map((size) => act(target, 'read', size))],
    [3, act(target, 'resume')],
    [3, act(target, 'pause')],
  ];
}

function writing(target: Target): readonly Weighted<Op>[] {
  const last = pick<Arg[]>([3, []], [2, recorder.map((callback) => [callback])]);
  return [
    [8, fc.tuple(chunk, last).map(([item, rest]) => act(target, 'write', item, ...rest))],
    [
      1,
      fc
        .tuple(text, encodings, last)
        .map(([item, encoding, rest]) => act(target, 'write', item, encoding, ...rest)),
    ],
    [2, last.map((rest) => act(target, 'end', ...rest))],
    [1, fc.tuple(chunk, last).map(([item, rest]) => act(target, 'end', item, ...rest))],
    [1, act(target, 'cork')],
    [2, act(target, 'uncork')],
  ];
}

function destroying(target: Target): readonly Weighted<Op>[] {
  return [
    [1, act(target, 'destroy')],
    [1, failure.map((error) => act(target, 'destroy', error))],
  ];
}

/** What a listener may do: mostly nothing. */
function reaction(...names: string[]): Arb<Op[]> {
  const others = names.flatMap((name) => [
    ...reading({ on: name }),
    ...writing({ on: name }),
    ...destroying({ on: name }),
  ]);
  const inner = pick<Op>(
    ...reading({}),
    ...writing({}),
    ...destroying({}),
    [4, act({}, 'read')],
    [6, wait],
    [1, { throw: 'thrown by a listener' }],
    ...others,
  );
  return pick<Op[]>([6, []], [3, list(inner, 2, 1)]);
}

function listening(name: string, events: readonly string[], reactions: Arb<Op[]>): Arb<Op> {
  const how = pick<'on' | 'once' | 'prependListener'>([6, 'on'], [2, 'once'], [1, 'prependListener']);
  return fc
    .tuple(fc.constantFrom(...events), reactions, how)
    .map(([event, ops, method]) => ({ listen: event, on: name, do: ops, how: method }));
}

const READ_EVENTS = [
  'data',
  'data',
  'data',
  'readable',
  'readable',
  'end',
  'close',
  'error',
  'pause',
  'resume',
];
const WRITE_EVENTS = ['drain', 'drain', 'finish', 'close', 'error', 'pipe', 'unpipe', 'prefinish'];
const BOTH_EVENTS = [...READ_EVENTS, ...WRITE_EVENTS];

// Behaviours

/** How a callback is answered: mostly well. */
function answering(value: Arb<Arg[]> = fc.constant([])): Arb<Op[]> {
  const good = value.map((args): Op => ({ answer: args }));
  const bad = failure.map((error): Op => ({ answer: [error] }));
  return pick<Op[]>(
    [12, good.map((answer) => [answer])],
    [12, fc.tuple(wait, good).map((ops) => ops)],
    [1, bad.map((answer) => [answer])],
    [1, fc.tuple(wait, bad).map((ops) => ops)],
    [1, fc.tuple(good, good).map((ops) => ops)],
    [1, fc.tuple(good, wait, good).map((ops) => ops)],
    [1, [{ throw: 'boom' }]],
    [1, []],
  );
}

const behaviour = (answers: Arb<Op[]>): Arb<Behaviour> => list(answers, 3, 1);

function readBehaviour(items: Arb<Arg>): Arb<Behaviour> {
  const one = pushing({}, items);
  const last: Op = act({}, 'push', null);
  const step = pick<Op[]>(
    [10, one.map((op) => [op])],
    [4, list(one, 4, 2)],
    [8, fc.tuple(wait, one).map((ops) => ops)],
    [2, fc.tuple(one, wait, one).map((ops) => ops)],
    [1, fc.tuple(one, fc.constant(last)).map((ops) => ops)],
    [1, [{ throw: 'boom' }]],
    [1, pick<Op>(...destroying({})).map((op) => [op])],
    [1, []],
  );
  const end = pick<Op[][]>([4, [[last]]], [2, wait.map((op) => [[op, last]])], [2, []]);
  return fc.tuple(list(step, 5), end).map(([steps, ending]) => [...steps, ...ending]);
}

const transforming: Arb<Behaviour> = behaviour(
  pick<Op[]>(
    [8, answering(fc.constant([null, { given: true }]))],
    [2, answering(pushed.map((item) => [null, item]))],
    [2, answering()],
    [2, fc.tuple(list(pushing({}), 3, 1), answering()).map(([pushes, answer]) => [...pushes, ...answer])],
    [1, [act({}, 'push', null), { answer: [] }]],
  ),
);

const flushing: Arb<Behaviour> = behaviour(
  pick<Op[]>(
    [3, answering()],
    [2, answering(pushed.map((item) => [null, item]))],
    [1, fc.tuple(pushing({}), answering()).map(([op, answer]) => [op, ...answer])],
  ),
);

const destroyBehaviour: Arb<Behaviour> = behaviour(
  pick<Op[]>([3, answering(fc.constant([{ given: true }]))], [1, answering()]),
);

// Specs

const common = {
  autoDestroy: [8, fc.constant(false)],
  emitClose: [10, fc.constant(false)],
  signal: [12, fc.constantFrom<Arg>({ signal: 'a' }, { signal: 'a' }, { signal: 'aborted' })],
} as const;

const readOptions = {
  highWaterMark: [3, marks],
  objectMode: [5, fc.constant(true)],
  encoding: [8, encodings],
} as const;

const writeOptions = {
  highWaterMark: [3, marks],
  objectMode: [4, fc.constant(true)],
  decodeStrings: [6, fc.constant(false)],
  defaultEncoding: [10, encodings],
} as const;

const duplexOptions = {
  ...writeOptions,
  encoding: readOptions.encoding,
  readableObjectMode: [6, fc.constant(true)],
  writableObjectMode: [6, fc.constant(true)],
  readableHighWaterMark: [5, marks],
  writableHighWaterMark: [5, marks],
  allowHalfOpen: [6, fc.constant(false)],
  readable: [15, fc.constant(false)],
  writable: [15, fc.constant(false)],
} as const;

const lifecycle = {
  construct: [10, behaviour(answering())],
  destroy: [8, destroyBehaviour],
} as const;

const writeCallbacks = {
  writev: [4, behaviour(answering())],
  final: [4, behaviour(answering())],
} as const;

const styles = fc.constantFrom<NonNullable<StreamSpec['style']>>('call', 'class', 'es5');
/** Now and then nobody listens for errors. */
const watch = fc.constant(['end', 'finish', 'close']);

function stream(
  kind: StreamSpec['kind'],
  options: Arb<{ [name: string]: Arg }>,
  callbacks: Arb<{ [name: string]: Behaviour }>,
): Arb<StreamSpec> {
  const rest = some<unknown>({ style: [3, styles], watch: [12, watch], spy: [12, fc.constant(true)] });
  return fc.record({ options, callbacks, rest }).map(({ rest, ...parts }) => ({ kind, ...parts, ...rest }));
}

const readable: Arb<StreamSpec> = some({ ...common, ...readOptions }).chain((options) =>
  stream(
    'Readable',
    fc.constant(options),
    some({ ...lifecycle, read: [1, readBehaviour(options.objectMode === true ? objects : pushed)] }),
  ),
);

const writable: Arb<StreamSpec> = stream(
  'Writable',
  some({ ...common, ...writeOptions }),
  some({ ...lifecycle, ...writeCallbacks, write: [1, behaviour(answering())] }),
);

const duplex: Arb<StreamSpec> = stream(
  'Duplex',
  some({ ...common, ...duplexOptions }),
  some({
    ...lifecycle,
    ...writeCallbacks,
    write: [1, behaviour(answering())],
    read: [1, readBehaviour(pushed)],
  }),
);

const transform: Arb<StreamSpec> = stream(
  'Transform',
  some({ ...common, ...duplexOptions }),
  some({
    ...lifecycle,
    transform: [1, transforming],
    flush: [3, flushing],
    final: [12, behaviour(answering())],
  }),
);

const passThrough: Arb<StreamSpec> = stream(
  'PassThrough',
  some({ ...common, ...duplexOptions }),
  fc.constant({}),
);

const iterable = (kind: FromSpec['kind'], items: Arb<Arg>): Arb<FromSpec> =>
  fc
    .record({
      source: fc.constantFrom<FromSpec['source']>(
        'array',
        'generator',
        'asyncGenerator',
        'iterator',
        'asyncIterator',
        'value',
      ),
      items: list(
        pick<Arg>([6, items], [1, items.map((item) => ({ promise: item }))], [1, { rejection: 'R' }]),
        4,
      ),
      rest: some<unknown>({ throwAt: [5, fc.nat(3)], options: [3, some({ ...common, ...readOptions })] }),
    })
    .map(({ source, items, rest }) => ({ kind, source, items, ...rest }));

const stage: Arb<StageSpec> = fc
  .record({
    as: fc.constantFrom<StageSpec['as']>(
      'map',
      'map',
      'map',
      'double',
      'sink',
      'syncGenerator',
      'notIterable',
    ),
    rest: some<unknown>({
      stop: [3, fc.record({ after: fc.integer({ min: 1, max: 2 }), by: fc.constantFrom('break', 'throw') })],
      slow: [3, turns],
    }),
  })
  .map(({ as, rest }) => ({ kind: 'stage', as, ...rest }));

const emitting = (event: string, ...args: Arg[]): Op => act({}, 'emit', event, ...args);

const classic: Arb<Spec> = fc
  .record({
    flags: some<Arg>({
      readable: [1, fc.boolean()],
      writable: [1, fc.boolean()],
      destroyed: [12, fc.constant(true)],
      _isStdio: [12, fc.constant(true)],
    }),
    methods: some<Behaviour>({
      write: [
        1,
        behaviour(
          pick<Op[]>(
            [3, [emitting('data', { given: true })]],
            [1, [{ give: false }]],
            [1, [{ give: false }, { wait: 'immediate' }, emitting('drain')]],
          ),
        ),
      ],
      end: [1, fc.constant([[emitting('end'), emitting('close')]])],
      pause: [2, fc.constant([[emitting('pause')]])],
      resume: [2, fc.constant([[emitting('resume')]])],
      destroy: [2, fc.constant([[emitting('close')]])],
      close: [8, fc.constant([[emitting('close')]])],
      abort: [8, fc.constant([[emitting('abort')]])],
      setHeader: [8, fc.constant([[]])],
    }),
  })
  .map((parts) => ({ kind: 'Classic', ...parts }));

// Programs

const MAX_STEPS = 14;

function program(
  streams: { readonly [name: string]: Arb<Spec> },
  first: Arb<Op[]>,
  op: Arb<Op>,
): Arb<Program> {
  return fc
    .record({ streams: fc.record(streams), first, ops: list(pick<Op>([3, op], [1, wait]), MAX_STEPS) })
    .map(({ streams, first, ops }) => sparing({ streams, ops: [...first, ...ops] }))
    .chain((whole) => fc.boolean().map((isTame) => (isTame ? tame(whole) : whole)));
}

/** Takes out whatever fails: random programs fail so soon that little is seen of what comes after. */
function tame(program: Program): Program {
  return JSON.parse(JSON.stringify(program), (key, value) => {
    if (value?.throw !== undefined) return { answer: [] };
    if (value?.call === 'destroy') return { ...value, call: 'resume', with: [] };
    if (value?.answer?.[0]?.error !== undefined) return { answer: [] };
    if (value?.signal !== undefined || value?.abort !== undefined) return {};
    if (key === 'encoding' && value === 'nope') return 'utf8';
    if (key === 'write' && Array.isArray(value) && value.every((ops) => ops.length === 0))
      return [[{ answer: [] }]];
    return value;
  });
}

/**
 * Takes the size from `read(n)` where text is decoded: Node 20 returns too much when the n characters lie in
 * several chunks, and the core does not copy that.
 */
function sparing(program: Program): Program {
  const text = JSON.stringify(program);
  if (!/"encoding":"|"setEncoding"/.test(text)) return program;
  return JSON.parse(text, (_key, value) => (value?.call === 'read' ? { ...value, with: [] } : value));
}

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
    [1, fc.constantFrom('readable', 'destroyed').map((name): Op => ({ set: name, on: 'r', to: false }))],
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
    [1, fc.constantFrom('writable', 'destroyed').map((name): Op => ({ set: name, on: 'w', to: false }))],
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
);

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
