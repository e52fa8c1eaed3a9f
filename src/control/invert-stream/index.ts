/**
 * Makes two streams of which each is the other's other end: what is written to one comes out of the other.
 *
 * As a TCP connection, but in this process and at once: after `write()` returns, the other end has emitted 'data'.
 * Use it to make one stream of two, to turn a stream inside out, and to test what is made for a connection: options
 * give it latency, other chunks than were written, a paused end that gets nothing, and faults. All that is left to
 * chance a seed decides, so that a failure can be repeated; with a `VirtualClock` no time passes.
 *
 * Behaves as npm invert-stream@0.0.1 in its call forms, events and their timing. Without options it holds nothing
 * back: an end that has paused still gets what is written, and only makes the other's `write()` return false.
 * Mended: a chunk given to `end()` is written; each end ends once and closes once, and nothing comes after that;
 * methods that returned nothing return the stream. Added: all options, 'finish', `destroy(error)`, `destroyed`, `errored`,
 * `buffered`, `for await`, and a place in `pipeline` and `finished`.
 *
 * @see the handbook's chapter "invert-stream"
 *
 * @example A connection without a network
 * ```ts
 * import { invert } from 'gardenhose/invert-stream';
 *
 * const client = invert<string>();
 * const server = client.other;
 * server.on('data', (word) => server.write(word.toUpperCase()));
 * const heard: string[] = [];
 * client.on('data', (word) => heard.push(word));
 * client.write('beep');
 * assert.deepEqual(heard, ['BEEP']);
 * ```
 *
 * @module
 */
import { nop } from '../../core/_nop.ts';
import { destroyOnAbort } from '../_destroy-on-abort.ts';
import { TwoSided } from '../_two-sided.ts';
import { Chance } from './_chance.ts';
import type { Clock } from './_clock.ts';
import { hostClock, VirtualClock } from './_clock.ts';
import type { InvertFaults, InvertLineOptions, LineEnd } from './_line.ts';
import { Line } from './_line.ts';

export type { Range } from './_chance.ts';
export type { Clock, InvertFaults, InvertLineOptions };
export { VirtualClock };

/** Options of `invert`; those of a line hold for both directions. */
export interface InvertOptions extends InvertLineOptions {
  /** Options of the way from the stream that is returned to its other end. */
  readonly there?: InvertLineOptions | undefined;
  /** Options of the way back. */
  readonly back?: InvertLineOptions | undefined;
  /** Decides what is left to chance. @default 1 */
  readonly seed?: number | undefined;
  /** Whose time it is. @default the host's */
  readonly clock?: Clock | undefined;
  /** Destroys both ends, the one that is returned with an `AbortError`, when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/** One end of a pair. */
export class InvertStream<In = unknown, Out = In> extends TwoSided<Out> {
  override readable = true;
  override writable = true;
  /** Whether the other end has paused, so that `write()` returns false. */
  paused = false;
  /** The other end. */
  other: InvertStream<Out, In>;
  /** The end that `invert` returned, if this is the other one. */
  a?: InvertStream<Out, In>;
  /** The other end, if this is the one that `invert` returned. */
  b?: InvertStream<Out, In>;

  /** The way to the other end, unless there is nothing to it. */
  #line: Line | undefined;
  #letGo: () => void = nop;

  constructor(other?: InvertStream<Out, In>) {
    super();
    this.other = other as InvertStream<Out, In>;
  }

  /**
   * Writes to the other end; false asks to wait for 'drain'. More arguments, as the types of `node:stream` have
   * them, are ignored; the second signature is there so that Node's streams can be piped here.
   */
  write(chunk: In): boolean;
  write(chunk: never, encoding: never, callback?: never): boolean;
  write(chunk: In): boolean {
    if (this.writableEnded) return false;
    if (this.#line !== undefined) return this.#line.send(chunk);
    this.other.emit('data', chunk);
    return !this.paused;
  }

  /** Ends the other end's reading, once; a chunk given is written first. */
  end(chunk?: In): this;
  end(chunk: never, encoding?: never, callback?: never): this;
  end(chunk?: In | null): this {
    if (this.writableEnded) return this;
    if (chunk !== undefined && chunk !== null) this.write(chunk);
    this.writableEnded = true;
    this.writable = false;
    if (this.#line === undefined) this.other.#endReading();
    else this.#line.sendEnd();
    return this;
  }

  /** Asks the other end's writer to wait, by 'pause' there. */
  override pause(): this {
    this.other.paused = true;
    if (!this.destroyed) this.other.emit('pause');
    return this;
  }

  /** Lets the other end's writer go on, by 'drain' there. */
  override resume(): this {
    const { other } = this;
    other.paused = false;
    if (other.#line !== undefined) other.#line.pump();
    else if (!this.destroyed) other.emit('drain');
    return this;
  }

  /** How many chunks are on their way to the other end. */
  get buffered(): number {
    return this.#line?.length ?? 0;
  }

  /** How many chunks the overflow policy has dropped on their way to the other end. */
  get dropped(): number {
    return this.#line?.dropped ?? 0;
  }

  /** Drops what is on its way and closes both ends; an error given is emitted first, here. */
  override destroy(error?: Error | null): this {
    if (this.destroyed) return this;
    this.errored = error ?? null;
    this.#close();
    this.other.#close();
    try {
      if (error) this.emit('error', error);
    } finally {
      try {
        this.emit('close');
      } finally {
        this.other.emit('close');
      }
    }
    return this;
  }

  /** @internal Gives the pair its options. */
  _connect(options: InvertOptions): void {
    const { there, back, seed = 1, clock = hostClock, signal, ...both } = options;
    this.#lay({ ...both, ...there }, clock, new Chance(seed));
    this.other.#lay({ ...both, ...back }, clock, new Chance(~seed));
    this.#letGo = destroyOnAbort(this, signal);
  }

  /** Lays the line to the other end, if its options ask for one. */
  #lay({ buffer, ...options }: InvertLineOptions, clock: Clock, chance: Chance): void {
    if (!buffer && Object.values(options).every((value) => value === undefined)) return;
    const { other } = this;
    const end: LineEnd = {
      isPaused: () => this.paused,
      deliver: (chunk) => other.emit('data', chunk),
      deliverEnd: () => other.#endReading(),
      drained: () => this.emit('drain'),
      cut: (where, error) => (where === 'reader' ? other : this).destroy(error),
    };
    this.#line = new Line(options, end, clock, chance);
  }

  #endReading(): void {
    this.readable = false;
    this.readableEnded = true;
    if (this.writableEnded) {
      this.#letGo();
      this.other.#letGo();
    }
    this.emit('end');
    if (this.destroyed) return;
    this.other.writableFinished = true;
    this.other.emit('finish');
  }

  #close(): void {
    this.destroyed = this.writableEnded = true;
    this.readable = this.writable = false;
    this.#line?.close();
    this.#letGo();
  }
}

/** The type of `invert`, which has the class as a property. */
export interface InvertFunction {
  <In = unknown, Out = In>(options?: InvertOptions | null): InvertStream<In, Out>;
  readonly InvertStream: typeof InvertStream;
}

/**
 * Makes a pair and returns one of the two, whose `other` is the other.
 *
 * @throws {ERR_INVALID_ARG_TYPE} a `signal` that is none
 * @throws {ERR_INVALID_ARG_VALUE} an `overflow` that is none of the three
 * @throws {ERR_OUT_OF_RANGE} a number that is too small, or a range that ends below its beginning
 * @throws {ERR_INVERT_STREAM_FAULT} as 'error' event: the fault that `errorAfter` asks for
 * @throws {ERR_INVERT_STREAM_OVERFLOW} as 'error' event: more is on its way than `maxBuffered`
 *
 * @example A connection that breaks in the middle of a word
 * ```ts
 * import { invert } from 'gardenhose/invert-stream';
 *
 * const near = invert<string>({ there: { chunk: 3, faults: { cutAfter: 7 } } });
 * const seen: string[] = [];
 * near.other.on('data', (piece) => seen.push(piece));
 * near.other.on('close', () => seen.push('close'));
 * near.write('beep boop');
 * assert.deepEqual(seen, ['bee', 'p b', 'o', 'close']);
 * ```
 */
export const invert: InvertFunction = /* @__PURE__ */ withClass(function invert<In, Out>(
  options?: InvertOptions | null,
): InvertStream<In, Out> {
  const a = new InvertStream<In, Out>();
  const b = new InvertStream<Out, In>(a);
  a.other = b;
  a.b = b;
  b.a = a;
  if (options) a._connect(options);
  return a;
});

function withClass(create: Omit<InvertFunction, 'InvertStream'>): InvertFunction {
  return Object.assign(create, { InvertStream }) as InvertFunction;
}

export { invert as default, invert as 'module.exports' };
