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
    'pendingcb',
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

/** What a stream does not have. */
const ABSENT = Symbol('absent');

/** Follows the state of a stream. */
export class Watch {
  readonly #show: (value: unknown) => string;
  readonly #names: string[] = [];
  readonly #probes: (() => unknown)[] = [];
  readonly #last: unknown[] = [];

  constructor(stream: AnyStream, show: (value: unknown) => string, options: TraceOptions) {
    this.#show = show;
    for (const name of PROPERTIES) this.#add(name, () => (name in stream ? stream[name] : ABSENT));
    this.#add('isPaused()', () => (typeof stream.isPaused === 'function' ? stream.isPaused() : ABSENT));
    if (options.internals !== false) this.#addInternals(stream);
    if (options.listeners === false) return;
    // The emitter's own, for a program may have another in its place.
    const { listenerCount } = EventEmitter.prototype;
    for (const event of COUNTED) {
      this.#add(`on ${event}`, () => listenerCount.call(stream as unknown as EventEmitter, event) || ABSENT);
    }
  }

  #addInternals(stream: AnyStream): void {
    for (const [part, names] of Object.entries(INTERNALS)) {
      for (const name of names) {
        this.#add(`${part}.${name}`, () => {
          const inner = stream[part] as { [name: string]: unknown } | undefined;
          if (inner === undefined) return ABSENT;
          const value = inner[name];
          // Lists are changed in place.
          if (isSet(value)) return this.#show([...value]);
          return Array.isArray(value) ? this.#show(value) : value;
        });
      }
    }
  }

  #add(name: string, probe: () => unknown): void {
    this.#names.push(name);
    this.#probes.push(probe);
    this.#last.push(ABSENT);
  }

  /** Says what has changed since it was last asked, or returns an empty string. */
  changes(): string {
    let changes = '';
    for (let index = 0; index < this.#probes.length; index++) {
      const value = this.#probes[index]?.();
      if (Object.is(value, this.#last[index])) continue;
      this.#last[index] = value;
      const shown = value === ABSENT ? 'none' : this.#show(value);
      changes += `${changes === '' ? '' : ' '}${this.#names[index]}=${shown}`;
    }
    return changes;
  }
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
