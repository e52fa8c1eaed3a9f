/**
 * Short names for writing programs by hand.
 *
 * @module
 */
import type { Arg, Behaviour, FromSpec, Op, Program, Spec, StreamSpec, Turn } from './program.ts';

/** A program with a name. */
export interface Scenario extends Program {
  readonly name: string;
}

type Options = { readonly [name: string]: Arg };
type Callbacks = NonNullable<StreamSpec['callbacks']>;

/** Makes a scenario; lists of operations are flattened. */
export function scenario(
  name: string,
  streams: { readonly [name: string]: Spec },
  ...ops: readonly (Op | readonly Op[])[]
): Scenario {
  return { name, streams, ops: ops.flat() };
}

/** A Readable whose n-th `_read` pushes the n-th chunk. */
export function source(chunks: readonly Arg[], options: Options = {}, when?: Turn): StreamSpec {
  return { kind: 'Readable', options, callbacks: { read: chunks.map((chunk) => at(when, push(chunk))) } };
}

/** A Readable that is pushed to from outside. */
export function manual(options: Options = {}): StreamSpec {
  return { kind: 'Readable', options, callbacks: { read: [] } };
}

/** A Writable that answers each write at once, or at a later turn. */
export function sink(when?: Turn | 'never', options: Options = {}, callbacks: Callbacks = {}): StreamSpec {
  const write: Behaviour = when === 'never' ? [[]] : [at(when, { answer: [] })];
  return { kind: 'Writable', options, callbacks: { write, ...callbacks } };
}

/** A Transform that passes each chunk on. */
export function through(when?: Turn, options: Options = {}, callbacks: Callbacks = {}): StreamSpec {
  const transform: Behaviour = [at(when, { answer: [null, { given: true }] })];
  return { kind: 'Transform', options, callbacks: { transform, ...callbacks } };
}

/** A Duplex whose sides know nothing of each other. */
export function duplex(chunks: readonly Arg[], options: Options = {}, callbacks: Callbacks = {}): StreamSpec {
  const read = chunks.map((chunk) => [push(chunk)]);
  return { kind: 'Duplex', options, callbacks: { read, write: [[{ answer: [] }]], ...callbacks } };
}

/** `Readable.from` an iterable of these items. */
export function from(
  kind: FromSpec['source'],
  items: readonly Arg[],
  more: Partial<FromSpec> = {},
): FromSpec {
  return { kind: 'from', source: kind, items, ...more };
}

export function at(when: Turn | undefined, ...ops: Op[]): Op[] {
  return when === undefined ? ops : [{ wait: when }, ...ops];
}

export const tick: Op = { wait: 'tick' };
export const turn: Op = { wait: 'immediate' };
export const ok: Op = { answer: [] };
export const fail: Op = { answer: [{ error: 'E' }] };
export const error: Arg = { error: 'E' };
export const nothing: Arg = { is: 'undefined' };

export function buffer(text: string): Arg {
  return { buffer: Buffer.from(text).toString('hex') };
}

/** Pushes to the stream whose callback is running. */
export function push(chunk: Arg): Op {
  return { call: 'push', with: [chunk] };
}

export function call(on: string, method: string, ...args: Arg[]): Op {
  return { call: method, on, with: args };
}

/** Calls a method of the stream whose listener or callback is running. */
export function self(method: string, ...args: Arg[]): Op {
  return { call: method, with: args };
}

export function on(stream: string, event: string, ...ops: Op[]): Op {
  return { listen: event, on: stream, do: ops };
}

export function once(stream: string, event: string, ...ops: Op[]): Op {
  return { listen: event, on: stream, do: ops, how: 'once' };
}

export function pipe(stream: string, to: string, options?: Options): Op {
  return call(stream, 'pipe', { stream: to }, ...(options === undefined ? [] : [{ options }]));
}

export function unpipe(stream: string, ...from: string[]): Op {
  return call(stream, 'unpipe', ...from.map((name) => ({ stream: name })));
}

export function callback(...ops: Op[]): Arg {
  return { callback: ops };
}
