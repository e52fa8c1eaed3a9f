/**
 * The stream that a page is written to and the filled page is read from.
 *
 * @module
 */
import { decodeText } from '#platform';
import { addAbortSignal } from '../../core/add-abort-signal.ts';
import { Duplex } from '../../core/duplex.ts';
import { ERR_TRUMPET_TOO_LATE } from '../../core/errors.ts';
import type { Readable } from '../../core/readable.ts';
import type { Writable } from '../../core/writable.ts';
import type { ElementStreamOptions, TrumpetElement } from '../../parser/trumpet/index.ts';
import { isUnread } from '../../parser/trumpet/inner.ts';
import { Trumpet } from '../../parser/trumpet/trumpet.ts';
import { Filling } from './filling.ts';
import type { HyperstreamOptions, HyperstreamUpdates } from './types.ts';

/** The stream that `hyperstream` returns. It emits 'slotError', with the error and the key, for a value that failed. */
export class Hyperstream extends Duplex<Uint8Array | string, Uint8Array> {
  readonly #filling: Filling;
  readonly #options: HyperstreamOptions;
  #started = false;
  /** Where the page passes handles, if there are any, before it is filled. */
  #trumpet: Trumpet | undefined;

  constructor(updates: HyperstreamUpdates, options: HyperstreamOptions) {
    const { highWaterMark, signal } = options;
    super({ highWaterMark });
    this.#options = options;
    this.#filling = new Filling(this, updates, options);
    this.#filling.listen();
    if (signal !== undefined) addAbortSignal(signal, this);
  }

  /**
   * Finds the first element, as `trumpet().select()` does, before it is filled.
   *
   * @throws {ERR_TRUMPET_SELECTOR} if it is no selector, or, without `lookAhead`, one that needs to see what follows
   * @throws {ERR_TRUMPET_TOO_LATE} if the page has begun and there were no handles
   */
  select(selector: string, callback?: (element: TrumpetElement) => void): TrumpetElement {
    return this.#handles().select(selector, callback);
  }

  /**
   * Calls back with every element, as `trumpet().selectAll()` does, before it is filled.
   *
   * @throws {ERR_TRUMPET_SELECTOR} if it is no selector, or, without `lookAhead`, one that needs to see what follows
   * @throws {ERR_TRUMPET_TOO_LATE} if the page has begun and there were no handles
   */
  selectAll(selector: string, callback?: (element: TrumpetElement) => void): this {
    this.#handles().selectAll(selector, callback);
    return this;
  }

  /** Makes a stream to read the first element by: `select(selector).createReadStream(options)`. */
  createReadStream(selector: string, options?: ElementStreamOptions): Readable<Uint8Array> {
    return this.select(selector).createReadStream(options);
  }

  /** Makes a stream to replace the first element by: `select(selector).createWriteStream(options)`. */
  createWriteStream(selector: string, options?: ElementStreamOptions): Writable<Uint8Array | string> {
    return this.select(selector).createWriteStream(options);
  }

  /** Makes a stream to read and replace the first element by: `select(selector).createStream(options)`. */
  createStream(selector: string, options?: ElementStreamOptions): Duplex<Uint8Array | string, Uint8Array> {
    return this.select(selector).createStream(options);
  }

  #handles(): Trumpet {
    if (this.#trumpet !== undefined) return this.#trumpet;
    if (this.#started) throw ERR_TRUMPET_TOO_LATE('a page without handles');
    const { signal: _, ...options } = this.#options;
    const trumpet = new Trumpet(options);
    trumpet.on('data', (chunk: Uint8Array) => {
      trumpet.pause();
      this.#filling.write(decodeText(chunk, 'latin1'), () => trumpet.resume());
    });
    trumpet.on('error', (error: Error) => this.destroy(error));
    this.#trumpet = trumpet;
    return trumpet;
  }

  override _write(
    chunk: Uint8Array | string,
    _encoding: unknown,
    callback: (error?: Error | null) => void,
  ): void {
    if (!this.#started && this.#trumpet !== undefined && isUnread(this)) this.resume();
    this.#started = true;
    if (this.#trumpet === undefined) this.#filling.write(decodeText(chunk as Uint8Array, 'latin1'), callback);
    else this.#trumpet.write(chunk, undefined, callback);
  }

  override _final(callback: (error?: Error | null) => void): void {
    this.#started = true;
    if (this.#trumpet === undefined) this.#filling.end(callback);
    else this.#trumpet.once('end', () => this.#filling.end(callback)).end();
  }

  override _read(): void {
    this.#filling.resume();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#trumpet?.destroy(error ?? undefined);
    this.#filling.destroy();
    callback(error);
  }
}
