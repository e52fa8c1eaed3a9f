/**
 * The chunks that a stream holds back, and the options that bound them.
 *
 * @module
 */
import type { CodedError } from '../core/errors.ts';
import type { Overflow } from './_bounded-queue.ts';
import { BoundedQueue } from './_bounded-queue.ts';

/** Options of the streams that hold chunks back. */
export interface HeldChunksOptions {
  /** Most chunks that are held back. @default 1_048_576 */
  readonly maxBuffered?: number | undefined;
  /**
   * What becomes of one chunk more: 'error' destroys the stream, 'drop-oldest' drops the chunk that has waited
   * longest, 'drop-newest' drops the chunk that comes.
   * @default 'error'
   */
  readonly overflow?: Overflow | undefined;
}

/** `maxBuffered` where it is not given. */
export const DEFAULT_MAX_BUFFERED: number = 2 ** 20;

/** A bounded queue that by default is long and fails, and that counts what it drops. */
export class HeldChunks<T> extends BoundedQueue<T> {
  /** How many chunks the policy has dropped. */
  dropped = 0;

  /**
   * @throws {ERR_INVALID_ARG_TYPE} `maxBuffered` is no number
   * @throws {ERR_INVALID_ARG_VALUE} an `overflow` that is none of the three
   * @throws {ERR_OUT_OF_RANGE} a `maxBuffered` below 0
   */
  constructor(options: HeldChunksOptions, onfull: (max: number) => CodedError) {
    const { maxBuffered = DEFAULT_MAX_BUFFERED, overflow = 'error' } = options;
    super({ maxBuffered, overflow }, onfull);
  }

  /** Holds a chunk back as the policy has it; returns the error if there is no room and that is the policy. */
  hold(chunk: T): Error | undefined {
    const { length } = this;
    try {
      this.push(chunk);
    } catch (error) {
      return error as Error;
    }
    if (this.length === length) this.dropped++;
    return undefined;
  }
}
