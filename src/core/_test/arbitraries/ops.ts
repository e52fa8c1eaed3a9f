/** Arbitrary operations: on a named stream, or on the one whose callback is running. */
import * as fc from 'fast-check';
import type { Arg, Op } from '../program.ts';
import type { Arb, Weighted } from './values.ts';
import { chunk, encodings, failure, list, pick, pushed, recorder, text, wait } from './values.ts';

type Target = { readonly on?: string };

export const act = (target: Target, method: string, ...args: Arg[]): Op => ({
  call: method,
  ...target,
  with: args,
});

export function pushing(target: Target, items: Arb<Arg> = pushed): Arb<Op> {
  return items.map((item) => act(target, 'push', item));
}

export function reading(target: Target): readonly Weighted<Op>[] {
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

export function writing(target: Target): readonly Weighted<Op>[] {
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

export function destroying(target: Target): readonly Weighted<Op>[] {
  return [
    [1, act(target, 'destroy')],
    [1, failure.map((error) => act(target, 'destroy', error))],
  ];
}

/** What a listener may do: mostly nothing. */
export function reaction(...names: string[]): Arb<Op[]> {
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

export function listening(name: string, events: readonly string[], reactions: Arb<Op[]>): Arb<Op> {
  const how = pick<'on' | 'once' | 'prependListener'>([6, 'on'], [2, 'once'], [1, 'prependListener']);
  return fc
    .tuple(fc.constantFrom(...events), reactions, how)
    .map(([event, ops, method]) => ({ listen: event, on: name, do: ops, how: method }));
}

export const READ_EVENTS: readonly string[] = [
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
export const WRITE_EVENTS: readonly string[] = [
  'drain',
  'drain',
  'finish',
  'close',
  'error',
  'pipe',
  'unpipe',
  'prefinish',
];
export const BOTH_EVENTS: readonly string[] = [...READ_EVENTS, ...WRITE_EVENTS];
