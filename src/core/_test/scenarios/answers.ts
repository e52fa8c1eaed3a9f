/** Transforms and writables that answer out of order, and chains of all kinds. */
import type { Scenario } from '../ops.ts';
import { call, pipe, push, scenario, sink, source, through, turn } from '../ops.ts';
import type { Arg, Behaviour, Op, Spec } from '../program.ts';

const GIVEN: Arg = { given: true };
const good: Op = { answer: [null, GIVEN] };
const ITEMS: readonly Arg[] = ['a', 'b', 'c', 'd', 'e', null];

const TRANSFORMS: { readonly [what: string]: Behaviour } = {
  'answers twice': [[good, good]],
  'answers twice, once late': [[good, { wait: 'tick' }, good]],
  'answers twice, the second time with an error': [[good], [good, { answer: [{ error: 'E' }] }]],
  'answers late': [[{ wait: 'tick' }, good]],
  'answers by microtask': [[{ wait: 'microtask' }, good]],
  'answers by turns at once and late': [
    [good],
    [{ wait: 'tick' }, good],
    [good],
    [{ wait: 'immediate' }, good],
  ],
  'answers with an error': [[good], [{ answer: [{ error: 'E' }] }]],
  'answers late with an error': [[good], [{ wait: 'tick' }, { answer: [{ error: 'E' }] }]],
  'answers without a value': [[good], [{ answer: [] }]],
  'answers with null': [[good], [{ answer: [null, null] }]],
  'answers with an empty chunk': [[{ answer: [null, ''] }], [good]],
  'answers with what is falsy and no error': [
    [{ answer: [{ is: 'undefined' }, 'x'] }],
    [{ answer: [0, 'y'] }],
    [{ answer: ['', 'z'] }],
  ],
  'answers with an error and a value': [[good], [{ answer: [{ error: 'E' }, 'x'] }]],
  'pushes several and answers': [[push('x'), push('y'), push('z'), good]],
  'pushes late and answers': [[{ wait: 'tick' }, push('x'), { wait: 'immediate' }, good]],
  'answers and pushes': [[good, push('x')]],
  'pushes null and answers': [[good], [push(null), { answer: [] }]],
  'pushes null and answers with a value': [[good], [push(null), good]],
  throws: [[good], [{ throw: 'E' }]],
  'answers and throws': [[good], [good, { throw: 'E' }]],
  'never answers': [[good], []],
  'answers the first chunk again while the second runs': [[good], [{ answer: [], of: 0 }, good]],
  'answers the first chunk again, with a value, while the second waits': [
    [good],
    [{ answer: [null, 'again'], of: 0 }, { wait: 'tick' }, good],
  ],
  'answers the second chunk by the callback of the first': [[good], [{ answer: [null, 'x'], of: 0 }], [good]],
  'returns a promise that rejects': [[good, { give: { rejection: 'E' } }]],
};

const OPTIONS: { readonly [what: string]: { readonly [name: string]: Arg } } = {
  bytes: {},
  'small bytes': { highWaterMark: 1 },
  'no bytes ahead': { highWaterMark: 0 },
  objects: { objectMode: true },
  'one object': { objectMode: true, highWaterMark: 1 },
  'objects out of bytes': { readableObjectMode: true, readableHighWaterMark: 1 },
  'bytes out of objects': { writableObjectMode: true, writableHighWaterMark: 1 },
};

const answers = Object.entries(TRANSFORMS).flatMap(([what, transform]) =>
  Object.entries(OPTIONS).flatMap(([kind, options]) =>
    (['new', 'class'] as const).map((style) =>
      scenario(
        `transform, ${what}, ${kind}, ${style}`,
        {
          r: source(ITEMS),
          t: { ...through(undefined, options, { transform }), style },
          w: sink(undefined, options),
        },
        pipe('r', 't'),
        pipe('t', 'w'),
      ),
    ),
  ),
);

const elsewhere = [
  scenario(
    'transform, is answered in the write of the next stream',
    {
      r: source(ITEMS),
      t: through(undefined, {}, { transform: [[push(GIVEN)]] }),
      w: sink(undefined, {}, { write: [0, 2, 4, 6, 8].map((of) => [{ answer: [], of }, { answer: [] }]) }),
    },
    pipe('r', 't'),
    pipe('t', 'w'),
  ),
  scenario(
    'writable, is answered by the source that is asked for more',
    {
      r: {
        kind: 'Readable',
        options: { highWaterMark: 1 },
        callbacks: {
          read: ITEMS.map((item, index) =>
            index < 2 ? [push(item)] : [{ answer: [], of: index - 2 }, push(item)],
          ),
        },
      },
      w: sink('never'),
    },
    pipe('r', 'w'),
  ),
  scenario(
    'transform, an heir whose _write is its own',
    {
      r: source(ITEMS),
      t: {
        ...through(),
        style: 'class',
        callbacks: { transform: [[good]], write: [[push(GIVEN), { answer: [] }]] },
      },
      w: sink(),
    },
    pipe('r', 't'),
    pipe('t', 'w'),
  ),
];

// Chains

const PARTS: { readonly [name: string]: Spec } = {
  bytes: through(),
  objects: through(undefined, { objectMode: true }),
  pass: { kind: 'PassThrough' },
  'pass objects': { kind: 'PassThrough', options: { objectMode: true, highWaterMark: 1 } },
  'pass nothing ahead': { kind: 'PassThrough', options: { highWaterMark: 0 } },
  'bytes to objects': through(undefined, { readableObjectMode: true, readableHighWaterMark: 1 }),
  'objects to bytes': through(undefined, { writableObjectMode: true, readableHighWaterMark: 2 }),
  text: through(undefined, { decodeStrings: false, encoding: 'utf8' }),
  late: through('tick', { highWaterMark: 2 }),
  native: { kind: 'PassThrough', native: true },
  'native late': { ...through('immediate', { highWaterMark: 1 }), native: true },
  duplex: {
    kind: 'Duplex',
    callbacks: { read: ['x', 'y', null].map((item) => [push(item)]), write: [[{ answer: [] }]] },
  },
};

const CHUNKS: readonly Arg[] = [
  'a',
  { buffer: '6263' },
  { bytes: '6465' },
  '',
  'é€',
  { buffer: '' },
  'f',
  null,
];

/** A chain of these parts; every second of them is full soon. */
function chain(...names: string[]): Scenario {
  const parts = names.map((name, index) => [`p${index}`, PARTS[name] as Spec] as const);
  const line = ['r', ...parts.map(([name]) => name), 'w'];
  return scenario(
    `chain, ${names.join(', ')}`,
    {
      r: source(CHUNKS),
      ...Object.fromEntries(parts),
      w: sink(names.length % 2 === 0 ? 'tick' : undefined, { highWaterMark: 2 }),
    },
    ...line.slice(1).map((to, index) => pipe(line[index] as string, to)),
  );
}

const names = Object.keys(PARTS);

const chains = [
  ...names.map((one) => chain(one)),
  ...names.flatMap((one) => names.map((two) => chain(one, two))),
  chain('bytes', 'pass', 'late', 'pass'),
  chain('pass', 'pass', 'pass', 'pass', 'pass'),
  chain('native', 'bytes', 'native late', 'objects', 'pass'),
  chain('text', 'bytes', 'text', 'pass'),
];

const nets = [
  scenario(
    'net, empty chunks out of objects',
    { r: source(['', 'a', { buffer: '' }, null], { objectMode: true }), t: through(), w: sink() },
    pipe('r', 't'),
    pipe('t', 'w'),
  ),
  scenario(
    'net, two sources into one destination',
    {
      r: source(ITEMS),
      q: source(['x', 'y', null], {}, 'tick'),
      t: through(),
      w: sink('tick', { highWaterMark: 1 }),
    },
    pipe('r', 't'),
    call('q', 'pipe', { stream: 't' }, { options: { end: false } }),
    pipe('t', 'w'),
  ),
  scenario(
    'net, one source to two destinations',
    {
      r: source(ITEMS),
      t: through(),
      u: through('tick', { highWaterMark: 1 }),
      w: sink(),
      v: sink('immediate', { highWaterMark: 1 }),
    },
    pipe('r', 't'),
    pipe('r', 'u'),
    pipe('t', 'w'),
    pipe('u', 'v'),
  ),
  scenario(
    'net, a stream piped to itself through another',
    { t: through(), u: through(undefined, {}, { transform: [[good], [good], [good], [{ answer: [] }]] }) },
    pipe('t', 'u'),
    pipe('u', 't'),
    call('t', 'write', 'a'),
    turn,
    call('t', 'write', 'b'),
  ),
  scenario(
    'net, a circle of late objects',
    {
      t: through(undefined, { objectMode: true, highWaterMark: 2 }),
      u: through(
        'tick',
        { objectMode: true, highWaterMark: 2 },
        {
          transform: [[{ wait: 'tick' }, good], [good], [good], [good], [{ answer: [] }]],
        },
      ),
    },
    pipe('t', 'u'),
    pipe('u', 't'),
    call('t', 'write', 'a'),
    call('t', 'write', 'b'),
  ),
  ...(['tick', undefined] as const).flatMap((when) =>
    [true, false].map((bare) =>
      scenario(
        `net, a ${bare ? 'plain emitter' : 'classic stream'} that is full, ${when ?? 'and drains at once'}`,
        {
          r: source(ITEMS, { objectMode: true }),
          c: {
            kind: 'Classic',
            bare,
            methods: {
              write: [
                [],
                [
                  { give: false },
                  ...(when ? [{ wait: when } as const] : []),
                  { call: 'emit', with: ['drain'] },
                ],
              ],
              end: [[]],
            },
          },
        },
        pipe('r', 'c'),
      ),
    ),
  ),
  ...(['r', 't', 'w'] as const).map((name) => {
    const streams: { [name: string]: Spec } = {
      r: source(ITEMS),
      t: through(),
      w: sink('tick', { highWaterMark: 1 }),
    };
    return scenario(
      `net, ${name} is a stream of the host`,
      { ...streams, [name]: { ...(streams[name] as object), native: true } as Spec },
      pipe('r', 't'),
      pipe('t', 'w'),
    );
  }),
];

export const flows: readonly Scenario[] = [...answers, ...elsewhere, ...chains, ...nets];
