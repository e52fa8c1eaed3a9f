/**
 * Exactly one ending: end or error or abort, once, and nothing after it.
 *
 * @module
 */
import type { Trial } from './_trial.ts';
import { turns } from './_turn.ts';

/** Writes and reads everything: the stream ends once, closes once, and nothing follows. */
export async function once(trial: Trial): Promise<void> {
  const subject = trial.open();
  await trial.feedAndEnd(subject);
  await trial.over(subject);
  trial.sound(subject);
}

/** The same when `end()` is called a second time. */
export async function endedTwice(trial: Trial): Promise<void> {
  const subject = trial.open();
  await trial.feedAndEnd(subject);
  subject.end();
  await trial.over(subject);
  trial.acquit(subject);
}

/** What is written after the end does not come out. */
export async function writtenAfterTheEnd(trial: Trial): Promise<void> {
  const expected = await trial.expected();
  const subject = trial.open();
  await trial.feedAndEnd(subject);
  const before = subject.hasEnded ? subject.seen.length : undefined;
  for (const chunk of trial.brief.input.slice(0, 1)) subject.write(chunk);
  await trial.over(subject);
  trial.acquit(subject);
  const late = before ?? (subject.hasFailed ? undefined : expected?.length);
  if (trial.isRead && late !== undefined && !trial.brief.joined && subject.seen.length > late) {
    throw new Error('a chunk that was written after the end came out');
  }
}

/**
 * A stream that is destroyed closes once; nothing comes after that, neither chunks nor an end. Until it has closed
 * a stream of the stream floor may still give what it held, as Node's do.
 */
export async function destroyed(trial: Trial): Promise<void> {
  for (let run = 0; run < trial.brief.runs; run++) {
    trial.log.begin(`(run ${run})`);
    const subject = trial.open(trial.random.below(3) === 0);
    if (!subject.canDestroy) throw new Error('the stream has no destroy()');
    const { input } = trial.brief;
    const written = input.slice(0, trial.random.below(input.length + 1));
    if (trial.isWritten) for (const chunk of written) subject.write(chunk);
    await turns(trial.random.below(3));
    subject.destroy();
    subject.destroy();
    await trial.closed(subject);
    if (trial.isWritten) {
      for (const chunk of input.slice(0, 1)) subject.write(chunk);
      subject.end();
    }
    subject.resume();
    await trial.settle();
    trial.acquit(subject);
  }
}
