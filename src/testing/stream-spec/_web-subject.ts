/**
 * A web stream under trial, or a pair of them.
 *
 * @module
 */
import { nop } from '../../core/_nop.ts';
import { isWebPair, isWebReadable, isWebWritable } from '../../core/_web.ts';
import type { Log } from './_log.ts';
import type { Subject } from './_subject.ts';
import { text } from './_values.ts';

/** A web stream under trial, by a reader and a writer of its own. */
export class WebSubject implements Subject {
  readonly stream: unknown;
  readonly seen: unknown[] = [];
  onchunk: (() => void) | undefined;
  readonly faults: string[] = [];
  readonly closes = false;
  readonly canPause = true;
  readonly canDestroy = true;
  hasEnded = false;
  readonly #log: Log;
  readonly #reader: ReadableStreamDefaultReader<unknown> | undefined;
  readonly #writer: WritableStreamDefaultWriter<unknown> | undefined;
  #failure: { readonly error: unknown } | undefined;
  #isWritten = false;
  #isPaused: boolean;
  #isReading = false;
  #isDestroyed = false;

  constructor(stream: unknown, log: Log, paused: boolean) {
    this.stream = stream;
    this.#log = log;
    this.#isPaused = paused;
    const { readable, writable } = isWebPair(stream) ? stream : { readable: stream, writable: stream };
    if (isWebReadable(readable)) this.#reader = readable.getReader();
    else this.hasEnded = true;
    if (isWebWritable(writable)) this.#writer = writable.getWriter();
    else this.#isWritten = true;
    this.#writer?.closed.then(
      () => {
        this.#log.event('the writable side is closed');
        this.#isWritten = true;
      },
      (error) => this.#fail(error),
    );
    void this.#read();
  }

  get error(): unknown {
    return this.#failure?.error;
  }

  get hasFailed(): boolean {
    return this.#failure !== undefined;
  }

  get isClosed(): boolean {
    return this.isOver;
  }

  get isOver(): boolean {
    return this.#isDestroyed || this.hasFailed || (this.hasEnded && this.#isWritten);
  }

  get hasRoom(): boolean {
    return (this.#writer?.desiredSize ?? 1) > 0;
  }

  write(chunk: unknown): boolean {
    this.#log.add(`write(${text(chunk)})`);
    try {
      this.#writer?.write(chunk).catch((error) => this.#log.add('write() is rejected', error));
    } catch (error) {
      // Node's web streams throw after close() where the standard has them reject.
      this.#log.add('write() threw', error);
    }
    return this.hasRoom;
  }

  end(): void {
    this.#log.add('close()');
    this.#writer?.close().catch((error) => this.#log.add('close() is rejected', error));
  }

  pause(): void {
    this.#log.add('the reader stands still');
    this.#isPaused = true;
  }

  resume(): void {
    this.#log.add('the reader reads on');
    this.#isPaused = false;
    void this.#read();
  }

  destroy(error?: Error): void {
    this.#log.add('abort() and cancel()');
    this.#isDestroyed = true;
    this.#writer?.abort(error).catch(nop);
    this.#reader?.cancel(error).catch(nop);
  }

  async #read(): Promise<void> {
    if (this.#reader === undefined || this.#isReading || this.hasEnded) return;
    this.#isReading = true;
    try {
      while (!this.#isPaused) {
        const { done, value } = await this.#reader.read();
        if (this.#isDestroyed) break;
        if (done) {
          this.#log.event('the readable side is closed');
          this.hasEnded = true;
          break;
        }
        this.#log.event('chunk', value);
        this.seen.push(value);
        this.onchunk?.();
      }
    } catch (error) {
      this.#fail(error);
    }
    this.#isReading = false;
  }

  #fail(error: unknown): void {
    if (this.#failure === undefined) this.#log.event('error', error);
    this.#failure ??= { error };
  }
}
