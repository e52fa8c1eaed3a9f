/**
 * `for await` over a Readable, by an async generator: as Node has it up to version 25.
 *
 * `#iterator` resolves to this file, and on Node to iterator.node.ts, which chooses by the line of Node that runs.
 *
 * @module
 */
import type { IteratorOptions } from './_iteration.ts';
import { isThenable, leave } from './_iteration.ts';
import { nop } from './_nop.ts';
import { READING } from './_readable-state.ts';
import { isSmooth, readForLoop, readSmoothly } from './_reading-at-once.ts';
import { joinErrors } from './destroy.ts';
import { finished } from './finished.ts';
import type { Readable } from './readable.ts';

export type { IteratorOptions } from './_iteration.ts';

/** How far an iteration is, which the generator and the `next` before it have in common. */
interface Progress<Out> {
  readonly stream: Readable<Out>;
  /** Whether the generator waits at a `yield`, its last chunk handed out. */
  isIdle: boolean;
  /** Whether `next` has been asked for since it was last called. */
  isByHand: boolean;
  /** What `next` has read for the generator. */
  ahead: { readonly chunk: Out | null } | undefined;
}

/** Yields the chunks of a stream; throws its error, also that of a premature close. */
export function iterate<Out>(
  stream: Readable<Out>,
  options?: IteratorOptions,
): AsyncGenerator<Out, void, undefined> {
  const progress: Progress<Out> = { stream, isIdle: false, isByHand: false, ahead: undefined };
  const iterator = generate(progress, options);
  new Kept(iterator, progress as Progress<unknown>);
  return Object.assign(iterator, { stream });
}

async function* generate<Out>(
  progress: Progress<Out>,
  options: IteratorOptions | undefined,
): AsyncGenerator<Out, void, undefined> {
  const { stream } = progress;
  let wake: () => void = nop;
  function onreadable(): void {
    wake();
    wake = nop;
  }
  function onyield(): void {
    progress.isIdle = true;
  }
  /** undefined while the stream goes on, null after a clean end. */
  let error: Error | null | undefined;
  stream.on('readable', onreadable);
  const stopWatching = finished(stream, { writable: false }, (reason) => {
    error = reason ? joinErrors(error, reason) : null;
    wake();
    wake = nop;
  });
  try {
    while (true) {
      const chunk = progress.ahead
        ? progress.ahead.chunk
        : stream.destroyed
          ? null
          : readForLoop(stream, stream._readableState);
      progress.ahead = undefined;
      if (chunk !== null) {
        if (!isThenable(chunk)) void SETTLED.then(onyield);
        yield chunk;
      } else if (error) throw error;
      else if (error === null) return;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } catch (reason) {
    error = joinErrors(error, reason as Error);
    throw error;
  } finally {
    progress.isIdle = false;
    leave(stream as Readable, error, options, () => {
      stream.off('readable', onreadable);
      stopWatching();
    });
  }
}

const SETTLED: Promise<void> = Promise.resolve();

/** The generators' own prototype, between them and that of all async generators. */
const prototype: AsyncGenerator = generate.prototype;
const resume: AsyncGenerator['next'] = prototype.next;

/** A constructor that returns what it is given, so that a subclass adds its private fields to that. */
const Given = function given(object: object): object {
  return object;
} as unknown as new (
  object: object,
) => object;

/** Keeps an iteration's progress in a private field of its generator. */
class Kept extends Given {
  readonly #progress: Progress<unknown>;

  constructor(generator: object, progress: Progress<unknown>) {
    super(generator);
    this.#progress = progress;
  }

  static in(generator: object): Progress<unknown> | undefined {
    return #progress in generator ? generator.#progress : undefined;
  }
}

/**
 * The generator's `next`, with a short way past it for a chunk that the stream gives at once: a fulfilled promise,
 * where the generator takes two microtasks and three promises.
 *
 * Only a loop goes that way. A loop asks for `next` once and calls it again when it has the answer. Who calls
 * `iterator.next()` by hand asks for it each time, and may do so twice without waiting: that needs the generator's
 * queue.
 */
function next(this: object, value?: unknown): Promise<IteratorResult<unknown>> {
  const progress = Kept.in(this);
  if (progress !== undefined) {
    const { stream } = progress;
    const state = stream._readableState;
    if (progress.isIdle && !progress.isByHand && isSmooth(stream, state)) {
      const chunk = readSmoothly(stream, state);
      const isAnswer = chunk !== null && (state.bits & READING) === 0 && !isThenable(chunk);
      if (isAnswer) return Promise.resolve({ value: chunk, done: false });
      progress.ahead = { chunk };
    }
    progress.isIdle = false;
    progress.isByHand = false;
  }
  return resume.call(this as AsyncGenerator, value);
}

Object.defineProperty(prototype, 'next', {
  configurable: true,
  get(this: object) {
    const progress = Kept.in(this);
    if (progress !== undefined) progress.isByHand = true;
    return next;
  },
});
