/**
 * One check of one law: its stream, its random numbers, its log, and the moves that laws have in common.
 *
 * @module
 */
import type { AnyStream } from '../../core/_predicates.ts';
import type { EmitterLike } from '../../core/types.ts';
import { LastEvents } from './_last-events.ts';
import type { Log } from './_log.ts';
import type { Running } from './_parts.ts';
import type { Random } from './_random.ts';
import type { LawSubject, Shape, Subject } from './_subject.ts';
import { dispose, isWeb, watch } from './_subject.ts';
import { turn, turns, until } from './_turn.ts';
import { difference, join, sorted } from './_values.ts';

/** What the laws know of the streams on trial. */
export interface Brief {
  readonly make: () => LawSubject;
  readonly isWeb: boolean;
  readonly signal: ((signal: AbortSignal) => LawSubject) | undefined;
  readonly fails: { readonly chunk: unknown } | { readonly make: (error: Error) => LawSubject } | undefined;
  readonly shape: Shape;
  readonly input: readonly unknown[];
  readonly output: readonly unknown[] | undefined;
  readonly result: ((stream: never) => unknown) | undefined;
  readonly rechunk: 'text' | 'bytes' | undefined;
  readonly joined: boolean;
  readonly ordered: boolean;
  readonly bound: number | undefined;
  readonly runs: number;
  readonly hangMs: number;
}

/** Turns after which nothing more is expected of a stream that is over. */
const SETTLING_TURNS = 3;

/** Turns after which a stream that never rests is taken as it is. */
const MOST_TURNS = 1000;

/** One check of one law. */
export class Trial {
  readonly brief: Brief;
  readonly random: Random;
  readonly log: Log;
  readonly #streams: LawSubject[] = [];
  readonly #endings = new Map<LawSubject, LastEvents>();
  #isDone = false;

  constructor(brief: Brief, random: Random, log: Log) {
    this.brief = brief;
    this.random = random;
    this.log = log;
  }

  get isWritten(): boolean {
    return this.brief.shape !== 'readable';
  }

  get isRead(): boolean {
    return this.brief.shape !== 'writable';
  }

  /** Whether the check is over, and nobody needs its streams any more. */
  get isDone(): boolean {
    return this.#isDone;
  }

  /** Releases all streams of the check. */
  dispose(): void {
    this.#isDone = true;
    for (const stream of this.#streams) dispose(stream);
  }

  /** Makes a fresh stream and watches it. */
  open(paused = false, stream: LawSubject = this.brief.make()): Subject {
    this.#streams.push(stream);
    return watch(stream, this.brief.shape, this.log, paused);
  }

  /** Makes a fresh stream and notes only how it ends: others read and write it. */
  fresh(stream: LawSubject = this.brief.make()): LawSubject {
    this.#streams.push(stream);
    if (isWeb(stream)) return stream;
    this.#endings.set(stream, new LastEvents(stream as EmitterLike, this.log));
    return stream;
  }

  /** Whether a stream is over, by its end or by force, as far as it tells. */
  isOver(stream: LawSubject): boolean {
    const { destroyed, readable, writable } = stream as AnyStream;
    return isWeb(stream) || this.#endings.get(stream)?.has('close') || destroyed || !(readable || writable);
  }

  /** Waits for the end of a pipeline that is not to fail. */
  async finish(running: Running): Promise<void> {
    await this.until(
      () => running.isOver,
      () => 'the pipeline never ended',
    );
    if (running.error !== undefined) throw new Error('the pipeline failed', { cause: running.error });
  }

  /** Writes all chunks, waiting whenever it is asked to. */
  async feed(subject: Subject, chunks: readonly unknown[] = this.brief.input): Promise<void> {
    for (const chunk of chunks) {
      if (subject.isClosed || subject.hasFailed) return;
      if (!subject.write(chunk)) await this.room(subject);
    }
  }

  /** Writes all chunks and ends, if there is a side to write to. */
  async feedAndEnd(subject: Subject, chunks: readonly unknown[] = this.brief.input): Promise<void> {
    if (!this.isWritten) return;
    await this.feed(subject, chunks);
    subject.end();
  }

  /** Waits until there is room for more. */
  async room(subject: Subject): Promise<void> {
    await this.until(
      () => subject.hasRoom || subject.isOver,
      () => "write() returned false, and no 'drain' came",
    );
  }

  /** Waits until a stream is over and what it still does has been seen. */
  async over(subject: Subject): Promise<void> {
    await this.until(
      () => subject.isOver,
      () =>
        subject.faults[0] ??
        (subject.hasEnded || !this.isRead ? 'the stream never finished' : "the stream gave no 'end'"),
    );
    await this.closed(subject);
  }

  /** Waits for 'close', if it is promised, and for what must not follow it. */
  async closed(subject: Subject): Promise<void> {
    await this.until(
      () => subject.isClosed || !subject.closes,
      () => subject.faults[0] ?? "the stream is over, and no 'close' came",
    );
    await turns(SETTLING_TURNS);
  }

  async until(condition: () => boolean, problem: () => string): Promise<void> {
    await until(
      condition,
      this.log,
      this.brief.hangMs,
      () => new Error(`${problem()} (nothing happens any more)`),
    );
  }

  /** Gives whatever is due the time to happen. */
  async settle(): Promise<void> {
    let { events } = this.log;
    for (let quiet = 0, all = 0; quiet < SETTLING_TURNS && all < MOST_TURNS; quiet++, all++) {
      await turn();
      if (this.log.events !== events) quiet = -1;
      ({ events } = this.log);
    }
  }

  /** Throws the first fault of the streams that others have read and written. */
  acquitAll(): void {
    for (const { faults } of this.#endings.values()) if (faults.length > 0) throw new Error(faults[0]);
  }

  /** Throws the first of a stream's faults. */
  acquit(subject: Subject): void {
    if (subject.faults.length > 0) throw new Error(subject.faults[0]);
  }

  /** Throws if a stream has failed. */
  sound(subject: Subject): void {
    this.acquit(subject);
    if (subject.hasFailed) throw new Error('the stream failed', { cause: subject.error });
  }

  /** Throws if what came out is not what should. */
  compare(actual: readonly unknown[] | undefined, expected: readonly unknown[] | undefined): void {
    if (actual === undefined || expected === undefined) return;
    const { joined, ordered } = this.brief;
    const isBytes = [...actual, ...expected].some((chunk) => chunk instanceof Uint8Array);
    let view = (chunks: readonly unknown[]): readonly unknown[] => chunks;
    if (joined) view = (chunks) => join(chunks, isBytes);
    else if (!ordered) view = sorted;
    const problem = difference(view(actual), view(expected));
    if (problem !== undefined) throw new Error(problem);
  }

  /** What a run has brought forth: chunks, or what a sink made of them; undefined if that cannot be asked. */
  outcome(stream: unknown, seen: readonly unknown[]): readonly unknown[] | undefined {
    if (this.isRead) return seen;
    return this.brief.result && [this.brief.result(stream as never)];
  }

  /** What must come out: what was stated, or what one undisturbed run gives. */
  async expected(): Promise<readonly unknown[] | undefined> {
    if (this.isRead && this.brief.output) return this.brief.output;
    this.log.add('(one undisturbed run, to know what must come out)');
    const expected = await this.run(this.brief.input);
    this.log.add('(end of the undisturbed run)');
    return expected;
  }

  /** One run in which nobody pauses. */
  async run(input: readonly unknown[]): Promise<readonly unknown[] | undefined> {
    const subject = this.open();
    await this.feedAndEnd(subject, input);
    await this.over(subject);
    this.sound(subject);
    return this.outcome(subject.stream, subject.seen);
  }
}
