/**
 * How values and states are written into a trace: short, equal for equal behaviour, readable in a report.
 *
 * @module
 */
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

/** Follows the state of a stream. Most of the harness's time is spent here. */
export class Watch {
  readonly #stream: AnyStream;
  readonly #show: (value: unknown) => string;
  readonly #properties: readonly string[];
  readonly #parts: readonly (readonly [
    name: string,
    inner: { [name: string]: unknown },
    fields: readonly string[],
  ])[];
  readonly #events: readonly string[];
  readonly #last: unknown[] = [];
  #changes = '';

  constructor(stream: AnyStream, show: (value: unknown) => string, options: TraceOptions) {
    this.#stream = stream;
    this.#show = show;
    this.#properties = PROPERTIES.filter((name) => name in stream);
    this.#parts = Object.entries(options.internals === false ? {} : INTERNALS).flatMap(([name, fields]) => {
      const inner = stream[name] as { [name: string]: unknown } | undefined;
      return inner === undefined ? [] : [[name, inner, fields] as const];
    });
    this.#events = options.listeners === false ? [] : COUNTED;
  }

  /** Says what has changed since it was last asked, or returns an empty string. */
  changes(): string {
    const stream = this.#stream;
    this.#changes = '';
    let at = 0;
    for (const name of this.#properties) this.#compare(at++, '', name, stream[name]);
    if (typeof stream.isPaused === 'function') this.#compare(at++, '', 'isPaused()', stream.isPaused());
    for (const [part, inner, fields] of this.#parts) {
      for (const field of fields) {
        const value = inner[field];
        // Lists are changed in place.
        const isList = Array.isArray(value) || isSet(value);
        this.#compare(at++, part, field, isList ? this.#show([...value]) : value);
      }
    }
    // Read off the emitter, for a program may have another `listenerCount` in its place.
    const listeners = stream._events as { [event: string]: unknown[] | undefined } | undefined;
    for (const event of this.#events) {
      const slot = listeners?.[event];
      const count = typeof slot === 'function' ? 1 : slot?.length;
      this.#compare(at++, 'on', event, count === 0 ? undefined : count);
    }
    return this.#changes;
  }

  #compare(at: number, part: string, name: string, value: unknown): void {
    if (Object.is(value, this.#last[at])) return;
    this.#last[at] = value;
    const gap = this.#changes === '' ? '' : ' ';
    const dot = part === '' ? '' : part === 'on' ? ' ' : '.';
    this.#changes += `${gap}${part}${dot}${name}=${value === undefined ? 'none' : this.#show(value)}`;
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
