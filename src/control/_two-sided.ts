/**
 * The base of `duplex`, `duplexer` and `invert`: streams of two sides, of which each ends by itself.
 *
 * @module
 */
import { iterateClassic } from '../core/_iterate-classic.ts';
import type { ClassicEvents } from '../core/classic.ts';
import { Stream } from '../core/classic.ts';

/** What such a stream says of its ends, and how it is iterated. */
export abstract class TwoSided<
  Out,
  Events extends { [E in keyof Events]: unknown[] } = ClassicEvents<Out>,
> extends Stream<Out, Events> {
  /** Whether the stream is closed: nothing comes out of it any more. */
  destroyed = false;
  /** The error that destroyed the stream. */
  errored: Error | null = null;
  /** Whether `end()` has been called. */
  writableEnded = false;
  /** Whether 'finish' has been emitted. */
  writableFinished = false;
  /** Whether 'end' has been emitted. */
  readableEnded = false;

  /** Asks whoever gives the chunks to wait. */
  abstract pause(): this;

  /** Lets the chunks come. */
  abstract resume(): this;

  /** Closes the stream; an error given is emitted first. */
  abstract destroy(error?: Error | null): this;

  /**
   * Hands out the chunks one by one. The stream is paused while none is asked for; leaving the loop early
   * destroys it; an 'error' event, or a 'close' before the 'end', is thrown.
   */
  [Symbol.asyncIterator](): AsyncGenerator<Out, void, undefined> {
    this.pause();
    return iterateClassic<Out>(this);
  }
}
