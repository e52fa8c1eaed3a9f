/** Scenarios of pipeline. */
import type { Scenario } from '../ops.ts';
import {
  call,
  duplex,
  error,
  fail,
  from,
  manual,
  ok,
  on,
  scenario,
  self,
  sink,
  source,
  through,
  tick,
  turn,
} from '../ops.ts';
import type { FromSpec, Op, StageSpec } from '../program.ts';

const small = { highWaterMark: 2 };
const pipeline = (...names: string[]): Op => ({ pipeline: names });
const aborting = (...names: string[]): Op => ({
  pipeline: names,
  with: { options: { signal: { signal: 'a' } } },
});
const open = (...names: string[]): Op => ({ pipeline: names, with: { options: { end: false } } });
const stage = (as: StageSpec['as'], more: Partial<StageSpec> = {}): StageSpec => ({
  kind: 'stage',
  as,
  ...more,
});
const iterable = (
  kind: FromSpec['source'],
  items: FromSpec['items'],
  more: Partial<FromSpec> = {},
): FromSpec => ({ kind: 'iterable', source: kind, items, ...more });
const abc = ['a', 'b', 'c', null];

export const pipelines: readonly Scenario[] = [
  scenario('pipeline, two stages', { r: source(abc), w: sink() }, pipeline('r', 'w')),
  scenario(
    'pipeline, two stages, slow',
    { r: source(abc, {}, 'immediate'), w: sink('immediate', small) },
    pipeline('r', 'w'),
  ),
  scenario('pipeline, three stages', { r: source(abc), t: through(), w: sink() }, pipeline('r', 't', 'w')),
  scenario(
    'pipeline, three stages, small and slow',
    { r: source(abc), t: through('tick', small), w: sink('immediate', small) },
    pipeline('r', 't', 'w'),
  ),
  scenario(
    'pipeline, four stages',
    { r: source(abc), t: through('tick'), u: through(), w: sink('tick') },
    pipeline('r', 't', 'u', 'w'),
  ),
  scenario(
    'pipeline, ends in a duplex',
    { r: source(abc), t: through() },
    pipeline('r', 't'),
    turn,
    call('t', 'resume'),
  ),
  scenario(
    'pipeline, ends in a transform that is read',
    { r: source(abc), t: through() },
    pipeline('r', 't'),
    on('t', 'data'),
  ),
  scenario(
    'pipeline, through a duplex',
    { r: source(abc), d: duplex(['x', null]), w: sink() },
    pipeline('r', 'd', 'w'),
  ),
  scenario('pipeline, one stage', { w: sink() }, pipeline('w')),
  scenario(
    'pipeline, source fails',
    {
      r: { kind: 'Readable', callbacks: { read: [[self('push', 'a')], [self('destroy', error)]] } },
      t: through(),
      w: sink(),
    },
    pipeline('r', 't', 'w'),
  ),
  scenario(
    'pipeline, source throws',
    { r: { kind: 'Readable', callbacks: { read: [[{ throw: 'boom' }]] } }, w: sink() },
    pipeline('r', 'w'),
  ),
  scenario(
    'pipeline, source closes too early',
    { r: source(['a']), w: sink() },
    pipeline('r', 'w'),
    turn,
    call('r', 'destroy'),
  ),
  scenario(
    'pipeline, source closed before',
    { r: source(['a']), w: sink() },
    call('r', 'destroy'),
    turn,
    pipeline('r', 'w'),
  ),
  scenario(
    'pipeline, source ended before',
    { r: source([null]), w: sink() },
    call('r', 'resume'),
    turn,
    pipeline('r', 'w'),
  ),
  scenario(
    'pipeline, source failed before',
    { r: source(['a']), w: sink() },
    call('r', 'destroy', error),
    turn,
    pipeline('r', 'w'),
  ),
  scenario(
    'pipeline, middle fails',
    { r: source(abc), t: through(undefined, {}, { transform: [[ok], [fail]] }), w: sink() },
    pipeline('r', 't', 'w'),
  ),
  scenario(
    'pipeline, middle throws',
    { r: source(abc), t: through(undefined, {}, { transform: [[{ throw: 'boom' }]] }), w: sink() },
    pipeline('r', 't', 'w'),
  ),
  scenario(
    'pipeline, middle destroyed',
    { r: source(['a']), t: through(), w: sink() },
    pipeline('r', 't', 'w'),
    turn,
    call('t', 'destroy'),
  ),
  scenario(
    'pipeline, middle destroyed with an error',
    { r: source(['a']), t: through(), w: sink() },
    pipeline('r', 't', 'w'),
    turn,
    call('t', 'destroy', error),
  ),
  scenario(
    'pipeline, flush fails',
    { r: source(abc), t: through(undefined, {}, { flush: [[turn, fail]] }), w: sink() },
    pipeline('r', 't', 'w'),
  ),
  scenario(
    'pipeline, destination fails',
    { r: source(abc), t: through(), w: sink(undefined, {}, { write: [[ok], [turn, fail]] }) },
    pipeline('r', 't', 'w'),
  ),
  scenario(
    'pipeline, destination fails in final',
    { r: source(abc), w: sink(undefined, {}, { final: [[turn, fail]] }) },
    pipeline('r', 'w'),
  ),
  scenario(
    'pipeline, destination throws',
    { r: source(abc), w: sink(undefined, {}, { write: [[{ throw: 'boom' }]] }) },
    pipeline('r', 'w'),
  ),
  scenario(
    'pipeline, destination destroyed',
    { r: source(['a']), w: sink() },
    pipeline('r', 'w'),
    turn,
    call('w', 'destroy'),
  ),
  scenario(
    'pipeline, destination ended by hand',
    { r: source(abc, {}, 'immediate'), w: sink() },
    pipeline('r', 'w'),
    turn,
    turn,
    call('w', 'end'),
  ),
  scenario(
    'pipeline, destination ended before',
    { r: source(abc), w: sink() },
    call('w', 'end'),
    turn,
    pipeline('r', 'w'),
  ),
  scenario(
    'pipeline, destination destroyed before',
    { r: source(abc), w: sink() },
    call('w', 'destroy'),
    turn,
    pipeline('r', 'w'),
  ),
  scenario(
    'pipeline, two stages fail',
    { r: source(['a']), w: sink() },
    pipeline('r', 'w'),
    turn,
    call('r', 'destroy', error),
    call('w', 'destroy', { error: 'F' }),
  ),
  scenario(
    'pipeline, no error listeners',
    {
      r: { ...source(abc), watch: ['close'] },
      t: { ...through(undefined, {}, { transform: [[fail]] }), watch: ['close'] },
      w: { ...sink(), watch: ['close'] },
    },
    pipeline('r', 't', 'w'),
  ),
  scenario(
    'pipeline, autoDestroy false',
    { r: source(abc, { autoDestroy: false }), w: sink(undefined, { autoDestroy: false }) },
    pipeline('r', 'w'),
  ),
  scenario(
    'pipeline, emitClose false',
    { r: source(abc, { emitClose: false }), w: sink(undefined, { emitClose: false }) },
    pipeline('r', 'w'),
  ),
  scenario(
    'pipeline, destination that closes late',
    { r: source(abc), w: sink(undefined, {}, { destroy: [[turn, ok]] }) },
    pipeline('r', 'w'),
  ),
  scenario(
    'pipeline, end false',
    { r: source(abc), w: sink() },
    open('r', 'w'),
    turn,
    turn,
    call('w', 'end'),
  ),
  scenario(
    'pipeline, end false, source fails',
    { r: source(['a']), w: sink() },
    open('r', 'w'),
    turn,
    call('r', 'destroy', error),
  ),
  scenario('pipeline, end false, iterable', { r: iterable('array', ['a', 'b']), w: sink() }, open('r', 'w')),
  scenario('pipeline, aborted before', { r: source(abc), w: sink() }, { abort: 'a' }, aborting('r', 'w')),
  scenario('pipeline, aborted at once', { r: source(abc), w: sink() }, aborting('r', 'w'), { abort: 'a' }),
  scenario('pipeline, aborted on a tick', { r: source(abc), w: sink() }, aborting('r', 'w'), tick, {
    abort: 'a',
  }),
  scenario(
    'pipeline, aborted while data runs',
    { r: source(abc, {}, 'immediate'), t: through('tick'), w: sink('immediate') },
    aborting('r', 't', 'w'),
    turn,
    turn,
    { abort: 'a' },
  ),
  scenario(
    'pipeline, aborted while the end is near',
    { r: source([null]), w: sink(undefined, {}, { final: [[turn, turn, ok]] }) },
    aborting('r', 'w'),
    turn,
    { abort: 'a' },
  ),
  scenario('pipeline, aborted after the end', { r: source(abc), w: sink() }, aborting('r', 'w'), turn, turn, {
    abort: 'a',
  }),
  scenario('pipeline, from an array', { r: iterable('array', ['a', 'b']), w: sink() }, pipeline('r', 'w')),
  scenario('pipeline, from a string', { r: iterable('value', ['text']), w: sink() }, pipeline('r', 'w')),
  scenario(
    'pipeline, from a generator',
    { r: iterable('generator', ['a', 'b']), w: sink('tick') },
    pipeline('r', 'w'),
  ),
  scenario(
    'pipeline, from a generator to a slow destination',
    { r: iterable('generator', ['aa', 'bb', 'cc']), w: sink('immediate', small) },
    pipeline('r', 'w'),
  ),
  scenario(
    'pipeline, from a generator that throws',
    { r: iterable('generator', ['a', 'b'], { throwAt: 1 }), w: sink() },
    pipeline('r', 'w'),
  ),
  scenario(
    'pipeline, from an async generator',
    { r: iterable('asyncGenerator', ['a', 'b']), t: through(), w: sink() },
    pipeline('r', 't', 'w'),
  ),
  scenario(
    'pipeline, from an async generator, destination fails',
    { r: iterable('asyncGenerator', ['a', 'b', 'c']), w: sink(undefined, {}, { write: [[fail]] }) },
    pipeline('r', 'w'),
  ),
  scenario(
    'pipeline, a generator as source function',
    { g: stage('syncGenerator'), w: sink() },
    pipeline('g', 'w'),
  ),
  scenario(
    'pipeline, a generator in the middle',
    { r: source(abc), g: stage('map'), w: sink() },
    pipeline('r', 'g', 'w'),
  ),
  scenario(
    'pipeline, a slow generator in the middle',
    { r: source(abc), g: stage('double', { slow: 'immediate' }), w: sink('tick', small) },
    pipeline('r', 'g', 'w'),
  ),
  scenario(
    'pipeline, a generator in the middle throws',
    { r: source(abc), g: stage('map', { stop: { after: 2, by: 'throw' } }), w: sink() },
    pipeline('r', 'g', 'w'),
  ),
  scenario(
    'pipeline, a generator in the middle returns early',
    {
      r: source(['a', 'b', 'c', 'd', null], { highWaterMark: 1 }),
      g: stage('map', { stop: { after: 1, by: 'break' } }),
      w: sink(),
    },
    pipeline('r', 'g', 'w'),
  ),
  scenario(
    'pipeline, a generator before a failing destination',
    { r: source(abc), g: stage('map'), w: sink(undefined, {}, { write: [[turn, fail]] }) },
    pipeline('r', 'g', 'w'),
  ),
  scenario(
    'pipeline, generators only',
    { r: iterable('array', ['a', 'b']), g: stage('map'), h: stage('double'), s: stage('sink') },
    pipeline('r', 'g', 'h', 's'),
  ),
  scenario('pipeline, to an async function', { r: source(abc), s: stage('sink') }, pipeline('r', 's')),
  scenario(
    'pipeline, to an async function that stops early',
    { r: source(abc), s: stage('sink', { stop: { after: 1, by: 'break' } }) },
    pipeline('r', 's'),
  ),
  scenario(
    'pipeline, to an async function that throws',
    { r: source(abc), s: stage('sink', { stop: { after: 1, by: 'throw' } }) },
    pipeline('r', 's'),
  ),
  scenario(
    'pipeline, through a transform to an async function',
    { r: source(abc), t: through('tick'), s: stage('sink', { slow: 'tick' }) },
    pipeline('r', 't', 's'),
  ),
  scenario('pipeline, ends in a generator', { r: source(abc), g: stage('map') }, pipeline('r', 'g')),
  scenario(
    'pipeline, a stage that returns no iterable',
    { r: source(abc), g: stage('notIterable'), w: sink() },
    pipeline('r', 'g', 'w'),
  ),
  scenario(
    'pipeline, a last stage that returns no promise',
    { r: source(abc), g: stage('notIterable') },
    pipeline('r', 'g'),
  ),
  scenario(
    'pipeline, aborted while a generator waits',
    { r: manual(), g: stage('map'), w: sink() },
    aborting('r', 'g', 'w'),
    turn,
    { abort: 'a' },
  ),
  scenario(
    'pipeline, aborted while an async function waits',
    { r: manual(), s: stage('sink') },
    aborting('r', 's'),
    turn,
    { abort: 'a' },
  ),
  scenario(
    'pipeline, into an invalid stage',
    { r: source(abc), x: iterable('value', [5]), w: sink() },
    pipeline('r', 'x', 'w'),
    pipeline('x', 'w'),
  ),
  scenario(
    'pipeline, a Readable.from',
    { r: from('array', ['a', 'b']), t: through(), w: sink() },
    pipeline('r', 't', 'w'),
  ),
  scenario(
    'pipeline, two in a row',
    { r: source(abc), t: through(), u: through(), w: sink() },
    pipeline('r', 't'),
    pipeline('t', 'u', 'w'),
  ),
  scenario(
    'pipeline, a written chunk fails after the end',
    { t: through(), w: sink() },
    pipeline('t', 'w'),
    call('t', 'end', 'a'),
    turn,
    turn,
    call('t', 'write', 'late', { callback: [] }),
  ),
  scenario(
    'pipeline, the callback destroys',
    { r: source(abc), w: sink() },
    { pipeline: ['r', 'w'], do: [call('r', 'destroy', error), call('w', 'destroy', error)] },
  ),
];
