/**
 * The base of the helpers: streams in which null is a chunk as any other.
 *
 * @module
 */
import type { ClassicStreamOptions } from '../../core/classic.ts';
import { hideNull, showNull } from '../_null.ts';
import { Through } from '../through.ts';

/** A stream that lets chunks out by `put`. */
export class Putting<In = unknown, Out = In> extends Through<In, Out> {
  constructor(options?: ClassicStreamOptions) {
    super(null, null, options);
  }

  /** Lets a chunk out. */
  put(chunk: Out): void {
    this.queue(hideNull(chunk));
  }

  override _deliver(chunk: Out | null): void {
    if (chunk === null) super._deliver(chunk);
    else this.emit('data', showNull(chunk));
  }
}

/** Does something with a chunk, or at the end. */
export interface EachHandlers<In, Out> {
  write(chunk: In, stream: Each<In, Out>): void;
  /** Runs before 'end'. */
  end?(stream: Each<In, Out>): void;
  /** Runs before 'close'. */
  close?(stream: Each<In, Out>): void;
}

/** A stream that is done with a chunk when `write()` returns. */
export class Each<In = unknown, Out = In> extends Putting<In, Out> {
  readonly #handlers: EachHandlers<never, Out>;

  constructor(handlers: EachHandlers<In, Out>, options?: ClassicStreamOptions) {
    super(options);
    this.#handlers = handlers as EachHandlers<never, Out>;
  }

  override _write(chunk: In): void {
    if (this.writable) (this.#handlers as unknown as EachHandlers<In, Out>).write(chunk, this);
  }

  override _end(): void {
    (this.#handlers as unknown as EachHandlers<In, Out>).end?.(this);
    this.queue(null);
  }

  override _close(): void {
    (this.#handlers as unknown as EachHandlers<In, Out>).close?.(this);
    super._close();
  }
}
