/**
 * The promises that every segment makes, as checks that any test runner can call.
 *
 * @module
 */

import { ERR_STREAM_SPEC_BREACH, withCause } from '../../core/errors.ts';
import * as cancel from './_cancel.ts';
import * as ending from './_ending.ts';
import * as failure from './_failure.ts';
import { Log } from './_log.ts';
import * as pressure from './_pressure.ts';
import { anySeed, Random } from './_random.ts';
import * as rejections from './_rejections.ts';
import * as snaps from './_snaps.ts';
import type { LawSubject, Shape } from './_subject.ts';
import { dispose, isWeb, sidesOf } from './_subject.ts';
import type { Brief } from './_trial.ts';
import { Trial } from './_trial.ts';
import { text } from './_values.ts';
import * as whole from './_whole.ts';

export type { LawSubject, Shape } from './_subject.ts';

/** The names of the laws. */
export type LawName =
  | 'whole and in order'
  | 'whole, for a reader that pauses'
  | 'whole, through pipe'
  | 'whole, through pipeline into a slow sink'
  | 'whole, by for await'
  | 'the same however the input is cut'
  | 'backpressure, while nobody reads'
  | 'one ending'
  | 'one ending, when ended twice'
  | 'one ending, when written to after the end'
  | 'one ending, when destroyed'
  | 'failure travels, of the source'
  | 'failure travels, of the stream'
  | 'failure travels, of its own functions'
  | 'failure travels, of the sink'
  | 'no rejection is left unhandled'
  | 'cancellable, in pipeline'
  | 'cancellable, by a signal that has aborted'
  | 'cancellable, by a signal that aborts'
  | 'the signal is let go'
  | 'cancellable, by leaving for await'
  | 'finished tells of an early close'
  | 'snaps onto iterables'
  | 'snaps onto web streams'
  | 'snaps onto classic emitters'
  | 'snaps onto streams of node:stream';

/** One promise, ready to be checked on fresh streams. */
export interface Law {
  readonly name: LawName;
  /**
   * Resolves if the promise is kept.
   *
   * @throws {ERR_STREAM_SPEC_BREACH} as a rejection, if not: with the seed and what happened.
   */
  check(): Promise<void>;
}

/** What the laws must know of the streams that `make` gives. All of it is optional for a source. */
export interface LawsOptions<In = unknown, Out = unknown> {
  /** What is written. Left out for a source. `null` and `undefined` are no chunks. */
  readonly input?: readonly In[] | undefined;
  /** What must come out. @default what one undisturbed run gives */
  readonly output?: readonly Out[] | undefined;
  /** What a sink has made of the input, once it is over; must be the same however it was written. */
  readonly result?: ((stream: never) => unknown) | undefined;
  /** The input may be joined and cut anew anywhere without changing the output: it is text or bytes. */
  readonly rechunk?: 'text' | 'bytes' | undefined;
  /**
   * Whether only the joined output counts, and not how it is cut into chunks.
   *
   * @default true for a stream of the stream floor that is not in object mode
   */
  readonly joined?: boolean | undefined;
  /** Whether the chunks come in the same order each time, as those of a merge do not. @default true */
  readonly ordered?: boolean | undefined;
  /** Which sides there are. @default told from a stream that is made and destroyed at once */
  readonly shape?: Shape | undefined;
  /**
   * How much is taken at most while nobody reads, in chunks; in bytes if the stream counts bytes. It holds for
   * writers that wait when they are asked to.
   *
   * @default four times the high-water marks, for the stream may be made of several; without any, 100 chunks
   */
  readonly bound?: number | undefined;
  /** Makes a stream that the signal cancels; without it, the laws about signals of one's own are left out. */
  readonly signal?: ((signal: AbortSignal) => LawSubject) | undefined;
  /** How it fails by itself: a chunk that it cannot take, or a stream one of whose functions throws that error. */
  readonly fails?: { readonly chunk: In } | { readonly make: (error: Error) => LawSubject } | undefined;
  /** Laws that are left out, each with the reason why. */
  readonly except?: { readonly [Name in LawName]?: string } | undefined;
  /** What the random numbers start from. @default another one each time, told with every breach */
  readonly seed?: number | undefined;
  /** How many random runs a law that needs them makes. @default 20 */
  readonly runs?: number | undefined;
  /** How long nothing may happen before a stream is said to hang, in milliseconds. @default 2000 */
  readonly hangMs?: number | undefined;
}

/** Whether a law says something about such streams. */
type Condition = (brief: Brief) => boolean;

interface Rule {
  readonly check: (trial: Trial) => Promise<void>;
  readonly when: Condition;
}

const always: Condition = () => true;
const isRead: Condition = ({ shape }) => shape !== 'writable';
const isWritten: Condition = ({ shape }) => shape !== 'readable';
const isEmitter: Condition = ({ isWeb }) => !isWeb;
const hasSignal: Condition = ({ signal }) => signal !== undefined;
const mayBeCut: Condition = (brief) => isWritten(brief) && brief.rechunk !== undefined;
const canFail: Condition = ({ fails }) => fails !== undefined;
const isLoopedOver: Condition = (brief) => isRead(brief) && isEmitter(brief);

const LAWS: { readonly [Name in LawName]: Rule } = {
  'whole and in order': { check: whole.asWritten, when: always },
  'whole, for a reader that pauses': { check: whole.withPauses, when: isRead },
  'whole, through pipe': { check: whole.throughPipe, when: always },
  'whole, through pipeline into a slow sink': { check: whole.throughPipeline, when: always },
  'whole, by for await': { check: whole.byForAwait, when: isRead },
  'the same however the input is cut': { check: whole.howeverCut, when: mayBeCut },
  'backpressure, while nobody reads': { check: pressure.whileNobodyReads, when: always },
  'one ending': { check: ending.once, when: always },
  'one ending, when ended twice': { check: ending.endedTwice, when: isWritten },
  'one ending, when written to after the end': { check: ending.writtenAfterTheEnd, when: isWritten },
  'one ending, when destroyed': { check: ending.destroyed, when: always },
  'failure travels, of the source': { check: failure.ofTheSource, when: isWritten },
  'failure travels, of the stream': { check: failure.ofTheStream, when: isEmitter },
  'failure travels, of its own functions': { check: failure.ofItself, when: canFail },
  'failure travels, of the sink': { check: failure.ofTheSink, when: isRead },
  'no rejection is left unhandled': { check: rejections.noneIsLeft, when: always },
  'cancellable, in pipeline': { check: cancel.inPipeline, when: always },
  'cancellable, by a signal that has aborted': { check: cancel.beforehand, when: hasSignal },
  'cancellable, by a signal that aborts': { check: cancel.midway, when: hasSignal },
  'the signal is let go': { check: cancel.letsGo, when: hasSignal },
  'cancellable, by leaving for await': { check: cancel.leftLoop, when: isLoopedOver },
  'finished tells of an early close': { check: cancel.closedEarly, when: isEmitter },
  'snaps onto iterables': { check: snaps.ontoIterables, when: always },
  'snaps onto web streams': { check: snaps.ontoWebStreams, when: always },
  'snaps onto classic emitters': { check: snaps.ontoEmitters, when: isEmitter },
  'snaps onto streams of node:stream': { check: snaps.ontoNodeStreams, when: isEmitter },
};

/**
 * Returns the laws that hold for the streams that `make` gives, to be checked one by one in any test runner.
 *
 * @param make gives a fresh stream at each call: of a classic make, of ours or Node's, a web stream or a pair of them
 *
 * @example The laws for a stream that doubles
 * ```ts
 * import { laws } from 'gardenhose/stream-spec';
 * import { through } from 'gardenhose/through';
 *
 * const double = () =>
 *   through<number>(function (n) {
 *     this.queue(2 * n);
 *   });
 * for (const { check } of laws(double, { input: [1, 2, 3], output: [2, 4, 6] })) {
 *   await assert.doesNotReject(check);
 * }
 * ```
 */
export function laws<In = unknown, Out = unknown>(
  make: () => LawSubject,
  options: LawsOptions<In, Out> = {},
): readonly Law[] {
  const sample = make();
  const brief = briefOf(make, options, sample);
  const seed = options.seed ?? anySeed();
  dispose(sample);
  return (Object.entries(LAWS) as [LawName, Rule][])
    .filter(([name, { when }]) => when(brief) && options.except?.[name] === undefined)
    .map(([name, { check }]) => ({ name, check: () => attempt(name, check, brief, seed) }));
}

async function attempt(name: LawName, check: Rule['check'], brief: Brief, seed: number): Promise<void> {
  const log = new Log();
  const trial = new Trial(brief, new Random(seed), log);
  try {
    await check(trial);
    trial.acquitAll();
  } catch (error) {
    const { message, cause } = error as Error;
    const because = cause === undefined ? '' : ` (${text(cause)})`;
    const story = `${message}${because}\nseed ${seed}, replay with { seed: ${seed} }; what happened:\n${log}`;
    throw withCause(ERR_STREAM_SPEC_BREACH(name, story), cause ?? error);
  } finally {
    trial.dispose();
  }
}

function briefOf<In, Out>(make: () => LawSubject, options: LawsOptions<In, Out>, sample: LawSubject): Brief {
  const { input, output, result, rechunk, signal, fails, bound } = options;
  const shape = options.shape ?? shapeOf(sample, input !== undefined);
  return {
    make,
    isWeb: isWeb(sample),
    shape,
    input: input ?? [],
    output,
    result,
    signal,
    fails,
    bound,
    rechunk,
    joined: options.joined ?? (sample as { readableObjectMode?: boolean }).readableObjectMode === false,
    ordered: options.ordered ?? true,
    runs: options.runs ?? 20,
    hangMs: options.hangMs ?? 2000,
  };
}

function shapeOf(stream: LawSubject, isGivenInput: boolean): Shape {
  const { readable, writable } = sidesOf(stream);
  if (!writable || !isGivenInput) return 'readable';
  return readable ? 'through' : 'writable';
}
