/**
 * Backpressure is real: a writer that waits when it is asked to is stopped while nobody reads.
 *
 * @module
 */
import { lengthOf } from '../../core/_lengths.ts';
import type { AnyStream } from '../../core/_predicates.ts';
import type { Subject } from './_subject.ts';
import type { Trial } from './_trial.ts';
import { join } from './_values.ts';

/** Chunks that a stream whose bound is not known may take and give later, before it is said to hold without bound. */
const HELD_CHUNKS = 100;

/** Chunks written at most to a stream whose bound is not known. */
const MOST_CHUNKS = 1000;

/** How many streams with such high-water marks a stream may be made of. */
const MARKS = 4;

/** How long the blocks are that are written to a stream that counts bytes. */
const BLOCK_BYTES = 1024;

/** Writes after which what is due gets the time to happen. */
const WRITES_A_TURN = 16;

/** While the reader stands still nothing comes out, and little goes in. */
export async function whileNobodyReads(trial: Trial): Promise<void> {
  const expected = await trial.expected();
  const subject = trial.open(trial.isRead);
  if (trial.isRead && !subject.canPause) throw new Error('the stream has no pause() and resume()');
  const taken = trial.isWritten ? await fill(trial, subject) : readAhead(subject);
  await trial.settle();
  trial.acquit(subject);
  if (subject.seen.length > 0) throw new Error(`${subject.seen.length} chunks came while nobody read`);
  if (trial.brief.shape !== 'through') checkReadAhead(trial, subject, expected);
  // A stream that fails, or ends by itself, does not take its input twice: it is not weighed.
  if (!subject.isOver && trial.brief.shape === 'through') await weigh(trial, subject, taken);
  if (subject.canDestroy) subject.destroy();
}

/** Has a Readable read as far ahead as it does by itself, without taking anything. */
function readAhead(subject: Subject): number {
  (subject.stream as AnyStream).read?.(0);
  return 0;
}

/** Writes the input over and over until the writer is asked to stop; returns how much was taken. */
async function fill(trial: Trial, subject: Subject): Promise<number> {
  const { bound = ownBound(trial, subject) } = trial.brief;
  const input = blocks(subject, trial.brief.input);
  const mostToWeigh = bound === undefined ? MOST_CHUNKS : bound + 1;
  const limit = trial.brief.shape === 'through' ? mostToWeigh : HELD_CHUNKS;
  let taken = 0;
  for (let writes = 0; taken < limit && input.length > 0; writes++) {
    const chunk = input[writes % input.length];
    taken += measureOf(subject)(chunk);
    const goesOn = subject.write(chunk);
    if (!goesOn || writes % WRITES_A_TURN === 0) await trial.settle();
    if (subject.isOver || !subject.hasRoom) break;
  }
  return taken;
}

/** The input, for a stream that counts bytes in blocks, since it may take many. */
function blocks(subject: Subject, input: readonly unknown[]): readonly unknown[] {
  const measure = measureOf(subject);
  const length = input.reduce<number>((sum, chunk) => sum + measure(chunk), 0);
  if (measure !== lengthOf || length === 0) return input;
  return join(Array.from({ length: Math.ceil(BLOCK_BYTES / length) }, () => input).flat());
}

/**
 * Compares what was taken with the bound. One that was not stated may be too low for a stream that gives less than
 * it takes, such as a sum: then what comes out without an end of the input must be too much as well.
 */
async function weigh(trial: Trial, subject: Subject, taken: number): Promise<void> {
  const { bound } = trial.brief;
  if (bound !== undefined && taken > bound) {
    throw new Error(`${taken} were taken while nobody read, the bound is ${bound}`);
  }
  subject.resume();
  await trial.settle();
  await trial.room(subject);
  subject.pause();
  const measure = measureOf(subject);
  const given = subject.seen.reduce<number>((sum, chunk) => sum + measure(chunk), 0);
  const most = bound ?? ownBound(trial, subject) ?? HELD_CHUNKS;
  if (taken > most && given > most) {
    throw new Error(`${taken} were taken and held while nobody read, the bound is ${most}`);
  }
}

/** A source reads ahead no more than its mark and a chunk. */
function checkReadAhead(trial: Trial, subject: Subject, expected: readonly unknown[] = []): void {
  const { readableLength, readableHighWaterMark, readableObjectMode } = subject.stream as Marked;
  if (readableLength === undefined || readableHighWaterMark === undefined) return;
  const largest = readableObjectMode ? 1 : Math.max(0, ...expected.map(lengthOf));
  const most = trial.brief.bound ?? readableHighWaterMark + largest;
  if (readableLength > most) {
    throw new Error(`${readableLength} are held while nobody reads, the bound is ${most}`);
  }
}

interface Marked extends AnyStream {
  readonly readableLength?: number;
  readonly readableHighWaterMark?: number;
  readonly readableObjectMode?: boolean;
  readonly writableHighWaterMark?: number;
  readonly writableObjectMode?: boolean;
}

/** How a stream counts what it is given: in bytes, or in chunks. */
function measureOf(subject: Subject): (chunk: unknown) => number {
  return (subject.stream as Marked).writableObjectMode === false ? lengthOf : () => 1;
}

/** A few times what the high-water marks of both sides let in, if the stream has any. */
function ownBound(trial: Trial, subject: Subject): number | undefined {
  const { readableHighWaterMark = 0, writableHighWaterMark } = subject.stream as Marked;
  if (writableHighWaterMark === undefined) return undefined;
  const largest = Math.max(1, ...blocks(subject, trial.brief.input).map(measureOf(subject)));
  return MARKS * (readableHighWaterMark + writableHighWaterMark + 2 * largest);
}
