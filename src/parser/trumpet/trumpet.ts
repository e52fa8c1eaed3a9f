/**
 * The stream that a page is written to and read from, and what it keeps.
 *
 * @module
 */
import { addAbortSignal } from '../../core/add-abort-signal.ts';
import { Duplex } from '../../core/duplex.ts';
import type { Readable } from '../../core/readable.ts';
import type { Writable } from '../../core/writable.ts';
import type { ElementHost } from './element.ts';
import { TrumpetElement } from './element.ts';
import type { ElementStreamOptions, Writer } from './inner.ts';
import { isUnread, Reader } from './inner.ts';
import { validateLimits } from './limits.ts';
import { Passage } from './passage.ts';
import type { FoundElement, Rewriter, RewriterLimits } from './rewriter.ts';
import { createRewriter } from './rewriter.ts';
import type { Task } from './site.ts';
import { Site } from './site.ts';
import { toSource } from './source-form.ts';

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
    const { highWaterMark, signal, maxTokenBytes, maxDepth, maxHeldBytes } = options;
    validateLimits({ maxTokenBytes, maxDepth, maxHeldBytes });
    super({ highWaterMark });
    this.#page = new Page(this, options);
    if (signal !== undefined) addAbortSignal(signal, this);
  }

  /**
   * Finds the first element from here on. Returns a handle that may be used before the element is there; the
   * callback gets the same.
   *
   * @throws {ERR_TRUMPET_SELECTOR} if it is no selector, or, without `lookAhead`, one that needs to see what follows
   */
  select(selector: string, callback?: (element: TrumpetElement) => void): TrumpetElement {
    return this.#page.select(selector, callback);
  }

  /**
   * Calls back with every element from here on.
   *
   * @throws {ERR_TRUMPET_SELECTOR} if it is no selector, or, without `lookAhead`, one that needs to see what follows
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
class Page extends Passage<Task> implements ElementHost {
  readonly inner: Set<Reader | Writer> = new Set();
  over = false;
  protected readonly rewriter: Rewriter<Task>;
  /** Handles of elements that have not come. */
  readonly #waiting: Set<TrumpetElement> = new Set();
  #site: Site | undefined;
  #isBegun = false;

  constructor(stream: Trumpet, limits: RewriterLimits) {
    super(stream);
    this.rewriter = createRewriter<Task>(
      {
        lastFirst: true,
        write: (source) => this.pass(source),
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
    this.rewriter.select(selector, onfound, true);
    if (!this.over) this.#waiting.add(element);
    return element;
  }

  selectAll(selector: string, callback: ((element: TrumpetElement) => void) | undefined): void {
    this.rewriter.select(selector, (found) => callback?.(new TrumpetElement(this, found)));
  }

  siteOf(found: FoundElement<Task>): Site {
    if (this.#site?.found !== found) this.#site = new Site(found, this);
    return this.#site;
  }

  override write(chunk: Uint8Array, callback: () => void): void {
    if (!this.#isBegun && isUnread(this.stream)) this.stream.resume();
    this.#isBegun = true;
    super.write(chunk, callback);
  }

  override end(callback: () => void): void {
    super.end(() => {
      this.over = true;
      for (const element of this.#waiting) element.miss();
      this.stream.push(null);
      callback();
    });
  }

  destroy(error: Error | null): void {
    this.over = true;
    this.stop();
    for (const inner of this.inner) {
      // An error of the page is told those who read, and listen; a pipe to a writer listens, too, and would throw it.
      const isHeard = inner instanceof Reader && inner.stream.listenerCount('error') > 0;
      inner.stream.destroy(isHeard ? (error ?? undefined) : undefined);
    }
  }

  #run(task: Task, done: () => void): void {
    let isLate = false;
    this.flush();
    task.run(() => {
      done();
      if (isLate) this.resume();
    });
    isLate = true;
  }
}
