/**
 * Random programs of calls, and who plays them: what `_test-run.ts` (one stream) and `_test-trace.ts` (several
 * emitters) have in common.
 *
 * @module
 */
import fc from 'fast-check';

/** What happens to what is tested. */
export interface ProgramOf<Call> {
  readonly calls: readonly Call[];
  /** What listeners do: at which event, counted over all, and what. */
  readonly reactions?: readonly (readonly [at: number, call: Call])[];
}

/** Makes programs of calls, with a tick between them now and then. */
export function arbitraryProgram<Call>(
  tick: Call,
  call: fc.Arbitrary<Call>,
  reaction: fc.Arbitrary<Call>,
): fc.Arbitrary<Required<ProgramOf<Call>>> {
  const step = fc.oneof({ weight: 8, arbitrary: call }, { weight: 1, arbitrary: fc.constant(tick) });
  return fc.record({
    calls: fc.array(step, { maxLength: 16 }),
    reactions: fc.array(fc.tuple(fc.nat(10), reaction), { maxLength: 3 }),
  });
}

/** Calls within calls, and notes in all, so that a program that feeds itself ends. */
const MAX_DEPTH = 12;
const MAX_NOTES = 300;

/** What a program is played on. */
export interface Stage<Call> {
  readonly trace: readonly unknown[];
  /** Makes a call and takes notes of it. */
  perform(call: Call): void;
  isTick(call: Call): boolean;
  /** Lets a tick pass. */
  tick(): Promise<void>;
}

/** Plays a program. */
export class Player<Call> {
  readonly #program: ProgramOf<Call>;
  readonly #stage: Stage<Call>;
  #depth = 0;
  #heard = 0;

  constructor(program: ProgramOf<Call>, stage: Stage<Call>) {
    this.#program = program;
    this.#stage = stage;
  }

  /** Makes the calls in order, and lets a tick pass after the last. */
  async play(): Promise<void> {
    for (const call of this.#program.calls) {
      if (this.#stage.isTick(call)) await this.#stage.tick();
      else this.#call(call);
    }
    await this.#stage.tick();
  }

  /** Makes the calls of those who listen to the event that comes now. */
  react(): void {
    const at = this.#heard++;
    for (const [when, call] of this.#program.reactions ?? []) if (when === at) this.#call(call);
  }

  #call(call: Call): void {
    if (this.#depth === MAX_DEPTH || this.#stage.trace.length > MAX_NOTES) return;
    this.#depth++;
    this.#stage.perform(call);
    this.#depth--;
  }
}
