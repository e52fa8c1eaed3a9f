/**
 * Iterates over the entries of an archive.
 *
 * @module
 */
import { ERR_STREAM_PREMATURE_CLOSE } from '../../core/errors.ts';
import type { TarEntry } from './_entry.ts';

/** The stream whose entries they are. */
interface Source {
  /** Goes on to the next entry. */
  _advance(): void;
  destroy(error?: Error | null): unknown;
}

type Result = IteratorResult<TarEntry, void>;

/** A call of `next()` that has not been answered. */
interface Request {
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

const DONE: Result = { done: true, value: undefined };

/** Is told of the entries, and tells whoever asked. */
export class EntryIterator implements AsyncGenerator<TarEntry, void, undefined> {
  readonly #source: Source;
  #requests: Request[] = [];
  /** Whether no more entries come, and the error that is still to be told. */
  #isOver = false;
  #error: Error | undefined;

  constructor(source: Source) {
    this.#source = source;
  }

  /** Whether an entry is asked for. */
  get isWaiting(): boolean {
    return this.#requests.length > 0;
  }

  /** Gives the next entry. */
  give(entry: TarEntry): void {
    this.#requests.shift()!.resolve({ done: false, value: entry });
  }

  /** There are no more entries. */
  finish(): void {
    this.#isOver = true;
    for (const { resolve } of this.#requests.splice(0)) resolve(DONE);
  }

  /** The stream was destroyed. */
  fail(error: Error | null): void {
    if (this.#isOver) return;
    this.#error = error ?? ERR_STREAM_PREMATURE_CLOSE();
    this.#isOver = true;
    const first = this.#requests.shift();
    if (first !== undefined) {
      first.reject(this.#error);
      this.#error = undefined;
    }
    this.finish();
  }

  next(): Promise<Result> {
    if (this.#error !== undefined) {
      const error = this.#error;
      this.#error = undefined;
      return Promise.reject(error);
    }
    if (this.#isOver) return Promise.resolve(DONE);
    return new Promise((resolve, reject) => {
      this.#requests.push({ resolve, reject });
      this.#source._advance();
    });
  }

  return(): Promise<Result> {
    this.#isOver = true;
    this.finish();
    this.#source.destroy();
    return Promise.resolve(DONE);
  }

  throw(error: unknown): Promise<Result> {
    this.#isOver = true;
    this.finish();
    this.#source.destroy(error as Error);
    return Promise.reject(error);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }
}
