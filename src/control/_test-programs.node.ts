/**
 * Random programs on classic streams, for tests that run the same one on an original and on ours.
 *
 * @module
 */
import fc from 'fast-check';

/** A classic stream, as far as the programs use it. */
export interface ClassicSubject {
  on(event: string, listener: (...args: unknown[]) => void): unknown;
  emit(event: string, ...args: unknown[]): boolean;
}

/** A call on the stream; 'tick' lets a tick pass, 'set' assigns a property. */
export type Call = readonly [name: string, ...args: unknown[]];

/** What is done to a stream. */
export interface Program {
  readonly calls: readonly Call[];
  /** What listeners do: at which event, counted over all of them, and what. */
  readonly reactions: readonly (readonly [at: number, call: Call])[];
}

/** Makes programs of calls. */
export function programsOf(call: fc.Arbitrary<Call>): fc.Arbitrary<Program> {
  const step = fc.oneof(
    { weight: 8, arbitrary: call },
    { weight: 1, arbitrary: fc.constant<Call>(['tick']) },
  );
  return fc.record({
    calls: fc.array(step, { maxLength: 14 }),
    reactions: fc.array(fc.tuple(fc.nat(8), call), { maxLength: 3 }),
  });
}

/** One line of a trace. */
export interface Entry {
  readonly what: string;
  readonly args: readonly unknown[];
  readonly result?: unknown;
  /** What the stream says of itself then. */
  readonly flags: string;
}

/** How deep the calls of listeners may nest, and how long a trace may grow, before a program is left. */
const DEEPEST = 20;
const LONGEST = 400;

/** Runs programs on one stream and keeps the trace. */
export class Tracer {
  readonly trace: Entry[] = [];
  readonly #stream: ClassicSubject;
  readonly #flags: readonly string[];
  #depth = 0;

  constructor(stream: ClassicSubject, flags: readonly string[]) {
    this.#stream = stream;
    this.#flags = flags;
  }

  /** Makes a call, and keeps what it returns or that it throws. */
  call([what, ...args]: Call): void {
    if (this.#depth === DEEPEST || this.trace.length > LONGEST) return;
    this.#depth++;
    const stream = this.#stream as unknown as Record<string, unknown>;
    try {
      if (what === 'set') stream[args[0] as string] = args[1];
      else {
        const result = (stream[what] as (...args: unknown[]) => unknown).apply(stream, args);
        this.add({ what, args, result: result === stream ? 'self' : result });
      }
    } catch (error) {
      this.add({ what, args, result: ['thrown', (error as Error).message] });
      if (this.#depth > 1) throw error;
    } finally {
      this.#depth--;
    }
  }

  add(entry: Omit<Entry, 'flags'>): void {
    const stream = this.#stream as unknown as Record<string, unknown>;
    const flags = this.#flags.filter((flag) => stream[flag]).join();
    this.trace.push({ ...entry, flags });
  }

  async run({ calls, reactions }: Program): Promise<readonly Entry[]> {
    let events = 0;
    for (const event of ['data', 'end', 'close', 'drain', 'pause', 'resume']) {
      this.#stream.on(event, (...args) => {
        this.add({ what: `'${event}'`, args });
        const at = events++;
        for (const [when, reaction] of reactions) if (when === at) this.call(reaction);
      });
    }
    for (const call of calls) {
      if (call[0] !== 'tick') this.call(call);
      else {
        this.add({ what: 'tick', args: [] });
        await ticks();
      }
    }
    await ticks();
    return this.trace;
  }
}

/** Lets two ticks pass: one may have asked for the other. */
export function ticks(): Promise<void> {
  return new Promise((resolve) => process.nextTick(() => process.nextTick(resolve)));
}

/** The part of a trace up to the first 'close'. */
export function untilClose(trace: readonly Entry[]): readonly Entry[] {
  const at = trace.findIndex(({ what }) => what === "'close'");
  return at < 0 ? trace : trace.slice(0, at + 1);
}
