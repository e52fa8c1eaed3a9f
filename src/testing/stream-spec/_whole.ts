/**
 * Whole and in order: what goes in comes out once, in order, however it is read and cut.
 *
 * @module
 */

import { nop } from '../../core/_nop.ts';
import type { AnyStream } from '../../core/_predicates.ts';
import { isIterable } from '../../core/_predicates.ts';
import { chunksOf, isWebPair, isWebReadable } from '../../core/_web.ts';
import { Readable } from '../../core/readable.ts';
import { Writable } from '../../core/writable.ts';
import { pipe, slowSink } from './_parts.ts';
import type { Subject } from './_subject.ts';
import { isWeb } from './_subject.ts';
import type { Trial } from './_trial.ts';
import { turns } from './_turn.ts';
import { join } from './_values.ts';

/** How long, in turns, a random reader pauses at most. */
const PAUSE_TURNS = 3;

/** Every chunk comes out, for a writer that waits when it is asked to. */
export async function asWritten(trial: Trial): Promise<void> {
  trial.compare(await trial.run(trial.brief.input), await trial.expected());
}

/** The same for a reader that pauses and reads on at random, also while it is given a chunk. */
export async function withPauses(trial: Trial): Promise<void> {
  const expected = await trial.expected();
  for (let run = 0; run < trial.brief.runs; run++) {
    trial.log.begin(`(run ${run})`);
    const subject = trial.open(trial.random.below(2) === 0);
    subject.onchunk = () => pauseInside(trial, subject);
    const reading = readWithPauses(trial, subject);
    await trial.feedAndEnd(subject);
    await trial.over(subject);
    await reading;
    trial.sound(subject);
    trial.compare(trial.outcome(subject.stream, subject.seen), expected);
  }
}

/** Pauses now and then, and reads on at once or in the next microtask. */
function pauseInside(trial: Trial, subject: Subject): void {
  const choice = trial.random.below(4);
  if (choice > 1) return;
  subject.pause();
  if (choice === 0) subject.resume();
  else queueMicrotask(() => subject.resume());
}

async function readWithPauses(trial: Trial, subject: Subject): Promise<void> {
  while (!subject.isOver && !trial.isDone) {
    await turns(trial.random.below(PAUSE_TURNS));
    if (subject.isOver) return;
    subject.pause();
    await turns(trial.random.below(PAUSE_TURNS));
    subject.resume();
    await turns(1);
  }
}

/** The same through `pipe`: from a source, to a slow sink. */
export async function throughPipe(trial: Trial): Promise<void> {
  const expected = await trial.expected();
  const stream = trial.fresh();
  const { sink, seen } = slowSink(trial.log);
  let isOver = false;
  function onover(): void {
    isOver = true;
  }
  if (isWeb(stream)) pipeWeb(trial, stream, sink).then(onover, onover);
  else {
    const last = (trial.isRead ? sink : stream) as AnyStream;
    for (const event of ['finish', 'end', 'close']) last.on(event, onover);
    if (trial.isRead) (stream as AnyStream).pipe?.(sink);
    if (trial.isWritten) Readable.from(trial.brief.input).pipe(stream as never);
    if (!trial.isRead && last.writable === false) onover();
  }
  await trial.until(
    () => isOver,
    () => 'the end did not come through pipe()',
  );
  trial.compare(trial.outcome(stream, seen), expected);
}

function pipeWeb(trial: Trial, stream: unknown, sink: Writable<unknown>): Promise<void> {
  const input = Readable.toWeb(Readable.from(trial.brief.input)) as ReadableStream<unknown>;
  const output = Writable.toWeb<unknown>(sink);
  if (isWebPair(stream)) return input.pipeThrough(stream).pipeTo(output);
  return isWebReadable(stream) ? stream.pipeTo(output) : input.pipeTo(stream as WritableStream<unknown>);
}

/** The same through `pipeline`, into a slow sink. */
export async function throughPipeline(trial: Trial): Promise<void> {
  const expected = await trial.expected();
  const stream = trial.fresh();
  const { sink, seen } = slowSink(trial.log);
  const parts = [
    ...(trial.isWritten ? [Readable.from(trial.brief.input)] : []),
    stream,
    ...(trial.isRead ? [sink] : []),
  ];
  await trial.finish(pipe(trial.log, parts));
  trial.compare(trial.outcome(stream, seen), expected);
}

/** The same by `for await`. */
export async function byForAwait(trial: Trial): Promise<void> {
  const expected = await trial.expected();
  const stream = trial.fresh();
  const seen: unknown[] = [];
  let isOver = false;
  async function read(): Promise<void> {
    for await (const chunk of chunksIn(stream)) {
      trial.log.event('for await gives', chunk);
      seen.push(chunk);
    }
  }
  const reading = read().finally(() => {
    isOver = true;
  });
  reading.catch(nop);
  if (trial.isWritten) {
    const input = Readable.from(trial.brief.input);
    if (isWebPair(stream)) pipe(trial.log, [input, stream.writable]);
    else input.pipe(stream as never);
  }
  await trial.until(
    () => isOver,
    () => 'the loop never ended',
  );
  await reading;
  trial.compare(seen, expected);
}

/** What comes out of a stream, as an iterable; not every browser's web streams are one. */
function chunksIn(stream: unknown): AsyncIterable<unknown> {
  const source = isWebPair(stream) ? stream.readable : stream;
  if (isWebReadable(source) && !isIterable(source, 'async')) return chunksOf(source.getReader());
  return source as AsyncIterable<unknown>;
}

/** The input joined and cut anew anywhere gives the same output. */
export async function howeverCut(trial: Trial): Promise<void> {
  const { input, rechunk } = trial.brief;
  const [whole] = join(input, rechunk === 'bytes') as [string | Uint8Array];
  const expected = await trial.expected();
  for (let run = 0; run < trial.brief.runs; run++) {
    const pieces = run === 0 ? [whole] : run === 1 ? singles(whole) : trial.random.cut(whole);
    trial.log.begin(`(run ${run}: in ${pieces.length} pieces)`);
    trial.compare(await trial.run(pieces), expected);
  }
}

/** Cuts a text or bytes at every place. */
function singles<Whole extends string | Uint8Array>(whole: Whole): Whole[] {
  return Array.from({ length: whole.length }, (_, i) => whole.slice(i, i + 1) as Whole);
}
