/**
 * Runs the same story of streams and web streams on node:stream and on the core, and writes down what happens.
 *
 * @module
 */
import * as node from 'node:stream';
import { Duplex } from '../duplex.ts';
import { duplexFromWeb, readableFromWeb, writableFromWeb } from '../from-web.ts';
import { Readable } from '../readable.ts';
import { duplexToWeb, readableToWeb, writableToWeb } from '../to-web.ts';
import { PassThrough } from '../transform.ts';
import { Writable } from '../writable.ts';

/** A stream as the stories see it. */
export type Stream = node.Duplex;

/** The bridges of one implementation. */
export interface Bridges {
  readonly Readable: typeof node.Readable;
  readonly Writable: typeof node.Writable;
  readonly Duplex: typeof node.Duplex;
  readonly PassThrough: typeof node.PassThrough;
  readableToWeb(stream: unknown, options?: unknown): ReadableStream;
  readableFromWeb(source: unknown, options?: unknown): Stream;
  writableToWeb(stream: unknown): WritableStream;
  writableFromWeb(destination: unknown, options?: unknown): Stream;
  duplexToWeb(duplex: unknown): { readable: ReadableStream; writable: WritableStream };
  duplexFromWeb(pair: unknown, options?: unknown): Stream;
}

/** node:stream, the reference. */
export const theirs: Bridges = {
  ...node,
  readableToWeb: node.Readable.toWeb,
  readableFromWeb: node.Readable.fromWeb,
  writableToWeb: node.Writable.toWeb,
  writableFromWeb: node.Writable.fromWeb,
  duplexToWeb: node.Duplex.toWeb,
  duplexFromWeb: node.Duplex.fromWeb,
} as unknown as Bridges;

/** The core under test. */
export const ours: Bridges = {
  Readable,
  Writable,
  Duplex,
  PassThrough,
  readableToWeb,
  readableFromWeb: readableFromWeb.bind(null, Readable),
  writableToWeb,
  writableFromWeb: writableFromWeb.bind(null, Writable),
  duplexToWeb,
  duplexFromWeb: duplexFromWeb.bind(null, Duplex),
} as unknown as Bridges;

/** How many turns of the event loop a story is given to come to rest. */
const TURNS = 8;

/** What a story writes with. */
export class Recorder {
  readonly lines: string[] = [];

  log(...values: unknown[]): void {
    this.lines.push(values.map(show).join(' '));
  }

  /** Writes down the events of a stream. */
  watch<S extends object>(stream: S, ...more: string[]): S {
    const emitter = stream as unknown as Stream;
    for (const event of ['end', 'finish', 'error', 'close', 'drain', ...more]) {
      emitter.on(event, (...args) => this.log(event, ...args));
    }
    return stream;
  }

  /** Writes down how a promise settles. */
  outcome(name: string, promise: Promise<unknown>): void {
    promise.then(
      (value) => this.log(name, 'is', value),
      (error) => this.log(name, 'fails with', error),
    );
  }

  /** Lets everything that is under way happen. */
  async rest(): Promise<void> {
    for (let turn = 0; turn < TURNS; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
}

/** What happens, told on one implementation. */
export type Story = (to: Bridges, story: Recorder) => void | Promise<void>;

/** Tells a story; what it throws is its last line. */
export async function tell(story: Story, on: Bridges): Promise<string[]> {
  const recorder = new Recorder();
  await new Promise((resolve) => setImmediate(resolve));
  try {
    await story(on, recorder);
  } catch (error) {
    recorder.log('throws', error);
  }
  await recorder.rest();
  return recorder.lines;
}

function show(value: unknown): string {
  if (value instanceof Error) {
    const { code = value.message } = value as { code?: unknown };
    return `${value.name} ${code}${value.cause === undefined ? '' : ` because of ${show(value.cause)}`}`;
  }
  if (value instanceof Uint8Array) return `${value.constructor.name}(${value})`;
  if (typeof value !== 'object' || value === null) return String(value);
  if ('done' in value && 'value' in value) return `${value.done ? 'done' : 'chunk'} ${show(value.value)}`;
  return JSON.stringify(value);
}
