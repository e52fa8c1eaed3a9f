/**
 * The base of the helpers that do something with each chunk as it is written.
 *
 * @module
 */
import type { ClassicStreamOptions } from '../../core/classic.ts';
import { hideNull, showNull } from '../_null.ts';
import { Through } from '../through.ts';

/** Does something with a chunk, or at the end. */
export interface EachHandlers<In, Out> {
  write(chunk: In, stream: Each<In, Out>): void;
  /** Runs before 'end'. */
  end?(stream: Each<In, Out>): void;
}

/** A stream that is written to and read from, in which null is a chunk as any other. */
export class Each<In = unknown, Out = In> extends Through<In, Out> {
  readonly #handlers: EachHandlers<never, Out>;

  constructor(handlers: EachHandlers<In, Out>, options?: ClassicStreamOptions) {
    super(null, null, options);
    this.#handlers = handlers as EachHandlers<never, Out>;
  }

  /** Lets a chunk out. */
  put(chunk: Out): void {
    this.queue(hideNull(chunk));
  }

  override _write(chunk: In): void {
    if (this.writable) (this.#handlers as unknown as EachHandlers<In, Out>).write(chunk, this);
  }

  override _end(): void {
    (this.#handlers as unknown as EachHandlers<In, Out>).end?.(this);
    this.queue(null);
  }

  override _deliver(chunk: Out | null): void {
    if (chunk === null) super._deliver(chunk);
    else this.emit('data', showNull(chunk));
  }
}
