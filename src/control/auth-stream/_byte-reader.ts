/**
 * Bytes that come in chunks of any size, taken out in pieces of the size that is wanted.
 *
 * @module
 */
import { joinBytes } from '../../core/_lengths.ts';
import { ERR_AUTH_STREAM_PROTOCOL } from '../../core/errors.ts';

/** Somebody who waits until there are `count` bytes. */
interface Waiting {
  readonly count: number;
  resolve(): void;
  reject(error: unknown): void;
}

/** Holds at most `maxBytes` that nobody has asked for. One reads at a time. */
export class ByteReader {
  readonly #maxBytes: number;
  #bytes: Uint8Array = new Uint8Array(0);
  /** The first byte that ever came. */
  firstByte: number | undefined;
  #waiting: Waiting | undefined;
  #failure: { readonly error: unknown } | undefined;
  /** What is to be said to whoever wants more than has come. */
  #end: { readonly error: unknown } | undefined;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** How many bytes are held. */
  get length(): number {
    return this.#bytes.length;
  }

  /** Takes a chunk in. Too many bytes are a failure, for a peer that speaks before it is asked means no good. */
  push(chunk: Uint8Array): void {
    if (this.#failure !== undefined) return;
    this.firstByte ??= chunk[0];
    if (this.#bytes.length + chunk.length > this.#maxBytes) {
      this.fail(ERR_AUTH_STREAM_PROTOCOL(`it sent more than ${this.#maxBytes} bytes before it was asked to`));
      return;
    }
    this.#bytes = joinBytes([this.#bytes, chunk]);
    if (this.#waiting !== undefined && this.#bytes.length >= this.#waiting.count) this.#settle()?.resolve();
  }

  /** Takes `count` bytes out, as soon as they have come. */
  async read(count: number): Promise<Uint8Array> {
    await this.#until(count);
    return this.#take(count);
  }

  /** Takes out all that is there, at least one byte. */
  async readSome(): Promise<Uint8Array> {
    await this.#until(1);
    return this.#take(this.#bytes.length);
  }

  /** Takes out what is left when the reading is over. */
  rest(): Uint8Array {
    return this.#take(this.#bytes.length);
  }

  /** No more comes: whoever wants more than there is has an error. False if nobody can want any more. */
  end(error: unknown): boolean {
    if (this.#failure !== undefined) return true;
    if (this.#waiting === undefined && this.#bytes.length === 0) return false;
    this.#end = { error };
    this.#settle()?.reject(error);
    return true;
  }

  /** Lets whoever reads, now or later, have an error. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#settle()?.reject(error);
  }

  async #until(count: number): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure.error;
    if (this.#bytes.length >= count) return;
    if (this.#end !== undefined) throw this.#end.error;
    await new Promise<void>((resolve, reject) => {
      this.#waiting = { count, resolve, reject };
    });
  }

  #settle(): Waiting | undefined {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    return waiting;
  }

  #take(count: number): Uint8Array {
    const taken = this.#bytes.subarray(0, count);
    this.#bytes = this.#bytes.subarray(count);
    return taken;
  }
}
