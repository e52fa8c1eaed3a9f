/**
 * Runs a program of calls on a classic stream and notes what it returns, emits and says of itself, so that an
 * original package and ours can be compared.
 *
 * @module
 */
import type fc from 'fast-check';
import type { ProgramOf } from './_test-program.ts';
import { arbitraryProgram, Player } from './_test-program.ts';

/** What the programs use of a stream, whoever made it. */
export interface Subject {
  readonly readable?: boolean;
  readonly writable?: boolean;
  on(event: string, listener: (...args: unknown[]) => void): unknown;
}

/** A call of a method. `['tick']` lets a tick pass; what `acts` names is called instead of a method. */
export type Call = readonly [name: string, ...args: unknown[]];

/** What happens to a stream. */
export type Program = ProgramOf<Call>;

/** Makes programs of calls; listeners make the same, if nothing else is given. */
export function programsOf(
  call: fc.Arbitrary<Call>,
  reaction: fc.Arbitrary<Call> = call,
): fc.Arbitrary<Required<Program>> {
  return arbitraryProgram(['tick'], call, reaction);
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

/** Runs a program to its end. */
export async function run(subject: Subject, program: Program, how: Run): Promise<readonly Line[]> {
  const { trace, acts = {}, events = EVENTS, reactsUntil, flags: names = FLAGS } = how;
  let reacts = true;

  function perform([name, ...args]: Call): void {
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
    trace.push([name, ...args, '->', outcome, flags(subject, names)]);
  }
  async function tick(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    trace.push(['tick']);
  }

  const player = new Player(program, { trace, perform, isTick: ([name]) => name === 'tick', tick });
  for (const event of events) {
    subject.on(event, (...args) => {
      trace.push([`'${event}'`, ...args.map(text), flags(subject, names)]);
      if (event === reactsUntil) reacts = false;
      if (reacts) player.react();
    });
  }
  await player.play();
  return trace;
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
