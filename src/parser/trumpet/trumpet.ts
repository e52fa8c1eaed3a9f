/**
 * The stream that a page is written to and read from, and what it keeps.
 *
 * @module
 */
import { decodeText } from '#platform';
import { addAbortSignal } from '../../core/add-abort-signal.ts';
import { Duplex } from '../../core/duplex.ts';
import type { Readable } from '../../core/readable.ts';
import type { Writable } from '../../core/writable.ts';
import { Channel, Outlet } from './channel.ts';
import type { ElementHost } from './element.ts';
import { TrumpetElement } from './element.ts';
import type { ElementStreamOptions, Writer } from './inner.ts';
import { isUnread, Reader } from './inner.ts';
import type { FoundElement, Rewriter, RewriterLimits } from './rewriter.ts';
import { createRewriter } from './rewriter.ts';
import type { Task } from './site.ts';
import { Site } from './site.ts';
import { toBytes, toSource } from './source-form.ts';

/** Options of `trumpet`. */
export interface TrumpetOptions extends RewriterLimits {
  /** How much is buffered before `write()` asks to wait, in bytes. @default the host's */
  readonly highWaterMark?: number | undefined;
  /** Destroys the stream, and those within it, with an `AbortError` when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

type WriteCallback = (error?: Error | null) => void;

/** The stream that `trumpet` returns. */
export class Trumpet extends Duplex<Uint8Array | string, Uint8Array> {
  readonly #page: Page;

  constructor(options: TrumpetOptions = {}) {
    const { highWaterMark, signal } = options;
    super({ highWaterMark });
    this.#page = new Page(this, options);
    if (signal !== undefined) addAbortSignal(signal, this);
  }

  /**
   * Finds the first element from here on. Returns a handle that may be used before the element is there; the
   * callback gets the same.
   *
   * @throws {ERR_TRUMPET_SELECTOR} if it is no selector, or one that needs to see what follows an element
   */
  select(selector: string, callback?: (element: TrumpetElement) => void): TrumpetElement {
    return this.#page.select(selector, callback);
  }

  /**
   * Calls back with every element from here on.
   *
   * @throws {ERR_TRUMPET_SELECTOR} if it is no selector, or one that needs to see what follows an element
   */
  selectAll(selector: string, callback?: (element: TrumpetElement) => void): this {
    this.#page.selectAll(selector, callback);
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

  override _write(chunk: Uint8Array | string, _encoding: unknown, callback: WriteCallback): void {
    this.#page.write(chunk as Uint8Array, callback);
  }

  override _final(callback: WriteCallback): void {
    this.#page.end(callback);
  }

  override _read(): void {
    this.#page.output.drain();
  }

  override _destroy(error: Error | null, callback: WriteCallback): void {
    this.#page.destroy(error);
    callback(error);
  }
}

/** A page on its way through a trumpet. */
class Page implements ElementHost {
  readonly inner: Set<Reader | Writer> = new Set();
  readonly output: Outlet;
  /** Where what comes of the document is written now. */
  channel: Channel;
  over = false;
  readonly #stream: Trumpet;
  readonly #rewriter: Rewriter<Task>;
  /** Handles of elements that have not come. */
  readonly #waiting: Set<TrumpetElement> = new Set();
  #site: Site | undefined;
  #out = '';
  #started = false;
  /** Whether the rewriter is at work, and whether it is to go on after that. */
  #working = false;
  #again = false;
  #held = false;
  /** Goes on when all has been read that was there. */
  #onread: (() => void) | undefined;

  constructor(stream: Trumpet, limits: RewriterLimits) {
    this.#stream = stream;
    this.output = new Outlet(stream);
    this.channel = new Channel({
      take: (source) => {
        this.#out += source;
      },
    });
    this.output.channel = this.channel;
    this.#rewriter = createRewriter<Task>(
      {
        lastFirst: true,
        write: (source) => this.#pass(source),
        send: (task, _write, done) => this.#run(task, done),
      },
      toSource,
      limits,
    );
  }

  select(selector: string, callback: ((element: TrumpetElement) => void) | undefined): TrumpetElement {
    const element = new TrumpetElement(this);
    const onfound = (found: FoundElement<Task>): void => {
      this.#waiting.delete(element);
      element.meet(found);
      callback?.(element);
    };
    this.#rewriter.select(selector, onfound, true);
    if (!this.over) this.#waiting.add(element);
    return element;
  }

  selectAll(selector: string, callback: ((element: TrumpetElement) => void) | undefined): void {
    this.#rewriter.select(selector, (found) => callback?.(new TrumpetElement(this, found)));
  }

  siteOf(found: FoundElement<Task>): Site {
    if (this.#site?.found !== found) this.#site = new Site(found, this);
    return this.#site;
  }

  write(chunk: Uint8Array, callback: () => void): void {
    if (!this.#started) {
      this.#started = true;
      if (isUnread(this.#stream)) this.#stream.resume();
    }
    const source = decodeText(chunk, 'latin1');
    // Under a name first: V8 makes what is assigned at once in old space, where it would keep the source.
    const onread = (): void => this.channel.whenRoom(callback);
    this.#onread = onread;
    this.#go(() => this.#rewriter.write(source));
  }

  end(callback: () => void): void {
    this.#onread = () => {
      this.over = true;
      for (const element of this.#waiting) element.miss();
      this.#stream.push(null);
      callback();
    };
    this.#go(() => this.#rewriter.end());
  }

  flush(): void {
    if (this.#out === '') return;
    const bytes = toBytes(this.#out);
    this.#out = '';
    this.output.push(bytes);
  }

  fail(error: Error): void {
    this.#stream.destroy(error);
  }

  destroy(error: Error | null): void {
    this.over = true;
    this.output.close();
    for (const inner of this.inner) {
      // An error of the page is told those who read, and listen; a pipe to a writer listens, too, and would throw it.
      const isHeard = inner instanceof Reader && inner.stream.listenerCount('error') > 0;
      inner.stream.destroy(isHeard ? (error ?? undefined) : undefined);
    }
  }

  /** Does a part of the rewriting, and what comes after it if it need not wait. */
  #go(part: () => boolean): void {
    if (this.#working) {
      this.#again = true;
      return;
    }
    if (this.#stream.destroyed) return;
    try {
      this.#working = true;
      let isDone = part();
      while (this.#again) {
        this.#again = false;
        isDone = this.#rewriter.resume();
      }
      this.#working = false;
      this.flush();
      if (!isDone || this.#stream.destroyed) return;
    } catch (error) {
      this.#stream.destroy(error as Error);
      return;
    }
    const onread = this.#onread;
    this.#onread = undefined;
    onread?.();
  }

  /** Takes what comes of the document. */
  #pass(source: string): void {
    const { channel } = this;
    channel.write(source);
    if (channel.full === 0 || this.#held) return;
    this.#held = true;
    this.#rewriter.pause();
    channel.whenRoom(() => {
      this.#held = false;
      this.#go(() => this.#rewriter.resume());
    });
  }

  #run(task: Task, done: () => void): void {
    let isLate = false;
    this.flush();
    task.run(() => {
      done();
      if (isLate) this.#go(() => this.#rewriter.resume());
    });
    isLate = true;
  }
}
