/**
 * Plays a program of calls on emitters, and writes down what they emit, return and show.
 *
 * @module
 */
import type { EmitterLike } from '../core/types.ts';

/** One call of a method of an actor, where '@x' stands for the actor x; `tick` lets everything happen that is due. */
export type Call = readonly [actor: string, method: string, ...args: unknown[]];

/** What is called, and what listeners call: at which event, counted over all, and what. */
export interface Program {
  readonly calls: readonly Call[];
  readonly reactions: readonly (readonly [at: number, call: Call])[];
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

export const TICK: Call = ['', 'tick'];

/** Lets ticks pass, and the promises and timers due now. */
function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

const MOST_ENTRIES = 300;
const DEEPEST = 12;

/** Plays a program from the first call to the last, and what comes of it after. */
export async function play({ actors, events, flags }: Cast, program: Program): Promise<Entry[]> {
  const trace: Entry[] = [];
  let heard = 0;
  let depth = 0;

  const nameOf = (value: unknown): unknown => {
    if (value instanceof Error) return value.message;
    return Object.keys(actors).find((name) => actors[name] === value) ?? value;
  };
  function note(entry: Omit<Entry, 'flags'>): void {
    const shown = Object.entries(flags).flatMap(([name, names]) =>
      names.map((flag) => `${name}.${flag}=${(actors[name] as unknown as Record<string, unknown>)[flag]}`),
    );
    trace.push({ ...entry, flags: shown.join(' ') });
  }
  const actorOr = (arg: unknown): unknown => {
    return typeof arg === 'string' && arg.startsWith('@') ? actors[arg.slice(1)] : arg;
  };
  function call([actor, name, ...args]: Call): void {
    if (depth === DEEPEST || trace.length > MOST_ENTRIES) return;
    depth++;
    const subject = actors[actor] as unknown as Record<string, (...args: unknown[]) => unknown>;
    let result: unknown;
    note({ kind: 'call', actor, name, args });
    try {
      result = nameOf(subject[name]?.(...args.map(actorOr)));
    } catch (error) {
      result = `threw ${(error as Error).message}`;
    }
    note({ kind: 'return', actor, name, args: [], result });
    depth--;
  }
  for (const [actor, names] of Object.entries(events)) {
    for (const name of names) {
      actors[actor]?.on(name, (...args) => {
        note({ kind: 'event', actor, name, args: args.map(nameOf) });
        const at = heard++;
        for (const [when, reaction] of program.reactions) if (when === at) call(reaction);
      });
    }
  }
  for (const step of [...program.calls, TICK]) {
    if (step !== TICK) call(step);
    else {
      await settle();
      note({ kind: 'tick', actor: '', name: 'tick', args: [] });
    }
  }
  return trace;
}

/** What was noted until the first entry of which `is` is true; it is asked for each entry in order. */
export function until(trace: readonly Entry[], is: (entry: Entry) => boolean): Entry[] {
  const at = trace.findIndex(is);
  return at < 0 ? [...trace] : trace.slice(0, at);
}

/** The trace without what the named methods returned. */
export function withoutResults(trace: readonly Entry[], ...names: readonly string[]): Entry[] {
  return trace.map((entry) =>
    entry.kind === 'return' && names.includes(entry.name) ? { ...entry, result: undefined } : entry,
  );
}
