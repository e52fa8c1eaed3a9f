/**
 * Contracts for one stream, which are watched while it is used.
 *
 * @module
 */
import { whenExiting } from '#platform';
import { isStream } from '../../core/_predicates.ts';
import { ERR_INVALID_ARG_TYPE, ERR_STREAM_SPEC_BREACH } from '../../core/errors.ts';
import { STREAMS } from '../../core/finished.ts';
import type { Contract, Terms } from './_contracts.ts';
import { closing, draining, failing, pausing, reading, writing } from './_contracts.ts';
import type { Life } from './_life.ts';
import { Log } from './_log.ts';
import type { LawSubject } from './_subject.ts';
import { isWeb } from './_subject.ts';
import { watchEmitter } from './_watch-emitter.ts';
import { watchWeb } from './_watch-web.ts';

/** What is agreed about a stream. */
export interface SpecOptions extends Terms {
  /** What messages call the stream. @default 'stream' */
  readonly name?: string | undefined;
  /** Whether every step is printed. @default false */
  readonly debug?: boolean | undefined;
}

/** The contracts of a stream. Each method but the last two adds one and returns the same object. */
export interface StreamSpec {
  /** 'end' comes once, after all 'data' and before 'close'; 'close' comes once. */
  readable(terms?: Terms): this;
  /** `end()` is called once; 'finish', where there is such an event, and 'close' follow once. */
  writable(terms?: Terms): this;
  /** Both, of a stream whose writer waits while its reader is paused. */
  through(terms?: Terms): this;
  /** The same as `through`. */
  basic(terms?: Terms): this;
  /** Both, of a stream whose two sides are independent. */
  duplex(terms?: Terms): this;
  /** With `strict`, no 'data' comes between `pause()` and `resume()`. */
  pausable(terms?: Terms): this;
  /** 'drain' comes after `write()` has returned false, and only then. */
  drainable(terms?: Terms): this;
  /** No 'data' comes between `pause()` and `resume()`. */
  strictPause(terms?: Terms): this;
  /** The same as `strictPause`. */
  strictPausable(terms?: Terms): this;
  /** `through`, `pausable` and `drainable`. */
  all(terms?: Terms): this;
  /**
   * Says whether all contracts are kept, of a stream that should be over.
   *
   * @throws {ERR_STREAM_SPEC_BREACH} for the first that was broken, or else for what is still owed.
   */
  validate(): this;
  /** Validates when the program exits, which then fails; in a browser, when the page is left. */
  validateOnExit(): this;
}

class Contracts implements StreamSpec {
  readonly #life: Life;
  readonly #options: SpecOptions;
  readonly #log = new Log();
  readonly #contracts = new Map<string, Contract>();
  #breach: Error | undefined;

  constructor(stream: LawSubject, options: SpecOptions) {
    this.#options = options;
    if (options.debug) this.#log.onentry = (entry) => console.error(`${this.#name}: ${entry}`);
    const watch = isWeb(stream) ? watchWeb : watchEmitter;
    this.#life = watch(stream as never, this.#log, (step) => this.#see(step));
  }

  readable(terms?: Terms): this {
    return this.#agree({
      closing,
      reading: reading(this.#merge(terms)),
      failing: failing(this.#merge(terms)),
    });
  }

  writable(terms?: Terms): this {
    if (!this.#life.stream.writable) throw this.#error('the stream must be writable at first');
    return this.#agree({ closing, writing, failing: failing(this.#merge(terms)) });
  }

  through(terms?: Terms): this {
    this.writable(terms)
      .readable(terms)
      .#agree({ draining: draining(true) });
    return this.pausable(terms);
  }

  basic(terms?: Terms): this {
    return this.through(terms);
  }

  duplex(terms?: Terms): this {
    return this.writable(terms).drainable(terms).readable(terms).pausable(terms);
  }

  pausable(terms?: Terms): this {
    return this.#merge(terms).strict ? this.#agree({ pausing }) : this;
  }

  drainable(_terms?: Terms): this {
    return this.#contracts.has('draining') ? this : this.#agree({ draining: draining(false) });
  }

  strictPause(terms?: Terms): this {
    return this.pausable({ ...terms, strict: true });
  }

  strictPausable(terms?: Terms): this {
    return this.strictPause(terms);
  }

  all(terms?: Terms): this {
    return this.through(terms).drainable(terms);
  }

  validate(): this {
    if (this.#breach) throw this.#breach;
    for (const { owed } of this.#contracts.values()) {
      const problem = owed?.(this.#life);
      if (problem !== undefined) throw this.#error(problem);
    }
    return this;
  }

  validateOnExit(): this {
    whenExiting(() => void this.validate());
    return this;
  }

  get #name(): string {
    return this.#options.name ?? 'stream';
  }

  #merge(terms: Terms | undefined): SpecOptions {
    return { ...this.#options, ...terms };
  }

  #agree(contracts: { readonly [name: string]: Contract }): this {
    for (const [name, contract] of Object.entries(contracts)) this.#contracts.set(name, contract);
    return this;
  }

  /** Looks whether a step breaks a contract; throws if somebody can catch it. */
  #see(step: string): void {
    for (const { broken } of this.#contracts.values()) {
      const problem = broken?.(step, this.#life);
      if (problem === undefined) continue;
      const error = this.#error(problem);
      this.#breach ??= error;
      if (!this.#life.traits.isModern) throw error;
    }
  }

  #error(problem: string): Error {
    return ERR_STREAM_SPEC_BREACH(this.#name, `${problem}\nwhat happened:\n${this.#log}`);
  }
}

/** Watches a stream: see `spec` in index.ts. */
export function spec(stream: LawSubject, nameOrOptions: string | SpecOptions = {}): StreamSpec {
  if (!isStream(stream) && !isWeb(stream)) throw ERR_INVALID_ARG_TYPE('stream', STREAMS, stream);
  return new Contracts(stream, typeof nameOrOptions === 'string' ? { name: nameOrOptions } : nameOrOptions);
}
