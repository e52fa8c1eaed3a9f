/**
 * The server's gate.
 *
 * @module
 */
import { ERR_AUTH_STREAM_OVERFLOW, ERR_STREAM_PREMATURE_CLOSE } from '../../core/errors.ts';
import { MAX_FRAME_BYTES } from './_frames.ts';
import type { DuplexLike, GateOptions, Handshake } from './_gate.ts';
import { Gate } from './_gate.ts';

/** Makes what a client is told that is refused; `firstByte` is the first that it sent. */
export type RefusalOf = (error: Error, firstByte: number | undefined) => Uint8Array;

/**
 * Stands before a stream that not everybody may have. A client that is refused is no failure of the server's: the
 * gate emits 'refused', with the error, and ends; who stays nevertheless is cut off after `timeoutMs`.
 */
export class ServerGate extends Gate {
  readonly #refusalOf: RefusalOf;
  /** What came from a stream that does not pause. */
  readonly #early: Uint8Array[] = [];
  #earlyBytes = 0;

  constructor(stream: DuplexLike, handshake: Handshake, refusalOf: RefusalOf, options: GateOptions) {
    // A client answers one frame with one.
    super(stream, 2 * MAX_FRAME_BYTES, options);
    this.#refusalOf = refusalOf;
    stream.pause?.();
    void this.shakeHands(handshake, (bytes) => void this.push(bytes));
  }

  protected override farSaid(chunk: Uint8Array): void {
    this.#early.push(chunk);
    this.#earlyBytes += chunk.length;
    if (this.#earlyBytes > this.maxBufferedBytes) this.fail(ERR_AUTH_STREAM_OVERFLOW(this.maxBufferedBytes));
  }

  protected override nearSaid(chunk: Uint8Array): boolean {
    this.reader.push(chunk);
    return true;
  }

  protected override nearEnded(): boolean {
    const error = ERR_STREAM_PREMATURE_CLOSE();
    if (!this.reader.end(error)) this.fail(error);
    return true;
  }

  protected override endEarly(): void {
    this.fail(ERR_STREAM_PREMATURE_CLOSE());
  }

  protected override goOn(rest: Uint8Array): void {
    if (rest.length > 0) this.far.write(rest as never);
    for (const chunk of this.#early) this.push(chunk);
  }

  protected override refuse(error: Error): void {
    this.push(this.#refusalOf(error, this.reader.firstByte));
    this.push(null);
    this.emit('refused', error);
    this.far.destroy?.(error);
  }
}
