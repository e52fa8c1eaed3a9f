/**
 * The shapes that the core's files agree on: emitters, anything that can be piped from or to, text encodings.
 *
 * @module
 */

/**
 * An event listener of any signature. Written as a method so that listeners with narrower parameters are
 * accepted, while parameters of an inline listener are `unknown` rather than `any`.
 */
export type Listener = { listener(...args: unknown[]): void }['listener'];

/** The part of Node's EventEmitter that streams and their callers use. */
export interface EventEmitter {
  on(event: string | symbol, listener: Listener): this;
  once(event: string | symbol, listener: Listener): this;
  off(event: string | symbol, listener: Listener): this;
  addListener(event: string | symbol, listener: Listener): this;
  prependListener(event: string | symbol, listener: Listener): this;
  prependOnceListener(event: string | symbol, listener: Listener): this;
  removeListener(event: string | symbol, listener: Listener): this;
  removeAllListeners(event?: string | symbol): this;
  emit(event: string | symbol, ...args: unknown[]): boolean;
  listenerCount(event: string | symbol, listener?: Listener): number;
  listeners(event: string | symbol): Listener[];
  rawListeners(event: string | symbol): Listener[];
  eventNames(): (string | symbol)[];
  setMaxListeners(count: number): this;
  getMaxListeners(): number;
}

/**
 * An emitter that knows its events: `Events` maps each name to the tuple of its arguments. Other events are
 * allowed; their arguments are `unknown`.
 */
export interface TypedEmitter<Events extends { [E in keyof Events]: unknown[] }> extends EventEmitter {
  on<E extends keyof Events & string>(event: E, listener: (...args: Events[E]) => void): this;
  on(event: string | symbol, listener: Listener): this;
  once<E extends keyof Events & string>(event: E, listener: (...args: Events[E]) => void): this;
  once(event: string | symbol, listener: Listener): this;
  off<E extends keyof Events & string>(event: E, listener: (...args: Events[E]) => void): this;
  off(event: string | symbol, listener: Listener): this;
  addListener<E extends keyof Events & string>(event: E, listener: (...args: Events[E]) => void): this;
  addListener(event: string | symbol, listener: Listener): this;
  prependListener<E extends keyof Events & string>(event: E, listener: (...args: Events[E]) => void): this;
  prependListener(event: string | symbol, listener: Listener): this;
  prependOnceListener<E extends keyof Events & string>(
    event: E,
    listener: (...args: Events[E]) => void,
  ): this;
  prependOnceListener(event: string | symbol, listener: Listener): this;
  removeListener<E extends keyof Events & string>(event: E, listener: (...args: Events[E]) => void): this;
  removeListener(event: string | symbol, listener: Listener): this;
}

/** The emitter's constructor, callable as `EventEmitter.call(this, options)` by ES5 subclasses. */
export interface EventEmitterConstructor {
  new (options?: { captureRejections?: boolean | undefined }): EventEmitter;
  call(self: object, options?: { captureRejections?: boolean | undefined }): void;
  readonly prototype: EventEmitter;
}

/** What every emitter has, whoever made it. */
export interface EmitterLike {
  on(event: string, listener: Listener): unknown;
  once(event: string, listener: Listener): unknown;
  removeListener(event: string, listener: Listener): unknown;
  emit(event: string, ...args: unknown[]): boolean;
}

/** Anything that `pipe` can send chunks to: our streams, Node's, classic emitters. */
export interface WritableLike<In = unknown> extends EmitterLike {
  readonly writable?: boolean;
  write(chunk: In): unknown;
  end(): unknown;
}

/**
 * What a destination must take of a source of `Out`. A source that does not say what it gives, be it `unknown`
 * or the `any` of Node's streams, fits every destination.
 */
export type Given<Out> = unknown extends Out ? never : Out;

/**
 * Anything that chunks of type `Out` can be sent to. `write` is a property, so that a destination that takes
 * only some of the chunks is refused: parameters of methods are compared in both directions.
 */
export interface DestinationOf<Out = unknown> extends EmitterLike {
  readonly writable?: boolean;
  readonly write: (chunk: Given<Out>) => unknown;
  end(): unknown;
}

/** Anything that can be piped from: our streams, Node's, classic emitters. */
export interface ReadableLike extends EmitterLike {
  readonly readable?: boolean;
  pipe(destination: never, options?: PipeOptions): unknown;
}

/** How `pipe` treats its destination. */
export interface PipeOptions {
  /**
   * Whether the destination is ended when the source ends.
   * @default true
   */
  readonly end?: boolean | undefined;
}

/** The text encodings of Node. The portable platform knows utf8, utf16le, latin1, ascii, hex and base64(url). */
export type Encoding =
  | 'ascii'
  | 'utf8'
  | 'utf-8'
  | 'utf16le'
  | 'utf-16le'
  | 'ucs2'
  | 'ucs-2'
  | 'base64'
  | 'base64url'
  | 'latin1'
  | 'binary'
  | 'hex';

/** Turns bytes into text chunk by chunk, holding back a character whose bytes are not all there yet. */
export interface Decoder {
  readonly encoding: string;
  /** Bytes of an incomplete character that are held back. */
  readonly lastNeed?: number;
  write(bytes: Uint8Array): string;
  end(bytes?: Uint8Array): string;
}

/** What a host that has streams of its own gives: `node:stream`, as far as other files need it. */
export interface HostStreams {
  readonly Readable: { from(chunks: Iterable<unknown>): AsyncIterable<unknown> & ReadableLike };
  readonly Writable: new (options: object) => WritableLike;
  pipeline(parts: readonly unknown[], callback: (error?: Error | null) => void): unknown;
}
