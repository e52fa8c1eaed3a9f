/**
 * Backpressure is real: a writer that waits when it is asked to is stopped while nobody reads.
 *
 * @module
 */
import type { AnyStream } from '../../core/_predicates.ts';
import type { Subject } from './_subject.ts';
import type { Trial } from './_trial.ts';
import { lengthOf } from './_values.ts';

/** Chunks that a stream whose bound is not known may take and give later, before it is said to hold without bound. */
const HELD_CHUNKS = 100;

/** Chunks written at most to a stream whose bound is not known. */
const MOST_CHUNKS = 1000;

/** Writes after which what is due gets the time to happen: at first often. */
const WRITES_A_TURN = 16;
const MANY_WRITES = 256;
const MANY_WRITES_A_TURN = 4096;

/** While the reader stands still nothing comes out, and little goes in. */
export async function whileNobodyReads(trial: Trial): Promise<void> {
  const subject = trial.open(trial.isRead);
  if (trial.isRead && !subject.canPause) throw new Error('the stream has no pause() and resume()');
  if (trial.isWritten) await fill(trial, subject);
  else await trial.settle();
  trial.acquit(subject);
  if (subject.seen.length > 0) throw new Error(`${subject.seen.length} chunks came while nobody read`);
  checkLengths(trial, subject);
  if (subject.canDestroy) subject.destroy();
}

/** Writes the input over and over until the writer is asked to stop; then lets the reader read. */
async function fill(trial: Trial, subject: Subject): Promise<void> {
  const { input, bound = ownBound(trial, subject) } = trial.brief;
  if (input.length === 0) return;
  const measure = isByteStream(subject) ? lengthOf : () => 1;
  const limit = bound === undefined ? MOST_CHUNKS : 2 * bound + 1;
  let taken = 0;
  for (let writes = 1; taken < limit; writes++) {
    const chunk = input[(writes - 1) % input.length];
    taken += measure(chunk);
    const answer = subject.write(chunk);
    if (!answer || writes % (writes < MANY_WRITES ? WRITES_A_TURN : MANY_WRITES_A_TURN) === 0)
      await trial.settle();
    if (subject.isOver || !subject.hasRoom) break;
  }
  // A stream that fails, or ends by itself, does not take its input twice: it is not asked for more.
  if (subject.isOver || !trial.isRead) return;
  if (trial.brief.bound !== undefined && taken > trial.brief.bound) {
    throw new Error(`${taken} were taken while nobody read, the bound is ${trial.brief.bound}`);
  }
  const given = await release(trial, subject, measure);
  const most = bound ?? HELD_CHUNKS;
  if (taken > most && given > most) {
    throw new Error(`${taken} were taken while nobody read, and held; the bound is ${most}`);
  }
}

/** Reads what is held without an end of the input; says how much it is. */
async function release(trial: Trial, subject: Subject, measure: (chunk: unknown) => number): Promise<number> {
  trial.acquit(subject);
  const before = subject.seen.length;
  if (before > 0) return 0;
  subject.resume();
  await trial.settle();
  subject.pause();
  const given = subject.seen.reduce<number>((sum, chunk) => sum + measure(chunk), 0);
  (subject.seen as unknown[]).length = 0;
  return given;
}

/** What the stream says it holds is no more than its marks and a chunk on each side. */
function checkLengths(trial: Trial, subject: Subject): void {
  const { readableLength = 0, readableHighWaterMark = 0 } = subject.stream as Marked;
  const largest = Math.max(0, ...(trial.brief.output ?? []).map(lengthOf));
  const most = trial.brief.bound ?? readableHighWaterMark + largest;
  if (readableHighWaterMark > 0 && trial.brief.output && readableLength > most) {
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

/** Whether a stream counts bytes, and not chunks. */
function isByteStream(subject: Subject): boolean {
  return (subject.stream as Marked).writableObjectMode === false;
}

/** The high-water marks of both sides and a chunk for each, if the stream has any. */
function ownBound(trial: Trial, subject: Subject): number | undefined {
  const { readableHighWaterMark = 0, writableHighWaterMark } = subject.stream as Marked;
  if (writableHighWaterMark === undefined) return undefined;
  const largest = isByteStream(subject) ? Math.max(...trial.brief.input.map(lengthOf)) : 1;
  return readableHighWaterMark + writableHighWaterMark + 2 * largest;
}
