/**
 * The stream that an archive is written to, and its entries are read from.
 *
 * @module
 */
import { nextTick } from '#platform';
import { nop } from '../../core/_nop.ts';
import { addAbortSignal } from '../../core/add-abort-signal.ts';
import type { DoneCallback } from '../../core/destroy.ts';
import type { Encoding, Listener } from '../../core/types.ts';
import type { WritableEvents } from '../../core/writable.ts';
import { Writable } from '../../core/writable.ts';
import { TarEntry } from './_entry.ts';
import { EntryIterator } from './_entry-iterator.ts';
import type { TarExtractOptions } from './_extract-options.ts';
import { settingsOf } from './_extract-options.ts';
import type { TarHeader } from './_header.ts';
import { DATA, END, ENTRY, LABEL, MORE, Reader } from './_reader.ts';

export type { TarExtractOptions } from './_extract-options.ts';

/** Goes on to the next entry, or with an error destroys the stream. */
export type TarNext = (error?: Error | null) => void;

/** Is called with each entry. */
export type TarEntryListener = (header: TarHeader, entry: TarEntry, next: TarNext) => void;

/** What the stream emits, with the arguments of each event. */
export interface TarExtractEvents extends WritableEvents {
  entry: [header: TarHeader, entry: TarEntry, next: TarNext];
  /** The name of the volume that begins. */
  label: [label: string];
}

/** Two chunks as files and sockets give them: a writer of one is not asked to wait when it has been read at once. */
const HIGH_WATER_MARK = 128 * 1024;

/** So much of holes is handed out before others have a turn: it is not the input that holds that up. */
const TURN_ZEROS = 64 * 1024 ** 2;

/** The stream that `extract` returns. */
export class TarExtract extends Writable<Uint8Array | string> {
  readonly #reader: Reader;
  /** Calls back when the chunk has been read, and when the archive has. */
  #ondrained: DoneCallback | undefined;
  #onfinal: DoneCallback | undefined;
  #isRunning = false;
  /** How many bytes of holes may be handed out before others have a turn, and whether they have it now. */
  #mostZeros = TURN_ZEROS;
  #isResting = false;
  /** An entry that has come and nobody has been told of. */
  #header: TarHeader | undefined;
  /** The entry that has been told of, until the next may come. */
  #entry: TarEntry | undefined;
  /** Of that entry: whether it wants more, its body is over, it is destroyed, and the next one is asked for. */
  #hasRoom = false;
  #isOver = false;
  #isDropped = false;
  #isDone = false;
  /** Whether the chunk has been read. */
  #wantsInput = false;
  /** The iterator, if there is one. */
  #iterator: EntryIterator | undefined;

  constructor(options: TarExtractOptions) {
    const { highWaterMark = HIGH_WATER_MARK, signal } = options;
    const settings = settingsOf(options);
    super({ highWaterMark });
    this.#reader = new Reader(settings);
    if (signal) addAbortSignal(signal, this);
  }

  // An entry may be waiting for a listener. `once` calls this, too.
  override on<E extends keyof TarExtractEvents>(
    event: E,
    listener: (...args: TarExtractEvents[E]) => void,
  ): this;
  override on(event: string | symbol, listener: Listener): this;
  override on(event: string | symbol, listener: unknown): this {
    super.on(event, listener as Listener);
    if (event === 'entry' && this.#header !== undefined) nextTick(() => this.#run());
    return this;
  }

  override addListener<E extends keyof TarExtractEvents>(
    event: E,
    listener: (...args: TarExtractEvents[E]) => void,
  ): this;
  override addListener(event: string | symbol, listener: Listener): this;
  override addListener(event: string | symbol, listener: unknown): this {
    return this.on(event, listener as Listener);
  }

  override once<E extends keyof TarExtractEvents>(
    event: E,
    listener: (...args: TarExtractEvents[E]) => void,
  ): this;
  override once(event: string | symbol, listener: Listener): this;
  override once(event: string | symbol, listener: unknown): this {
    return super.once(event, listener as Listener);
  }

  override _write(chunk: Uint8Array, _encoding: Encoding, callback: DoneCallback): void {
    this.#reader.give(chunk);
    this.#ondrained = callback;
    this.#run();
  }

  override _final(callback: DoneCallback): void {
    this.#reader.finish();
    this.#onfinal = callback;
    this.#run();
  }

  override _destroy(error: Error | null, callback: DoneCallback): void {
    const entry = this.#entry;
    if (entry !== undefined && !entry.destroyed && !this.#isOver) {
      // Whoever reads the entry is told; whoever does not need not handle it.
      if (error !== null) entry.on('error', nop);
      entry.destroy(error);
    }
    this.#iterator?.fail(error);
    callback(error);
  }

  /**
   * Hands out the entries one by one. Going on to the next one skips what nobody reads of the one before; leaving the
   * loop destroys the stream.
   */
  [Symbol.asyncIterator](): AsyncGenerator<TarEntry, void, undefined> {
    if (this.#iterator === undefined) {
      this.#iterator = new EntryIterator(this);
      // The iterator tells of an error.
      this.on('error', nop);
      if (this.writableFinished) this.#iterator.finish();
      else if (this.destroyed) this.#iterator.fail(this.errored);
    }
    return this.#iterator;
  }

  /** @internal The iterator is asked for the next entry. */
  _advance(): void {
    if (this.#entry === undefined) this.#run();
    else this.#next(this.#entry);
  }

  /** @internal */
  _feed(entry: TarEntry): void {
    if (entry !== this.#entry) return;
    this.#hasRoom = true;
    this.#run();
  }

  /** @internal */
  _drop(entry: TarEntry, error: Error | null): void {
    if (entry !== this.#entry || this.destroyed) return;
    this.#isDropped = true;
    this.#reader.dropBody();
    // Who leaves a loop over the contents, aborts.
    if (error !== null && error.name !== 'AbortError') this.destroy(error);
    else this.#run();
  }

  #next(entry: TarEntry, error?: Error | null): void {
    if (entry !== this.#entry) return;
    this.#isDone = true;
    if (error) this.destroy(error);
    else this.#run();
  }

  /** Goes on as far as there is input, and somebody to take what is in it. */
  #run(): void {
    if (this.#isRunning || this.#isResting || this.destroyed) return;
    this.#isRunning = true;
    try {
      while (!this.destroyed && this.#step());
    } catch (error) {
      this.destroy(error as Error);
    }
    this.#isRunning = false;
    if (this.#ondrained !== undefined && this.#wantsInput) {
      const callback = this.#ondrained;
      this.#ondrained = undefined;
      callback();
    }
  }

  /** Does one thing; false if that has to wait. */
  #step(): boolean {
    this.#wantsInput = false;
    if (this.#header !== undefined) return this.#tell(this.#header);
    if (this.#entry !== undefined) {
      if (this.#isOver) {
        if (!this.#isDone) return false;
        this.#entry = undefined;
      } else if (!this.#mayFeed(this.#entry)) return false;
    }
    const reader = this.#reader;
    switch (reader.next()) {
      case ENTRY:
        return this.#tell(reader.header);
      case DATA:
        if (!this.#isDropped) this.#hasRoom = this.#entry!._give(reader.data);
        return reader.zeros < this.#mostZeros || this.#rest();
      case END:
        this.#isOver = true;
        if (!this.#isDropped) this.#entry!.push(null);
        return true;
      case LABEL:
        this.emit('label', reader.label);
        return true;
      case MORE:
        this.#wantsInput = true;
        return false;
      default:
        this.#finish();
        return false;
    }
  }

  /** Goes on when others have had their turn. */
  #rest(): false {
    this.#mostZeros = this.#reader.zeros + TURN_ZEROS;
    this.#isResting = true;
    setTimeout(() => {
      this.#isResting = false;
      this.#run();
    });
    return false;
  }

  /** Whether more of the body may be read. If nobody reads an entry that is done with, the rest of it is skipped. */
  #mayFeed(entry: TarEntry): boolean {
    if (this.#hasRoom || this.#isDropped) return true;
    if (this.#isDone && !entry._isRead) entry.destroy();
    return this.#isDropped;
  }

  /** Tells whoever wants to know of an entry; false if nobody does yet. */
  #tell(header: TarHeader): boolean {
    const isAskedFor =
      this.#iterator === undefined ? this.listenerCount('entry') > 0 : this.#iterator.isWaiting;
    if (!isAskedFor) {
      this.#header = header;
      return false;
    }
    const body = this.#header === undefined ? this.#reader.takeBody() : undefined;
    this.#header = undefined;
    const entry = new TarEntry(header, this);
    this.#entry = entry;
    this.#hasRoom = true;
    this.#isOver = this.#isDropped = this.#isDone = false;
    if (this.#iterator === undefined) {
      this.emit('entry', header, entry, (error?: Error | null) => this.#next(entry, error));
    } else {
      this.#iterator.give(entry);
      this.#isDone = this.#iterator.isWaiting;
    }
    this.#isOver = body !== undefined;
    if (!entry.destroyed) entry._open(body);
    return true;
  }

  #finish(): void {
    const callback = this.#onfinal;
    this.#onfinal = undefined;
    this.#iterator?.finish();
    callback?.();
  }
}

/**
 * Makes a stream that an archive is written to. It emits 'entry' with each entry and waits until `next` has been
 * called; or its entries are iterated over.
 *
 * @throws {ERR_UNKNOWN_ENCODING} a `filenameEncoding` that the platform does not know
 * @throws {ERR_INVALID_ARG_VALUE} a word that `sparse` does not know
 * @throws {ERR_OUT_OF_RANGE} a limit below 0
 *
 * The stream is destroyed with ERR_TAR_CHECKSUM, ERR_TAR_HEADER, ERR_TAR_HEADER_TOO_LARGE, ERR_TAR_SPARSE_TOO_LARGE or
 * ERR_TAR_TRUNCATED if the archive is damaged, and with what a listener of 'entry' throws or gives to `next`.
 *
 * @example The names in an archive
 * ```ts
 * import { extract, pack } from 'gardenhose/tar';
 *
 * const archive = pack();
 * archive.entry({ name: 'a.txt' }, 'beep');
 * archive.entry({ name: 'b.txt' }, 'boop');
 * archive.finalize();
 *
 * const seen: string[] = [];
 * for await (const entry of archive.pipe(extract())) {
 *   for await (const chunk of entry) seen.push(`${entry.header.name}: ${chunk}`);
 * }
 * assert.deepEqual(seen, ['a.txt: beep', 'b.txt: boop']);
 * ```
 */
export function extract(options?: TarExtractOptions | null): TarExtract {
  return new TarExtract(options ?? {});
}
