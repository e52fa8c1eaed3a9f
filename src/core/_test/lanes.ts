/**
 * Runs one scenario on node:stream and on the core, and says what each party saw in each phase.
 *
 * A phase lasts until nothing more is due: several turns of the event loop. Within a phase each party (a stream,
 * a function, a promise) has its own lane, for the order between parties is the promise jobs' affair.
 *
 * @module
 */
import * as node from 'node:stream';
import { addAbortSignal } from '../add-abort-signal.ts';
import { compose } from '../compose.ts';
import { Duplex } from '../duplex.ts';
import { duplexPair } from '../duplex-pair.ts';
import { finished } from '../finished.ts';
import { getDefaultHighWaterMark, setDefaultHighWaterMark } from '../high-water-mark.ts';
import { pipeline } from '../pipeline.ts';
import * as predicates from '../predicates.ts';
import * as promises from '../promises.ts';
import { Readable } from '../readable.ts';
import { PassThrough, Transform } from '../transform.ts';
import { Writable } from '../writable.ts';

/** One of the two libraries, by Node's names. */
export type Library = typeof node;
/** Notes what a party saw. */
export type Log = (party: string, what: unknown) => void;
/** Lets all that is due happen, and begins a new phase. */
export type Settle = () => Promise<void>;
/** What is done on both. */
export type Scenario = (library: Library, log: Log, settle: Settle) => unknown;

/** Turns of the event loop after which nothing more is due. */
const TURNS = 8;

const ours = {
  ...predicates,
  addAbortSignal,
  compose,
  Duplex,
  duplexPair,
  finished,
  getDefaultHighWaterMark,
  PassThrough,
  pipeline,
  promises,
  Readable,
  setDefaultHighWaterMark,
  Transform,
  Writable,
} as unknown as Library;

/** Runs a scenario on both libraries; returns the lanes of each. */
export async function onBoth(scenario: Scenario): Promise<{ expected: string[]; actual: string[] }> {
  return { expected: await lanes(scenario, node), actual: await lanes(scenario, ours) };
}

async function lanes(scenario: Scenario, library: Library): Promise<string[]> {
  const lines = new Map<string, string[]>();
  let phase = 0;
  const log: Log = (party, what) => {
    const lane = `${phase} ${party}`;
    if (!lines.has(lane)) lines.set(lane, []);
    lines.get(lane)?.push(print(what));
  };
  const settle: Settle = async () => {
    for (let turn = 0; turn < TURNS; turn++) await new Promise((resolve) => setImmediate(resolve));
    phase++;
  };
  try {
    await scenario(library, log, settle);
  } catch (error) {
    log('scenario', error);
  }
  await settle();
  return [...lines].map(([lane, seen]) => `${lane}: ${seen.join(', ')}`).sort();
}

/** Prints a value; of an error its name, code and the first line of its message. */
export function print(value: unknown): string {
  if (value instanceof Error) {
    const { code } = value as { code?: unknown };
    if (value instanceof TypeError && code === undefined) return 'TypeError';
    const message = value.message.split(/\. Received|\n/)[0];
    return `${value.name} [${String(code)}] ${message}`;
  }
  if (value instanceof Uint8Array) return `bytes<${[...value].join(' ')}>`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Notes a stream's events, or how a promise is settled. */
export function watch(party: string, what: unknown, log: Log, events: string[] = EVENTS): void {
  if (what === null || typeof what !== 'object') {
    log(party, what);
    return;
  }
  if (typeof (what as PromiseLike<unknown>).then === 'function') {
    (what as PromiseLike<unknown>).then(
      (value) => log(party, value),
      (error) => log(party, error),
    );
    return;
  }
  for (const event of events) {
    (what as node.Readable).on(event, (value: unknown) =>
      log(party, event === 'data' || event === 'error' ? `${event} ${print(value)}` : event),
    );
  }
}

const EVENTS = ['data', 'end', 'finish', 'close', 'error'];

/** Makes a source of the numbers from 0 whose destroy is noted. */
export function numbers(
  { Readable }: Library,
  log: Log,
  count: number,
  options: node.ReadableOptions = {},
): node.Readable {
  let n = 0;
  const source = new Readable({
    objectMode: true,
    highWaterMark: 1,
    read() {
      this.push(n < count ? n++ : null);
    },
    destroy(error, callback) {
      log('source', `destroy ${print(error)}`);
      callback(error);
    },
    ...options,
  });
  watch('source', source, log, ['close', 'error']);
  return source;
}
