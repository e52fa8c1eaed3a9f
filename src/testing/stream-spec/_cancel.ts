/**
 * Cancellable: a signal, or a reader that leaves, ends the stream at once and releases what it holds.
 *
 * @module
 */
import type { AnyStream } from '../../core/_predicates.ts';
import { finished } from '../../core/finished.ts';
import { allFail, half, row } from './_failure.ts';
import { countListeners } from './_signal.ts';
import type { Subject } from './_subject.ts';
import type { Trial } from './_trial.ts';
import { turns } from './_turn.ts';

/** A pipeline whose signal aborts destroys the stream and its neighbours. */
export async function inPipeline(trial: Trial): Promise<void> {
  const control = new AbortController();
  const all = row(trial, { signal: control.signal });
  await turns(2);
  if (all.running.isOver) return;
  const reason = new Error('given up');
  trial.log.add('abort');
  control.abort(reason);
  await allFail(trial, all, reason);
}

/** A stream of a signal that has aborted already gives nothing. */
export async function beforehand(trial: Trial): Promise<void> {
  const reason = new Error('given up');
  const subject = trial.open(false, trial.brief.signal?.(AbortSignal.abort(reason)));
  await aborted(trial, subject, reason);
  if (subject.seen.length > 0) throw new Error('chunks came of a stream that was cancelled beforehand');
}

/** A stream whose signal aborts fails with an AbortError, and lets go of the signal. */
export async function midway(trial: Trial): Promise<void> {
  const control = new AbortController();
  const listeners = countListeners(control.signal);
  const subject = trial.open(true, trial.brief.signal?.(control.signal));
  for (const chunk of trial.isWritten ? half(trial.brief.input) : []) subject.write(chunk);
  await turns(1);
  if (subject.isOver) return;
  const reason = new Error('given up');
  trial.log.add('abort');
  control.abort(reason);
  subject.resume();
  await aborted(trial, subject, reason);
  release(listeners());
}

/** A stream that ends well, or is destroyed, lets go of its signal. */
export async function letsGo(trial: Trial): Promise<void> {
  const control = new AbortController();
  const listeners = countListeners(control.signal);
  const subject = trial.open(false, trial.brief.signal?.(control.signal));
  await trial.feedAndEnd(subject);
  await trial.over(subject);
  trial.sound(subject);
  release(listeners());
  const other = trial.open(false, trial.brief.signal?.(control.signal));
  other.destroy();
  await trial.closed(other);
  release(listeners());
}

function release(listeners: number): void {
  if (listeners > 0) throw new Error(`${listeners} listeners of the signal were left behind`);
}

async function aborted(trial: Trial, subject: Subject, reason: Error): Promise<void> {
  await trial.until(
    () => subject.hasFailed,
    () => 'the signal aborted, and no error came',
  );
  await trial.closed(subject);
  trial.acquit(subject);
  const { name, cause } = subject.error as Error;
  if (subject.error === reason) return;
  if (name !== 'AbortError') throw new Error('the error is no AbortError', { cause: subject.error });
  if (cause !== reason) throw new Error("the AbortError's cause is not the signal's reason");
}

/** A reader that leaves its loop destroys the stream. */
export async function leftLoop(trial: Trial): Promise<void> {
  const stream = trial.fresh() as AnyStream & AsyncIterable<unknown>;
  let isOver = false;
  async function read(): Promise<void> {
    for await (const _ of stream) break;
  }
  read()
    .catch((error) => trial.log.add('the loop throws', error))
    .finally(() => {
      isOver = true;
    });
  for (const chunk of trial.isWritten ? half(trial.brief.input) : []) {
    if (stream.write?.(chunk) === false) break;
  }
  await trial.settle();
  // Of a stream that gives nothing for half of its input, nobody can leave the loop.
  if (!isOver) stream.destroy?.();
  await trial.until(
    () => isOver,
    () => 'the loop never ended',
  );
  await trial.settle();
  if (!trial.isOver(stream)) throw new Error('the stream was not destroyed');
}

/** `finished` tells of a stream that is closed before its end. */
export async function closedEarly(trial: Trial): Promise<void> {
  const stream = trial.fresh() as AnyStream;
  if (typeof stream.destroy !== 'function') throw new Error('the stream has no destroy()');
  let outcome: { readonly error: unknown } | undefined;
  finished(stream, (error) => {
    outcome = { error };
  });
  stream.destroy();
  await trial.until(
    () => outcome !== undefined,
    () => 'the stream was destroyed, and finished() did not call back',
  );
  const { code, name } = (outcome?.error ?? {}) as { code?: string; name?: string };
  if (code !== 'ERR_STREAM_PREMATURE_CLOSE' && name !== 'AbortError') {
    throw new Error('finished() did not tell that the stream was closed early', { cause: outcome?.error });
  }
}
