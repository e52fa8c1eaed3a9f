/**
 * How values and states are written into a trace: short, equal for equal behaviour, readable in a report.
 *
 * @module
 */
import { EventEmitter } from 'node:events';
import { isSet, isUint8Array } from 'node:util/types';
import type { AnyStream } from './implementations.ts';

const PROPERTIES = [
  'readable',
  'readableAborted',
  'readableDidRead',
  'readableEncoding',
  'readableEnded',
  'readableFlowing',
  'readableHighWaterMark',
  'readableLength',
  'readableObjectMode',
  'writable',
  'writableAborted',
  'writableCorked',
  'writableEnded',
  'writableFinished',
  'writableHighWaterMark',
  'writableLength',
  'writableNeedDrain',
  'writableObjectMode',
  'allowHalfOpen',
  'closed',
  'destroyed',
  'errored',
] as const;

const COUNTED = [
  'data',
  'readable',
  'end',
  'close',
  'error',
  'drain',
  'finish',
  'prefinish',
  'pipe',
  'unpipe',
  'pause',
  'resume',
] as const;

/** Fields of `_readableState` and `_writableState` that packages read. */
const INTERNALS = {
  _readableState: [
    'ended',
    'endEmitted',
    'flowing',
    'length',
    'reading',
    'needReadable',
    'emittedReadable',
    'readableListening',
    'resumeScheduled',
    'dataEmitted',
    'highWaterMark',
    'destroyed',
    'errorEmitted',
    'closeEmitted',
    'pipes',
    'awaitDrainWriters',
  ],
  _writableState: [
    'ending',
    'ended',
    'finished',
    'length',
    'needDrain',
    'corked',
    'writing',
    'prefinished',
    'highWaterMark',
    'destroyed',
    'errorEmitted',
  ],
} as const;

/** Which parts of the state go into a trace. */
export interface TraceOptions {
  /** The number of listeners of each event; by default shown. */
  readonly listeners?: boolean;
  /** What packages read of the inner states; by default shown. */
  readonly internals?: boolean;
}

/** A stream's state: each observed name with its printed value. */
export type Snapshot = Map<string, string>;

/** Takes the state of a stream. */
export function snapshot(
  stream: AnyStream,
  show: (value: unknown) => string,
  options: TraceOptions,
): Snapshot {
  const state: Snapshot = new Map();
  for (const name of PROPERTIES) {
    if (name in stream) state.set(name, show(stream[name]));
  }
  if (typeof stream.isPaused === 'function') state.set('isPaused()', show(stream.isPaused()));
  if (options.internals !== false) addInternals(state, stream, show);
  if (options.listeners === false) return state;
  for (const event of COUNTED) {
    // The emitter's own, for a program may have another in its place.
    const count = EventEmitter.prototype.listenerCount.call(stream, event);
    if (count > 0) state.set(`on ${event}`, String(count));
  }
  return state;
}

function addInternals(state: Snapshot, stream: AnyStream, show: (value: unknown) => string): void {
  for (const [part, names] of Object.entries(INTERNALS)) {
    const inner = stream[part] as { [name: string]: unknown } | undefined;
    if (inner === undefined) continue;
    for (const name of names) {
      const value = inner[name];
      state.set(`${part}.${name}`, show(isSet(value) ? [...value] : value));
    }
  }
}

/** Says what changed between two states, or returns an empty string. */
export function difference(before: Snapshot | undefined, after: Snapshot): string {
  const changes: string[] = [];
  for (const [name, value] of after) {
    if (before?.get(name) !== value) changes.push(`${name}=${value}`);
  }
  for (const name of before?.keys() ?? []) {
    if (!after.has(name)) changes.push(`${name}=none`);
  }
  return changes.join(' ');
}

/** Prints a value; `nameOf` knows the program's own objects. */
export function show(value: unknown, nameOf: (value: object) => string | undefined): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'function') return nameOf(value) ?? 'function';
  if (typeof value !== 'object' || value === null) return String(value);
  const name = nameOf(value);
  if (name !== undefined) return name;
  if (value instanceof Error) return showError(value, nameOf);
  if (isUint8Array(value)) return `${Buffer.isBuffer(value) ? 'Buffer' : 'bytes'}<${hex(value)}>`;
  if (Array.isArray(value)) return `[${value.map((item) => show(item, nameOf)).join(', ')}]`;
  if (typeof (value as PromiseLike<unknown>).then === 'function') return 'promise';
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return `[${value.constructor?.name ?? 'object'}]`;
  const fields = Object.entries(value).map(([key, field]) => `${key}: ${show(field, nameOf)}`);
  return `{${fields.join(', ')}}`;
}

function showError(error: Error, nameOf: (value: object) => string | undefined): string {
  const { code } = error as { code?: unknown };
  // The engine's own words name the variables of the implementation.
  if (error instanceof TypeError && code === undefined) return 'TypeError';
  const cause = error.cause === undefined ? '' : ` cause ${show(error.cause, nameOf)}`;
  const errors = error instanceof AggregateError ? ` of ${show(error.errors, nameOf)}` : '';
  return `${error.name}${code === undefined ? '' : ` [${String(code)}]`}: ${error.message}${cause}${errors}`;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
