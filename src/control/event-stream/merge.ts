/**
 * Makes one stream out of several.
 *
 * @module
 */
import { nextTick } from '#platform';
import type { AnyStream } from '../../core/_predicates.ts';
import type { ClassicStreamOptions } from '../../core/classic.ts';
import { ERR_INVALID_ARG_TYPE } from '../../core/errors.ts';
import type { OutOf } from '../../core/joints.ts';
import type { EventEmitter, Listener, ReadableLike } from '../../core/types.ts';
import type { EachHandlers } from './_each.ts';
import { Each } from './_each.ts';

/** Options of `merge`. */
export interface MergeOptions extends ClassicStreamOptions {
  /** Whether the streams come one after the other; otherwise each chunk comes when it is there. @default false */
  readonly ordered?: boolean | undefined;
}

/** What comes out of any of several streams. */
type OutOfAny<Sources extends readonly unknown[]> = {
  [At in keyof Sources]: OutOf<Sources[At]>;
}[number];

/** A stream, or options: what the arguments of `merge` may be. */
type Argument = readonly ReadableLike[] | ReadableLike | MergeOptions | undefined;

/**
 * Emits the chunks of all streams, and ends when all have ended. The streams, or an array of them, may be followed by
 * options. While it is paused, so are the streams.
 *
 * As in npm event-stream@4.0.1: what is written to the stream itself comes out of it, too, and `destroy()` destroys
 * the streams. Mended: the streams wait while the reader is slow, where everything was pulled in at once; there are
 * `pause`, `resume` and `end`, so that the stream may be piped to, in which case its end waits for that writer, too;
 * a stream that is over already, or closes early, counts as ended; 'close' follows the end. Added: `ordered`; an error
 * of a stream destroys the merged one and the others with it. It is left to the listeners of its stream if there are
 * such and the merged stream has none.
 *
 * @throws {ERR_INVALID_ARG_TYPE} an argument that is no stream
 *
 * @example One after the other
 * ```ts
 * import { merge, readArray } from 'gardenhose/event-stream';
 *
 * const all = merge(readArray([1, 2]), readArray(['a', 'b']), { ordered: true });
 * const seen: (number | string)[] = [];
 * for await (const chunk of all) seen.push(chunk);
 * assert.deepEqual(seen, [1, 2, 'a', 'b']);
 * ```
 */
export function merge<const Sources extends readonly ReadableLike[]>(
  sources: Sources,
  options?: MergeOptions,
): MergeStream<OutOfAny<Sources>>;
export function merge<const Sources extends readonly ReadableLike[]>(
  ...sources: Sources
): MergeStream<OutOfAny<Sources>>;
export function merge<const Sources extends readonly ReadableLike[]>(
  ...sources: [...Sources, MergeOptions]
): MergeStream<OutOfAny<Sources>>;
export function merge(...args: Argument[]): MergeStream {
  const last = args.at(-1);
  const options = args.length > 0 && isOptions(last) ? (args.pop() as MergeOptions | undefined) : undefined;
  const sources = Array.isArray(args[0]) && args.length === 1 ? args[0] : args;
  return new MergeStream(sources as ReadableLike[], options ?? {});
}

function isOptions(value: unknown): value is MergeOptions | undefined {
  if (value === undefined) return true;
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !('pipe' in value);
}

const passing: EachHandlers<unknown, unknown> = {
  write: (chunk, stream) => stream.put(chunk),
};

/** Holds back what is written to it until its turn comes: not before that does a 'drain' of its target open it. */
class Gate extends Each {
  isOpen = false;

  constructor() {
    super(passing);
    this.pause();
  }

  open(): void {
    this.isOpen = true;
    this.resume();
  }

  override resume(): this {
    return this.isOpen ? super.resume() : this;
  }
}

/** The stream that `merge` returns. */
export class MergeStream<Out = unknown> extends Each<Out, Out> {
  /** The streams that have not ended, each as often as it was given. */
  readonly #live: AnyStream[] = [];
  /** In an ordered stream, what holds back the streams whose turn is to come; the first one's turn it is. */
  readonly #gates: Gate[] = [];
  #isOpening = false;
  /** The listeners for errors that are no user's: of the pipes into this stream, and ours at the streams. */
  readonly #ownListeners = new Set<Listener>();
  /** Whether somebody else pipes into this stream, and has not ended it. */
  #awaitsWriter = false;

  constructor(sources: readonly ReadableLike[], options: MergeOptions) {
    super(passing as EachHandlers<Out, Out>, options);
    for (const source of sources as readonly AnyStream[]) {
      if (typeof source?.on !== 'function' || typeof source.pipe !== 'function') {
        throw ERR_INVALID_ARG_TYPE('sources', 'an instance of Stream', source);
      }
    }
    this.setMaxListeners(0);
    for (const source of sources as readonly AnyStream[]) {
      this.#take(source, options.ordered ? this.#addGate() : this);
    }
    for (const listener of this.listeners('error')) this.#ownListeners.add(listener);
    this.on('pipe', () => {
      this.#awaitsWriter = true;
    });
    if (sources.length === 0) nextTick(() => this.#endIfOver());
  }

  /** Ends the writing of whoever pipes into this stream; what is merged goes on. */
  override _end(): void {
    this.#awaitsWriter = false;
    this.#endIfOver();
    if (!this.readable) return;
    this.writable = true;
    this.writableEnded = false;
  }

  override destroy(error?: Error | null): this {
    const parts = [...this.#live.splice(0), ...this.#gates.splice(0)];
    try {
      return super.destroy(error);
    } finally {
      for (const part of parts) part.destroy?.();
    }
  }

  /** Pipes a stream to where its chunks go, which is this stream or a gate of its own. */
  #take(source: AnyStream, target: { end(): unknown }): void {
    let isOver = false;
    const onover = (): void => {
      if (isOver) return;
      isOver = true;
      const at = this.#live.indexOf(source);
      if (at >= 0) this.#live.splice(at, 1);
      if (target === this) this.#endIfOver();
      else target.end();
    };
    const onerror = ((error: Error) => this.#onerror(source, error)) as Listener;
    this.#ownListeners.add(onerror);
    this.#live.push(source);
    source.on('end', onover);
    source.on('close', onover);
    source.on('error', onerror);
    source.pipe?.(target, { end: false });
    if (source.readable === false) nextTick(onover);
  }

  /** Makes a stream that leads here and is paused until its turn comes. */
  #addGate(): Gate {
    const gate = new Gate();
    this.#gates.push(gate);
    gate.pipe(this as Each, { end: false });
    this.#openGate();
    gate.on('end', () => {
      this.#gates.shift();
      this.#openGate();
      this.#endIfOver();
    });
    return gate;
  }

  /** Opens the gate whose turn it is, and those after it if they end at once: one by one, not each inside the other. */
  #openGate(): void {
    if (this.#isOpening) return;
    this.#isOpening = true;
    try {
      while (this.#gates[0]?.isOpen === false) this.#gates[0].open();
    } finally {
      this.#isOpening = false;
    }
  }

  #onerror(source: AnyStream, error: Error): void {
    const isUsers = (listener: Listener): boolean => !this.#ownListeners.has(listener);
    const isHandled = (source as unknown as EventEmitter).listeners('error').some(isUsers);
    if (!isHandled || this.listeners('error').some(isUsers)) this.destroy(error);
  }

  #endIfOver(): void {
    if (this.destroyed || this.#awaitsWriter || this.#live.length > 0 || this.#gates.length > 0) return;
    this.writable = false;
    this.writableEnded = true;
    this.queue(null);
  }
}
