/** Arbitrary streams, iterables and functions, and how their callbacks behave. */
import * as fc from 'fast-check';
import type { Arg, Behaviour, FromSpec, Op, Spec, StageSpec, StreamSpec } from '../program.ts';
import { act, destroying, pushing } from './ops.ts';
import type { Arb } from './values.ts';
import { encodings, failure, list, marks, objects, pick, pushed, some, turns, wait } from './values.ts';

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

export const readable: Arb<StreamSpec> = some({ ...common, ...readOptions }).chain((options) =>
  stream(
    'Readable',
    fc.constant(options),
    some({ ...lifecycle, read: [1, readBehaviour(options.objectMode === true ? objects : pushed)] }),
  ),
);

/** A Readable that has chunks ready for some time, and pushes them as it is asked. */
export const promptReadable: Arb<StreamSpec> = some({
  ...readOptions,
  objectMode: [2, fc.constant(true)],
}).chain((options) => {
  const one = pushing({}, options.objectMode === true ? objects : pushed);
  const prompt = pick<Op[]>(
    [12, one.map((op) => [op])],
    [2, list(one, 3, 2)],
    [1, fc.tuple(one, wait, one).map((ops) => ops)],
    [1, fc.tuple(wait, one).map((ops) => ops)],
  );
  return stream(
    'Readable',
    fc.constant(options),
    list(prompt, 9, 3).map((steps) => ({ read: [...steps, [act({}, 'push', null)]] })),
  );
});

export const writable: Arb<StreamSpec> = stream(
  'Writable',
  some({ ...common, ...writeOptions }),
  some({ ...lifecycle, ...writeCallbacks, write: [1, behaviour(answering())] }),
);

export const duplex: Arb<StreamSpec> = stream(
  'Duplex',
  some({ ...common, ...duplexOptions }),
  some({
    ...lifecycle,
    ...writeCallbacks,
    write: [1, behaviour(answering())],
    read: [1, readBehaviour(pushed)],
  }),
);

export const transform: Arb<StreamSpec> = stream(
  'Transform',
  some({ ...common, ...duplexOptions }),
  some({
    ...lifecycle,
    transform: [1, transforming],
    flush: [3, flushing],
    final: [12, behaviour(answering())],
  }),
);

export const passThrough: Arb<StreamSpec> = stream(
  'PassThrough',
  some({ ...common, ...duplexOptions }),
  fc.constant({}),
);

export const iterable = (kind: FromSpec['kind'], items: Arb<Arg>): Arb<FromSpec> =>
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

export const stage: Arb<StageSpec> = fc
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

export const classic: Arb<Spec> = fc
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
