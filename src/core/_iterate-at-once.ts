/**
 * `for await` over a Readable as Node has it from version 26 on: no async generator but a plain iterator, whose
 * methods act as they are called unless an earlier call still waits.
 *
 * @module
 */
import type { IteratorOptions } from './_iteration.ts';
import { isThenable, leave } from './_iteration.ts';
import type { ReadableState } from './_readable-state.ts';
import { isSmooth, readForLoop, readSmoothly } from './_reading-at-once.ts';
import { joinErrors } from './destroy.ts';
import { finished } from './finished.ts';
import type { Readable } from './readable.ts';

type Result<Out> = IteratorResult<Out, unknown>;
type Answer<Out> = Result<Out> | PromiseLike<Result<Out>>;

/** A call that waits for a chunk or for the calls before it. */
interface Waiting<Out> {
  /** Does what was called for, or throws; undefined if that must go on waiting. */
  readonly act: (waited?: Waiting<Out>) => Answer<Out> | undefined;
  readonly resolve: (answer: Answer<Out>) => void;
  readonly reject: (reason: unknown) => void;
}

/** What all async iterators inherit from. */
const AsyncIteratorPrototype: object = Object.getPrototypeOf(
  Object.getPrototypeOf(async function* () {}.prototype),
);
const SETTLED: Promise<void> = Promise.resolve();

/** Gives the chunks of a stream; rejects with its error, also that of a premature close. */
export function iterateAtOnce<Out>(
  stream: Readable<Out>,
  options: IteratorOptions | undefined,
): AsyncGenerator<Out, void, undefined> {
  const state = stream._readableState;
  const waiting: Waiting<Out>[] = [];
  /** Set by the first `next`. */
  let stopWatching: (() => void) | undefined;
  /** undefined while the stream goes on, null after a clean end. */
  let error: Error | null | undefined;
  let isOver = false;
  let isWaking = false;
  /** Whether the last chunk is a promise that has not settled yet. */
  let isHeld = false;

  function start(): void {
    stream.on('readable', wake);
    stopWatching = finished(stream, { writable: false }, (reason) => {
      error = reason ? joinErrors(error, reason) : null;
      wake();
    });
  }
  function wake(): void {
    if (isWaking || waiting.length === 0) return;
    isWaking = true;
    void SETTLED.then(onawake);
  }
  function onawake(): void {
    isWaking = false;
    serve();
  }
  /** Answers the calls that wait, in their order, as far as there is an answer. */
  function serve(): void {
    for (let first = waiting[0]; first !== undefined && !isHeld; first = waiting[0]) {
      try {
        const answer = first.act(first);
        if (answer === undefined) return;
        if (!isHeld) first.resolve(answer);
      } catch (reason) {
        first.reject(reason);
      }
      waiting.shift();
    }
  }
  /** Answers a call now, or when there is an answer; `actNow` has begun to act already. */
  function call(act: Waiting<Out>['act'], actNow: Waiting<Out>['act'] = act): Promise<Result<Out>> {
    if (isFree()) {
      try {
        const answer = actNow();
        if (answer !== undefined) return Promise.resolve(answer);
      } catch (reason) {
        return Promise.reject(reason);
      }
    }
    return new Promise((resolve, reject) => {
      waiting.push({ act, resolve, reject });
    });
  }
  function isFree(): boolean {
    return waiting.length === 0 && !isHeld;
  }

  function read(): Out | null {
    if (isSmooth(stream as Readable, state as ReadableState)) return readSmoothly(stream, state);
    return stream.destroyed ? null : readForLoop(stream, state);
  }
  function answerNext(waited?: Waiting<Out>): Answer<Out> | undefined {
    return isOver ? { done: true, value: undefined } : answerWith(read(), waited);
  }
  function answerWith(chunk: Out | null, waited?: Waiting<Out>): Answer<Out> | undefined {
    if (chunk !== null) return isThenable(chunk) ? hold(chunk, waited) : { done: false, value: chunk };
    if (error) return fail(error);
    if (error === undefined) return undefined;
    end();
    return { done: true, value: undefined };
  }
  /** Waits for a chunk that is a promise, on behalf of the call that has waited or of the one that is running. */
  function hold(chunk: PromiseLike<Out>, waited: Waiting<Out> | undefined): PromiseLike<Result<Out>> {
    isHeld = true;
    return chunk.then(
      (value) => {
        isHeld = false;
        const result: Result<Out> = { done: false, value };
        waited?.resolve(result);
        serve();
        return result;
      },
      (reason) => {
        isHeld = false;
        endBy(reason);
        waited?.reject(reason);
        serve();
        if (waited === undefined) throw reason;
        return { done: true, value: undefined };
      },
    );
  }
  function fail(reason: unknown): never {
    endBy(reason);
    throw reason;
  }
  function endBy(reason: unknown): void {
    if (isOver) return;
    error = joinErrors(error, reason as Error);
    end();
  }
  function end(): void {
    if (isOver) return;
    isOver = true;
    if (stopWatching !== undefined) leave(stream as Readable, error, options, forget);
  }
  function forget(): void {
    stream.off('readable', wake);
    stopWatching?.();
  }

  return Object.assign(Object.create(AsyncIteratorPrototype), {
    next(): Promise<Result<Out>> {
      if (isOver || !isFree()) return call(answerNext);
      if (stopWatching === undefined) start();
      const chunk = read();
      if (chunk !== null && !isThenable(chunk)) return Promise.resolve({ done: false, value: chunk });
      return call(answerNext, () => answerWith(chunk));
    },
    return(value?: unknown): Promise<Result<Out>> {
      return call(() => {
        end();
        return { done: true, value };
      });
    },
    throw(reason: unknown): Promise<Result<Out>> {
      return call(() => fail(reason));
    },
    stream,
  });
}
