/**
 * A duplex that stands before another and lets nothing through until the two ends have shaken hands; then it is the
 * other one.
 *
 * @module
 */
import { asPlatformBytes, encodeText } from '#platform';
import { addAbortSignal } from '../../core/add-abort-signal.ts';
import type { DuplexOptions } from '../../core/duplex.ts';
import { Duplex } from '../../core/duplex.ts';
import {
  ERR_AUTH_STREAM_OVERFLOW,
  ERR_AUTH_STREAM_TIMEOUT,
  ERR_STREAM_PREMATURE_CLOSE,
  withCause,
} from '../../core/errors.ts';
import type { EmitterLike } from '../../core/types.ts';
import { startTimer } from '../_timer.ts';
import { ByteReader } from './_byte-reader.ts';
import { refused } from './_frames.ts';

/** A stream to stand before: ours, Node's, or a classic one. */
export interface DuplexLike extends EmitterLike {
  write(chunk: never): unknown;
  end(): unknown;
  pause?(): unknown;
  resume?(): unknown;
  destroy?(error?: Error): unknown;
}

/** What a handshake has of the world. */
export interface HandshakeLine {
  readonly reader: ByteReader;
  readonly send: (bytes: Uint8Array) => void;
  readonly signal: AbortSignal;
}

/** Returns when the other end is who it says; throws when it is not. */
export type Handshake = (line: HandshakeLine) => Promise<void>;

/** What both ends' gates are made with. */
export interface GateOptions {
  readonly timeoutMs: number;
  readonly maxBufferedBytes: number;
  readonly signal: AbortSignal | undefined;
  readonly highWaterMark: number | undefined;
}

type Chunk = string | Uint8Array;
type Callback = (error?: Error | null) => void;

/** The stream that `auth` returns; emits 'open' when the other end has been let in, or has let this one in. */
export abstract class Gate extends Duplex<Chunk, Uint8Array> {
  /** Whether the handshake is done. */
  opened = false;
  protected readonly far: DuplexLike;
  /** What the handshake reads from. */
  protected readonly reader: ByteReader;
  readonly #control = new AbortController();
  protected readonly maxBufferedBytes: number;
  readonly #timeoutMs: number;
  /** Of the handshake, and then of who is refused and stays. */
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Where what is written comes from, if it is piped. */
  #source: (EmitterLike & { destroy?(): unknown }) | undefined;
  #farEnded = false;
  #farClosed = false;
  /** Whether the end of what is written came, and was taken, before the gate was open. */
  #nearEnded = false;
  /** What waits for the far stream to have room, or for the handshake. */
  #waiting: (() => void) | undefined;

  /** `maxUnreadBytes` is how much the other end may say before it is asked to. */
  constructor(far: DuplexLike, maxUnreadBytes: number, options: GateOptions) {
    const { timeoutMs, maxBufferedBytes, signal, highWaterMark } = options;
    super({ highWaterMark } as DuplexOptions<Chunk, Uint8Array>);
    this.far = far;
    this.reader = new ByteReader(maxUnreadBytes);
    this.maxBufferedBytes = maxBufferedBytes;
    this.#timeoutMs = timeoutMs;
    this.on('pipe', (source) => {
      this.#source = source;
    });
    far.on('data', (chunk) => this.#onfardata(chunk as Chunk));
    far.on('end', () => this.#onfarend());
    far.on('close', () => this.#onfarclose());
    far.on('error', (error) => {
      if (!this.#isShut) this.destroy(error as Error);
    });
    far.on('drain', () => this.#proceed());
    this.#timer = startTimer(() => this.fail(ERR_AUTH_STREAM_TIMEOUT()), timeoutMs);
    if (signal !== undefined) addAbortSignal(signal, this);
  }

  /** Takes a chunk of the far stream before the gate is open. */
  protected abstract farSaid(chunk: Uint8Array): void;
  /** Takes a chunk that is written before the gate is open; false if it has to wait. */
  protected abstract nearSaid(chunk: Uint8Array): boolean;
  /** Takes the end of what is written before the gate is open; false if it has to wait. */
  protected abstract nearEnded(): boolean;
  /** Handles the end, or the close, of the far stream before the gate is open. */
  protected abstract endEarly(): void;
  /** Lets through what came before the gate was open; `rest` is what came behind the handshake. */
  protected abstract goOn(rest: Uint8Array): void;
  /** Handles the failure of the handshake. */
  protected abstract refuse(error: Error): void;

  /** Shakes hands. Called at the end of the constructors. */
  protected async shakeHands(handshake: Handshake, send: (bytes: Uint8Array) => void): Promise<void> {
    const { signal } = this.#control;
    const sendInTime = (bytes: Uint8Array): void => {
      if (!signal.aborted) send(bytes);
    };
    try {
      await handshake({ reader: this.reader, send: sendInTime, signal });
    } catch (error) {
      this.fail(error instanceof Error ? error : withCause(refused('the server failed'), error));
    }
    if (signal.aborted) return;
    clearTimeout(this.#timer);
    this.opened = true;
    this.goOn(this.reader.rest());
    if (this.#farEnded) this.push(null);
    if (this.#nearEnded) this.far.end();
    this.#proceed();
    this.far.resume?.();
    this.emit('open');
  }

  /** Ends the handshake with an error. */
  protected fail(error: Error): void {
    if (this.opened || this.#control.signal.aborted) return;
    clearTimeout(this.#timer);
    this.#control.abort(error);
    this.reader.fail(error);
    this.refuse(error);
    this.#proceed();
    if (!this.destroyed) this.#timer = startTimer(() => this.#cutOff(), this.#timeoutMs);
  }

  /** Whether the handshake has failed: what is still written comes to nothing. */
  get #isShut(): boolean {
    return !this.opened && this.#control.signal.aborted;
  }

  /** Takes a chunk, of any size; but what is held already before the gate is open may not be too much. */
  override write(chunk: Chunk, ...rest: never[]): boolean {
    if (!this.opened && this.writableLength > 0 && this.writableLength >= this.maxBufferedBytes) {
      this.destroy(ERR_AUTH_STREAM_OVERFLOW(this.maxBufferedBytes));
    }
    return (super.write as (chunk: Chunk, ...rest: never[]) => boolean).call(this, chunk, ...rest);
  }

  override _write(chunk: Chunk, encoding: never, callback: Callback): void {
    if (this.opened) this.#forward(chunk, callback);
    else if (this.#isShut || this.nearSaid(toBytes(chunk))) callback();
    else {
      const retry = (): void => this._write(chunk, encoding, callback);
      this.#waiting = retry;
    }
  }

  override _final(callback: Callback): void {
    if (this.opened) this.far.end();
    else if (!this.#isShut) this.#nearEnded = this.nearEnded();
    if (this.opened || this.#isShut || this.#nearEnded) {
      callback();
      return;
    }
    const retry = (): void => this._final(callback);
    this.#waiting = retry;
  }

  override _read(): void {
    if (this.opened) this.far.resume?.();
  }

  override _destroy(error: Error | null, callback: Callback): void {
    clearTimeout(this.#timer);
    this.reader.fail(error ?? ERR_STREAM_PREMATURE_CLOSE());
    this.#control.abort(error ?? undefined);
    this.#waiting = undefined;
    const isOver = error === null && this.writableFinished && this.#farEnded;
    if (!isOver) this.far.destroy?.(error ?? undefined);
    callback(error);
  }

  /** A pipe does not tell its source that its destination is gone. */
  #cutOff(): void {
    this.destroy();
    this.#source?.destroy?.();
  }

  #forward(chunk: Chunk, callback: Callback): void {
    if (this.#farClosed) callback(ERR_STREAM_PREMATURE_CLOSE());
    else if (this.far.write(chunk as never) === false) this.#waiting = callback;
    else callback();
  }

  #proceed(): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.();
  }

  #onfardata(chunk: Chunk): void {
    if (this.#isShut || this.destroyed) return;
    if (!this.opened) this.farSaid(toBytes(chunk));
    else if (!this.push(toBytes(chunk))) this.far.pause?.();
  }

  #onfarend(): void {
    this.#farEnded = true;
    if (this.opened) this.push(null);
    else this.endEarly();
  }

  #onfarclose(): void {
    this.#farClosed = true;
    if (!this.#farEnded) {
      if (this.opened) this.destroy();
      else this.endEarly();
    } else if (this.readableEnded) this.#leave();
    else this.once('end', () => this.#leave());
  }

  /** The far stream has closed, and all of it is read: nothing can be written any more. */
  #leave(): void {
    if (!this.writableEnded || this.#waiting !== undefined) this.destroy();
  }
}

function toBytes(chunk: Chunk): Uint8Array {
  return asPlatformBytes(typeof chunk === 'string' ? encodeText(chunk, 'utf8') : chunk);
}
