/** What happens to streams in the midst of a flow through a lone pipe, and from where. */
import type { Scenario } from '../ops.ts';
import { call, on, pipe, scenario, sink, source, through, turn } from '../ops.ts';
import type { Arg, Behaviour, Op, Spec, StreamSpec } from '../program.ts';

const MODES = {
  objects: { options: { objectMode: true, highWaterMark: 4 }, items: [1, 2, 3, 4, 5, 6, null] as Arg[] },
  bytes: { options: { highWaterMark: 4 }, items: ['a', 'b', '', 'c', 'def', 'g', null] as Arg[] },
} as const;

type Mode = keyof typeof MODES;

/** Where the change comes from: which stream's which callback, or a listener. */
const PLACES = ['_read', '_transform', '_write', 'answered _write', 'data', 'drain', 'outside'] as const;

type Place = (typeof PLACES)[number];

function midst(work: readonly Op[], ops: readonly Op[]): Behaviour {
  return [work, work, [...ops, ...work], work];
}

function streams(mode: Mode, place: Place, ops: readonly Op[]): { [name: string]: Spec } {
  const { options, items } = MODES[mode];
  const r = source(items, options);
  const steps = (r.callbacks?.read ?? []).map((step, index) =>
    place === '_read' && index === 2 ? [...ops, ...step] : step,
  );
  const pass: readonly Op[] = [{ answer: [null, { given: true }] }];
  const transform = place === '_transform' ? midst(pass, ops) : [pass];
  const done: readonly Op[] = [{ answer: [] }];
  const late: readonly Op[] = [{ wait: 'tick' }, { answer: [] }];
  const work = place === 'drain' ? late : done;
  const write =
    place === '_write'
      ? midst(work, ops)
      : place === 'answered _write'
        ? [work, [...work, ...ops], work]
        : [work];
  const small = { ...options, highWaterMark: place === 'drain' ? 1 : 4 };
  return {
    r: { ...r, callbacks: { read: steps } },
    t: through(undefined, options, { transform }),
    w: sink(undefined, small, { write }),
    v: sink(undefined, options),
  };
}

function during(what: string, ...ops: readonly Op[]): Scenario[] {
  return (Object.keys(MODES) as Mode[]).flatMap((mode) =>
    PLACES.map((place) => {
      const listening: Op[] =
        place === 'data'
          ? [{ listen: 'data', on: 't', do: ops, nth: 2 }]
          : place === 'drain'
            ? [{ listen: 'drain', on: 'w', do: ops, nth: 1 }]
            : [];
      const after = place === 'outside' ? [{ wait: 'tick' } as const, ...ops] : [];
      return scenario(
        `flow of ${mode}, ${what}, from ${place}`,
        streams(mode, place, ops),
        ...listening,
        pipe('r', 't'),
        pipe('t', 'w'),
        ...after,
        turn,
        call('t', 'resume'),
        call('w', 'uncork'),
      );
    }),
  );
}

const add = (how: string, event: string, name: string): Op => ({ listen: event, on: name, how }) as Op;
const set = (path: string, name: string, to: Arg): Op => ({ set: path, on: name, to });

const listeners = ['r', 't'].flatMap((name) => [
  ...[
    'on',
    'once',
    'prependListener',
    'prependOnceListener',
    'emitter.on',
    'emitter.prependListener',
  ].flatMap((how) => during(`a 'data' listener of ${name} by ${how}`, add(how, 'data', name))),
  ...during(`a 'readable' listener of ${name}`, on(name, 'readable', call(name, 'read'))),
  ...during(`no 'data' listeners of ${name} any more`, call(name, 'removeAllListeners', 'data')),
  ...during(`no listeners of ${name} any more`, call(name, 'removeAllListeners')),
]);

const destinations = ['w', 't'].flatMap((name) => [
  ...during(`a 'drain' listener of ${name}`, on(name, 'drain')),
  ...during(`an 'unpipe' listener of ${name}`, on(name, 'unpipe')),
  ...during(`no listeners of ${name} any more, as a destination`, call(name, 'removeAllListeners')),
]);

const joints = ['r', 't'].flatMap((name) => [
  ...during(`${name} is piped to a second destination`, pipe(name, 'v')),
  ...during(`${name} is unpiped`, call(name, 'unpipe')),
  ...during(
    `${name} is unpiped and piped again`,
    call(name, 'unpipe', { stream: name === 'r' ? 't' : 'w' }),
    pipe(name, name === 'r' ? 't' : 'w'),
  ),
  ...during(`${name} is unpiped and piped elsewhere`, call(name, 'unpipe'), pipe(name, 'v')),
  ...during(`${name} is paused`, call(name, 'pause')),
  ...during(`${name} is paused and resumed`, call(name, 'pause'), call(name, 'resume')),
  ...during(`${name} is pushed to`, call(name, 'push', 'x')),
  ...during(`${name} is unshifted to`, call(name, 'unshift', 'x')),
  ...during(`${name} is ended by push(null)`, call(name, 'push', null)),
  ...during(`${name} is destroyed`, call(name, 'destroy')),
  ...during(`${name} is destroyed with an error`, call(name, 'destroy', { error: 'E' })),
  ...during(`${name} does not flow`, set('_readableState.flowing', name, false)),
  ...during(`the mark of ${name} is 0`, set('_readableState.highWaterMark', name, 0)),
  ...during(`the mark of ${name} is 100`, set('_readableState.highWaterMark', name, 100)),
  ...during(`${name}.setEncoding('hex')`, call(name, 'setEncoding', 'hex')),
  ...during(`${name}.emit('data')`, call(name, 'emit', 'data', 'x')),
]);

const writes = ['w', 't'].flatMap((name) => [
  ...during(`${name} is corked`, call(name, 'cork')),
  ...during(`${name} is corked and uncorked`, call(name, 'cork'), { wait: 'tick' }, call(name, 'uncork')),
  ...during(`${name} is written to`, call(name, 'write', 'x', { callback: [] })),
  ...during(`${name} is ended`, call(name, 'end')),
  ...during(`${name} is destroyed, as a destination`, call(name, 'destroy')),
  ...during(`${name} fails, as a destination`, call(name, 'destroy', { error: 'E' })),
  ...during(`${name}.setDefaultEncoding('hex')`, call(name, 'setDefaultEncoding', 'hex')),
  ...during(`the writable mark of ${name} is 0`, set('_writableState.highWaterMark', name, 0)),
  ...during(`the writable mark of ${name} is 100`, set('_writableState.highWaterMark', name, 100)),
  ...during(`${name}._write is called`, call(name, '_write', 'x', 'utf8', { callback: [] })),
  ...during(`${name}.emit('drain')`, call(name, 'emit', 'drain')),
]);

/** `read` is not called from inside `_read`: node:stream then takes more than there is. */
const reads = (['t', 'r'] as const).flatMap((name) =>
  during(`${name}.read()`, call(name, 'read')).filter(({ name: title }) => !title.endsWith('from _read')),
);

const transforming = [
  ...during('t._transform is called', call('t', '_transform', 'x', 'utf8', { callback: [] })),
  ...during('t._read is called', call('t', '_read', 4)),
];

const mode: StreamSpec['options'] = { objectMode: true };

const throwing = [
  scenario(
    'flow, a destination whose write throws',
    {
      r: source([1, 2, null], mode),
      c: { kind: 'Classic', bare: true, methods: { write: [[], [{ throw: 'E' }]], end: [[]] } },
    },
    pipe('r', 'c'),
    turn,
    call('r', 'resume'),
  ),
  scenario(
    'flow, null written to a destination that takes bytes',
    { r: source(['a', { json: {} }, 'b'], mode), w: sink() },
    pipe('r', 'w'),
  ),
];

const bytes = (text: string) => ({ call: 'push', with: [text] }) as const;

const reentrant = [
  scenario(
    'flow, a read within _read that asks for more than comes',
    {
      r: {
        kind: 'Readable',
        callbacks: {
          read: [
            [bytes('rs'), bytes('rs')],
            [bytes('abcde')],
            [bytes('bcd')],
            [bytes('bcd'), { call: 'read' }],
          ],
        },
      },
      w: sink(),
    },
    pipe('r', 'w'),
  ),
  scenario(
    'flow, a loop over a transform that is full',
    {
      r: {
        kind: 'Readable',
        callbacks: { read: [[bytes('a')], [bytes('b')], [bytes('c'), bytes('d'), bytes('e')]] },
      },
      t: { kind: 'PassThrough', options: { ...mode, highWaterMark: 3 } },
      s: { kind: 'stage', as: 'map' },
    },
    { pipeline: ['r', 't', 's'] },
  ),
];

export const midflow: readonly Scenario[] = [
  ...listeners,
  ...destinations,
  ...joints,
  ...writes,
  ...reads,
  ...transforming,
  ...throwing,
  ...reentrant,
];
