/**
 * Arbitrary operations that interfere with a flow: whatever a listener, a callback or a passer-by may do to a
 * stream while chunks go through it. A short cut through the flow has to notice each of them.
 */
import * as fc from 'fast-check';
import type { Arg, How, Op, Override } from '../program.ts';
import { act } from './ops.ts';
import type { Arb, Weighted } from './values.ts';
import { list, pick, some, wait } from './values.ts';

/** Text and bytes: what every stream takes, in object mode or not. */
export const common: Arb<Arg> = fc.constantFrom<Arg>(
  'a',
  'bcd',
  'é€',
  { buffer: '6d6e' },
  { bytes: '7273' },
  '',
  { buffer: '' },
);

/** 'removeListener' is not among them: Node 20 and 22 emit it only for some of a stream's listeners. */
const EVENTS: readonly string[] = [
  'data',
  'data',
  'data',
  'readable',
  'drain',
  'drain',
  'pause',
  'resume',
  'end',
  'finish',
  'prefinish',
  'error',
  'close',
  'pipe',
  'unpipe',
  'newListener',
];

const hows = pick<How>(
  [4, 'on'],
  [2, 'once'],
  [1, 'prependListener'],
  [1, 'prependOnceListener'],
  [1, 'emitter.on'],
  [1, 'emitter.prependListener'],
);

const nth: readonly [number, Arb<number>] = [2, fc.integer({ min: 1, max: 3 })];
const give: Op = { give: { rejection: 'rejected by a listener' } };

/** A listener, whose reaction may be to interfere in turn, or to return a promise that rejects. */
export function listener(on: Arb<string>, reaction: Arb<Op[]>): Arb<Op> {
  const quiet = pick<Op[]>([4, []], [1, [give]]);
  return fc
    .record({
      name: on,
      event: fc.constantFrom(...EVENTS),
      how: hows,
      ops: pick<Op[]>([2, quiet], [3, reaction]),
      rest: some<number>({ nth }),
    })
    .map(({ name, event, how, ops, rest }) => ({ listen: event, on: name, how, do: ops, ...rest }));
}

/** What a method may return instead of calling the one that it hides, without going round for ever. */
const INSTEAD: { readonly [method: string]: readonly Arg[] } = {
  push: [true, false],
  read: [null],
  write: [true, false],
  emit: [false],
  pause: [{ is: 'undefined' }],
  resume: [{ is: 'undefined' }],
  unpipe: [{ is: 'undefined' }],
  _read: [{ is: 'undefined' }],
  _write: [{ is: 'undefined' }],
  _transform: [{ is: 'undefined' }],
};

/** What every chunk goes through comes first and more than once. */
export const READ_METHODS: readonly string[] = [
  'push',
  'push',
  'push',
  'read',
  'read',
  'read',
  'emit',
  'emit',
  '_read',
  '_read',
  'on',
  'once',
  'prependListener',
  'removeListener',
  'pipe',
  'unpipe',
  'pause',
  'resume',
  'destroy',
  'listenerCount',
  '_read',
  '_destroy',
];
export const WRITE_METHODS: readonly string[] = [
  'write',
  'write',
  'write',
  '_write',
  '_write',
  'emit',
  'emit',
  'end',
  'on',
  'once',
  'prependListener',
  'removeListener',
  'destroy',
  'listenerCount',
  'cork',
  'uncork',
  '_write',
  '_writev',
  '_final',
  '_destroy',
];
export const TRANSFORM_METHODS: readonly string[] = [
  ...READ_METHODS,
  ...WRITE_METHODS,
  '_transform',
  '_transform',
  '_transform',
  '_flush',
];

/** A method that hides another; what it does besides recording comes from `reaction`. */
export function overriding(methods: readonly string[], reaction: Arb<Op[]>): Arb<Override> {
  return fc.constantFrom(...methods).chain((override) =>
    some<unknown>({
      // Node reads a part of its state before it calls listenerCount and writes it back afterwards.
      ...(override !== 'listenerCount' && { do: [3, reaction] as const }),
      nth,
      ...(INSTEAD[override] && { instead: [8, fc.constantFrom(...INSTEAD[override])] }),
    }).map((rest) => ({ override, ...rest })),
  );
}

/** The streams of a program by what they can do. Each may be piped to those behind it, for a circle never ends. */
export interface Cast {
  readonly readable: readonly string[];
  readonly writable: readonly string[];
}

const marks = fc.constantFrom<Arg>(0, 1, 2, 4, 100);

/** One interference with the side of a stream that is read. */
function withReadable(name: string, destinations: readonly string[]): readonly Weighted<Op>[] {
  const self = { on: name };
  const piping = (method: string): Arb<Op> =>
    fc.constantFrom(...destinations).map((to) => act(self, method, { stream: to }));
  const set = (path: string, to: Arg): Op => ({ set: path, on: name, to });
  return [
    [6, fc.constantFrom('pause', 'resume').map((method) => act(self, method))],
    [4, piping('unpipe')],
    [1, act(self, 'unpipe')],
    [4, piping('pipe')],
    [4, fc.constantFrom<Arg[]>([], [], [0], [1], [3]).map((args) => act(self, 'read', ...args))],
    [4, common.map((item) => act(self, 'push', item))],
    [1, act(self, 'push', null)],
    [2, common.map((item) => act(self, 'unshift', item))],
    [1, fc.constantFrom('utf8', 'hex').map((encoding) => act(self, 'setEncoding', encoding))],
    [1, act(self, 'emit', 'data', 'x')],
    [1, act(self, '_read', 16)],
    [2, fc.constantFrom('data', 'readable').map((event) => act(self, 'removeAllListeners', event))],
    [2, marks.map((mark) => set('_readableState.highWaterMark', mark))],
    [1, set('_readableState.flowing', false)],
    [1, set('readableFlowing', false)],
  ];
}

/** One interference with the side of a stream that is written to. */
function withWritable(name: string): readonly Weighted<Op>[] {
  const self = { on: name };
  return [
    [2, act(self, 'cork')],
    [3, act(self, 'uncork')],
    [4, common.map((item) => act(self, 'write', item))],
    [2, common.map((item) => act(self, 'write', item, { callback: [] }))],
    [1, act(self, 'end')],
    [1, fc.constantFrom('hex', 'latin1').map((encoding) => act(self, 'setDefaultEncoding', encoding))],
    [1, act(self, 'emit', 'drain')],
    [1, common.map((item) => act(self, '_write', item, 'utf8', { callback: [] }))],
    [1, common.map((item) => act(self, '_transform', item, 'utf8', { callback: [] }))],
    [2, fc.constantFrom('drain', 'error', 'unpipe').map((event) => act(self, 'removeAllListeners', event))],
    [2, marks.map((mark): Op => ({ set: '_writableState.highWaterMark', on: name, to: mark }))],
  ];
}

/** One interference with a stream. */
function interference(name: string, { readable, writable }: Cast): Arb<Op> {
  const self = { on: name };
  const isReadable = readable.includes(name);
  const isWritable = writable.includes(name);
  const methods = isReadable ? (isWritable ? TRANSFORM_METHODS : READ_METHODS) : WRITE_METHODS;
  return pick<Op>(
    ...(isReadable ? withReadable(name, writable.slice(writable.indexOf(name) + 1)) : []),
    ...(isWritable ? withWritable(name) : []),
    [1, act(self, 'destroy')],
    [1, act(self, 'destroy', { error: 'D' })],
    [1, { set: 'destroyed', on: name, to: true }],
    [1, act(self, 'removeAllListeners')],
    [4, fc.nat(5).map((number): Op => ({ unlisten: number }))],
    [3, fc.nat(9).map((of): Op => ({ answer: [], of }))],
    [2, fc.nat(9).map((of): Op => ({ answer: [null, 'z'], of }))],
    [1, fc.nat(9).map((of): Op => ({ answer: [{ error: 'A' }], of }))],
    [3, fc.constantFrom(...methods).map((restore): Op => ({ restore, on: name }))],
    [10, overriding(methods, fc.constant([])).map((override): Op => ({ ...override, on: name }))],
  );
}

/** One interference with any of the streams. */
export function meddling(cast: Cast): Arb<Op> {
  return anyOf(cast).chain((name) => interference(name, cast));
}

/** One of the streams. */
export function anyOf({ readable, writable }: Cast): Arb<string> {
  return fc.constantFrom(...new Set([...readable, ...writable]));
}

/** What a listener or a callback does to interfere: once, or again later. */
export function meddlings(cast: Cast): Arb<Op[]> {
  const one = meddling(cast);
  const inner = pick<Op>([6, one], [2, wait], [2, listener(anyOf(cast), fc.constant([]))]);
  return pick<Op[]>([5, one.map((op) => [op])], [2, list(inner, 3, 2)]);
}
