/**
 * Plays a program of calls on emitters, and writes down what they emit, return and show.
 *
 * @module
 */
import type fc from 'fast-check';
import type { EmitterLike } from '../core/types.ts';
import type { ProgramOf } from './_test-program.ts';
import { arbitraryProgram, Player } from './_test-program.ts';

/** One call of a method of an actor, where '@x' stands for the actor x; `tick` lets everything happen that is due. */
export type Call = readonly [actor: string, method: string, ...args: unknown[]];

/** What is called, and what listeners call. */
export type Program = ProgramOf<Call>;

/** Makes programs of calls; listeners make the same, if nothing else is given. */
export function programsOf(
  call: fc.Arbitrary<Call>,
  reaction: fc.Arbitrary<Call> = call,
): fc.Arbitrary<Required<Program>> {
  return arbitraryProgram(TICK, call, reaction);
}

/** Whom a program acts upon, by name. */
export interface Cast {
  readonly actors: { readonly [name: string]: EmitterLike };
  /** What is heard, of whom. */
  readonly events: { readonly [name: string]: readonly string[] };
  /** What is looked at after each entry. */
  readonly flags: { readonly [name: string]: readonly string[] };
}

/** An event, a call or what it returned, with the flags as they are then. */
export interface Entry {
  readonly kind: 'event' | 'call' | 'return' | 'tick';
  readonly actor: string;
  readonly name: string;
  readonly args: readonly unknown[];
  readonly result?: unknown;
  readonly flags: string;
}

const TICK: Call = ['', 'tick'];

/** Plays a program from the first call to the last, and what comes of it after. */
async function play({ actors, events, flags }: Cast, program: Program): Promise<Entry[]> {
  const trace: Entry[] = [];

  function nameOf(value: unknown): unknown {
    if (value instanceof Error) return value.message;
    return Object.keys(actors).find((name) => actors[name] === value) ?? value;
  }
  function actorOr(arg: unknown): unknown {
    return typeof arg === 'string' && arg.startsWith('@') ? actors[arg.slice(1)] : arg;
  }
  function note(entry: Omit<Entry, 'flags'>): void {
    const shown = Object.entries(flags).flatMap(([name, names]) =>
      names.map((flag) => `${name}.${flag}=${(actors[name] as unknown as Record<string, unknown>)[flag]}`),
    );
    trace.push({ ...entry, flags: shown.join(' ') });
  }
  function perform([actor, name, ...args]: Call): void {
    const subject = actors[actor] as unknown as Record<string, (...args: unknown[]) => unknown>;
    let result: unknown;
    note({ kind: 'call', actor, name, args });
    try {
      result = nameOf(subject[name]?.(...args.map(actorOr)));
    } catch (error) {
      result = `threw ${(error as Error).message}`;
    }
    note({ kind: 'return', actor, name, args: [], result });
  }
  async function tick(): Promise<void> {
    await new Promise<void>((resolve) => setTimeout(resolve));
    note({ kind: 'tick', actor: '', name: 'tick', args: [] });
  }

  const player = new Player(program, { trace, perform, isTick: ([actor]) => actor === '', tick });
  for (const [actor, names] of Object.entries(events)) {
    for (const name of names) {
      actors[actor]?.on(name, (...args) => {
        note({ kind: 'event', actor, name, args: args.map(nameOf) });
        player.react();
      });
    }
  }
  await player.play();
  return trace;
}

/** What is deliberately not as in the original. */
export interface Mendings {
  /** Made for each trace and asked for its entries in order; of the first that is mended and all after it, nothing counts. */
  isMended(): (entry: Entry) => boolean;
  /** The methods whose results do not count. */
  readonly untold: readonly string[];
}

/** Plays a program on the original's cast and on ours, at once, and returns of both traces what counts. */
export function playBoth(
  casts: readonly [theirs: Cast, ours: Cast],
  program: Program,
  { isMended, untold }: Mendings,
): Promise<Entry[][]> {
  return Promise.all(
    casts.map(async (cast) => {
      const trace = await play(cast, program);
      const end = trace.findIndex(isMended());
      return withoutResults(end < 0 ? trace : trace.slice(0, end), untold);
    }),
  );
}

function withoutResults(trace: readonly Entry[], names: readonly string[]): Entry[] {
  return trace.map((entry) =>
    entry.kind === 'return' && names.includes(entry.name) ? { ...entry, result: undefined } : entry,
  );
}
