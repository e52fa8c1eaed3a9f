/**
 * No failure leaves a rejected promise that nobody handles.
 *
 * @module
 */
import { whenUnhandledRejection } from '#platform';
import { inPipeline } from './_cancel.ts';
import { ofItself, ofTheSink, ofTheSource, ofTheStream } from './_failure.ts';
import type { Trial } from './_trial.ts';
import { turns } from './_turn.ts';

/** Lets a stream fail and be given up in every way, and listens. */
export async function noneIsLeft(trial: Trial): Promise<void> {
  const rejections: unknown[] = [];
  const stop = whenUnhandledRejection((reason) => {
    trial.log.add('unhandled rejection', reason);
    rejections.push(reason);
  });
  try {
    for (const fail of waysToFail(trial)) {
      await fail(trial).catch((error) => trial.log.add('(which breaks a law of its own)', error));
    }
    await turns(3);
  } finally {
    stop();
  }
  if (rejections.length > 0)
    throw new Error('a rejected promise was left unhandled', { cause: rejections[0] });
}

function waysToFail(trial: Trial): ((trial: Trial) => Promise<void>)[] {
  const ways = [ofItself, inPipeline];
  if (trial.isWritten) ways.push(ofTheSource);
  if (trial.isRead) ways.push(ofTheSink);
  if (!trial.brief.isWeb) ways.push(ofTheStream);
  return ways;
}
