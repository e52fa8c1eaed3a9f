/**
 * Runs a program of calls on a classic stream and notes what it returns, emits and says of itself, so that an
 * original package and ours can be compared.
 *
 * @module
 */
import fc from 'fast-check';

/** What the programs use of a stream, whoever made it. */
export interface Subject {
  readonly readable?: boolean;
  readonly writable?: boolean;
  on(event: string, listener: (...args: unknown[]) => void): unknown;
}

/** A call of a method. `['tick']` lets a tick pass; what `acts` names is called instead of a method. */
export type Call = readonly [name: string, ...args: unknown[]];

/** What happens to a stream. */
export interface Program {
  readonly calls: readonly Call[];
  /** What listeners do: at which event, counted over all, and what. */
  readonly reactions?: readonly (readonly [at: number, call: Call])[];
}

/** Makes programs of calls. */
export function programsOf(call: fc.Arbitrary<Call>): fc.Arbitrary<Required<Program>> {
  const step = fc.oneof(
    { weight: 8, arbitrary: call },
    { weight: 1, arbitrary: fc.constant<Call>(['tick']) },
  );
  return fc.record({
    calls: fc.array(step, { maxLength: 14 }),
    reactions: fc.array(fc.tuple(fc.nat(8), call), { maxLength: 3 }),
  });
}

/** One line of a trace: an event, a call with what came of it, or a note of a function of the program. */
export type Line = readonly unknown[];

/** What a program is run on, and what notes are taken of. */
export interface Run {
  readonly trace: Line[];
  /** What a program may call besides methods. */
  readonly acts?: Readonly<Record<string, (...args: never[]) => unknown>>;
  readonly events?: readonly string[];
  /** The event after which listeners call nothing. */
  readonly reactsUntil?: string;
  /** The properties of which is noted whether they are true. */
  readonly flags?: readonly string[];
}

const FLAGS = ['readable', 'writable'];
const EVENTS = ['data', 'end', 'close', 'drain', 'error'];

/** Calls within calls, so that a program that feeds itself ends. */
const MAX_DEPTH = 12;

/** Runs a program to its end, two ticks later. */
export async function run(subject: Subject, program: Program, how: Run): Promise<readonly Line[]> {
  const { trace, acts = {}, events = EVENTS, reactsUntil, flags: names = FLAGS } = how;
  let reacts = true;
  let seen = 0;
  let depth = 0;

  function call([name, ...args]: Call): void {
    if (depth === MAX_DEPTH || trace.length > 300) return;
    depth++;
    let outcome: unknown;
    try {
      const act = acts[name] as ((...args: unknown[]) => unknown) | undefined;
      const result =
        act === undefined
          ? (subject as unknown as Record<string, (...args: unknown[]) => unknown>)[name]?.(...args)
          : act(...args);
      outcome = result === subject ? 'self' : result;
    } catch (error) {
      outcome = `throws ${text(error)}`;
    }
    depth--;
    trace.push([name, ...args, '->', outcome, flags(subject, names)]);
  }

  for (const event of events) {
    subject.on(event, (...args) => {
      trace.push([`'${event}'`, ...args.map(text), flags(subject, names)]);
      if (event === reactsUntil) reacts = false;
      if (!reacts) return;
      const at = seen++;
      for (const [when, reaction] of program.reactions ?? []) if (when === at) call(reaction);
    });
  }
  for (const step of program.calls) {
    if (step[0] === 'tick') await tick(trace);
    else call(step);
  }
  await tick(trace);
  return trace;
}

async function tick(trace: Line[]): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  trace.push(['tick']);
}

/** Errors are compared by their messages. */
function text(value: unknown): unknown {
  return value instanceof Error ? `Error: ${value.message}` : value;
}

function flags(subject: Subject, names: readonly string[]): string {
  return names.filter((name) => (subject as unknown as Record<string, unknown>)[name]).join();
}

/** The part of a trace up to the first 'close'. */
export function untilClose(trace: readonly Line[]): readonly Line[] {
  const at = trace.findIndex(([what]) => what === "'close'");
  return at < 0 ? trace : trace.slice(0, at + 1);
}

/** A trace in which the calls named return the stream each time, where the original returns it once. */
export function returningSelf(trace: readonly Line[], ...names: readonly string[]): readonly Line[] {
  return trace.map((line) =>
    names.includes(String(line[0])) && line.at(-2) === undefined
      ? [...line.slice(0, -2), 'self', line.at(-1)]
      : line,
  );
}
