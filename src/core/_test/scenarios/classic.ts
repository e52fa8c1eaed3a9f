/** Scenarios of classic streams, alone and among the others. */
import type { Scenario } from '../ops.ts';
import { call, error, manual, on, pipe, scenario, self, sink, source, through, tick, turn } from '../ops.ts';
import type { Arg, ClassicSpec, Op } from '../program.ts';

const emit = (on: string, event: string, ...args: Arg[]): Op => call(on, 'emit', event, ...args);

const emitter: ClassicSpec = { kind: 'Classic', flags: { readable: true } };
const writer = (...write: Op[]): ClassicSpec => ({
  kind: 'Classic',
  flags: { writable: true },
  methods: { write: [write], end: [[]], destroy: [[]] },
});
const filter: ClassicSpec = {
  kind: 'Classic',
  flags: { readable: true, writable: true },
  methods: {
    write: [[self('emit', 'data', { given: true })]],
    end: [[self('emit', 'end')]],
    pause: [[]],
    resume: [[]],
    destroy: [[self('emit', 'close')]],
  },
};

export const classics: readonly Scenario[] = [
  scenario(
    'classic, an emitter to a Writable',
    { c: emitter, w: sink() },
    pipe('c', 'w'),
    emit('c', 'data', 'a'),
    emit('c', 'data', 'b'),
    emit('c', 'end'),
  ),
  scenario(
    'classic, an emitter to a slow Writable',
    { c: { ...filter }, w: sink('immediate', { highWaterMark: 1 }) },
    pipe('c', 'w'),
    call('c', 'write', 'aa'),
    call('c', 'write', 'bb'),
    turn,
    call('c', 'end'),
  ),
  scenario(
    'classic, a Readable to a classic destination',
    { r: source(['a', 'b', null]), c: writer() },
    pipe('r', 'c'),
  ),
  scenario(
    'classic, a Readable to a classic destination that asks to wait',
    {
      r: source(['a', 'b', 'c', null]),
      c: writer({ give: false }, { wait: 'immediate' }, self('emit', 'drain')),
    },
    pipe('r', 'c'),
  ),
  scenario(
    'classic, through a filter',
    { r: source(['a', null]), c: filter, w: sink() },
    pipe('r', 'c'),
    pipe('c', 'w'),
  ),
  scenario(
    'classic, end false',
    { c: emitter, w: sink() },
    pipe('c', 'w', { end: false }),
    emit('c', 'end'),
    turn,
  ),
  scenario(
    'classic, close without end destroys the destination',
    { c: emitter, w: sink() },
    pipe('c', 'w'),
    emit('c', 'close'),
    turn,
  ),
  scenario(
    'classic, an error without a listener is thrown',
    { c: { ...emitter, watch: [] }, w: { ...sink(), watch: [] } },
    pipe('c', 'w'),
    emit('c', 'error', error),
    emit('w', 'error', error),
  ),
  scenario(
    'classic, end and close',
    { c: emitter, d: writer() },
    pipe('c', 'd'),
    emit('c', 'end'),
    emit('c', 'close'),
  ),
  scenario(
    'classic, a destination that closes',
    { c: emitter, d: writer() },
    pipe('c', 'd'),
    emit('d', 'close'),
    emit('c', 'data', 'late'),
  ),
  scenario(
    'classic, a destination that is standard output',
    { c: emitter, d: { ...writer(), flags: { writable: true, _isStdio: true } } },
    pipe('c', 'd'),
    emit('c', 'data', 'a'),
    emit('c', 'end'),
  ),
  scenario(
    'classic, wrapped by a Readable',
    { c: filter, r: manual() },
    call('r', 'wrap', { stream: 'c' }),
    on('r', 'data'),
    emit('c', 'data', 'a'),
    tick,
    emit('c', 'end'),
    turn,
    emit('c', 'close'),
  ),
  scenario(
    'classic, wrapped, failing',
    { c: filter, r: manual() },
    call('r', 'wrap', { stream: 'c' }),
    on('r', 'data'),
    emit('c', 'error', error),
    turn,
  ),
  scenario(
    'classic, wrapped, paused by a full buffer',
    { c: filter, r: { kind: 'Readable', options: { highWaterMark: 2 } } },
    call('r', 'wrap', { stream: 'c' }),
    emit('c', 'data', 'aaa'),
    turn,
    on('r', 'data'),
    turn,
  ),
  scenario(
    'classic, finished',
    { c: filter },
    { finished: 'c' },
    emit('c', 'end'),
    emit('c', 'finish'),
    turn,
  ),
  scenario('classic, finished, closed', { c: filter }, { finished: 'c' }, emit('c', 'close'), turn),
  scenario('classic, finished, failed', { c: filter }, { finished: 'c' }, emit('c', 'error', error), turn),
  scenario(
    'classic, in a pipeline',
    { r: source(['a', null]), c: filter, w: sink() },
    { pipeline: ['r', 'c', 'w'] },
    turn,
    emit('c', 'close'),
  ),
  scenario(
    'classic, in a pipeline that fails',
    { c: filter, t: through(undefined, {}, { transform: [[{ answer: [error] }]] }), w: sink() },
    { pipeline: ['c', 't', 'w'] },
    emit('c', 'data', 'a'),
    turn,
  ),
  scenario(
    'classic, a source without destroy in a pipeline that fails',
    { c: emitter, w: sink(undefined, {}, { write: [[{ answer: [error] }]] }) },
    { pipeline: ['c', 'w'] },
    emit('c', 'data', 'a'),
    turn,
  ),
  scenario('classic, in a loop', { c: filter }, { iterate: 'c' }, turn),
];
