/**
 * Finds JSON in text that is not: noisy bytes go in, out comes each array and object embedded in them.
 *
 * Use it on logs, pages or what a language model has written around its JSON. A candidate begins at any `[` or `{`
 * that is not in another; where a byte cannot be there, the search goes on at that byte. Candidates that break off
 * come out with the members that were complete, if there are any. A classic stream: a value comes out inside the
 * `write()` that completes it. The work is linear in the input, whatever brackets are in it, and the result does not
 * depend on how it was cut.
 *
 * Behaves as npm json-scrape@0.0.2. Mended: `[]` and `{}` are found; text outside ASCII is read rightly, where bytes
 * behind it were lost; a value that has containers in it comes out at its end, not at the next byte of something else;
 * a candidate that breaks off within containers comes out from its outermost one on, and never with a container in
 * which nothing was complete; JSON is what RFC 8259 says, so that `[1,]` is a candidate that breaks off. Added: `hits`,
 * which say where a value was and whether it is complete; `completeOnly`; limits.
 *
 * @see the handbook's chapter "json-scrape"
 *
 * @example JSON in a log
 * ```ts
 * import { createScraper } from 'gardenhose/json-scrape';
 *
 * const scraper = createScraper();
 * const found: unknown[] = [];
 * scraper.on('data', (value) => found.push(value));
 * scraper.write('beep { "x" : 5, "y" : [5,6');
 * scraper.end(',7] } boop [not this] and [1, 2, oops');
 * assert.deepEqual(found, [{ x: 5, y: [5, 6, 7] }, [1, 2]]);
 * ```
 *
 * @module
 */
import { validateLimit } from '../../control/_validate.ts';
import { Fifo } from '../../core/_fifo.ts';
import { LONGEST_STRING } from '../../core/_lengths.ts';
import type { ClassicStreamOptions } from '../../core/classic.ts';
import { ClassicStream } from '../../core/classic.ts';
import { Utf8Input } from '../JSONStream/_utf8-input.ts';
import type { Hit } from './_candidates.ts';
import { Candidates } from './_candidates.ts';

export type { Hit } from './_candidates.ts';

/** Options of `createScraper`. */
export interface ScraperOptions extends ClassicStreamOptions {
  /** Whether hits come out: values with where they were, their text, and whether they are complete. @default false */
  readonly hits?: boolean | undefined;
  /** Whether only what is complete comes out. @default false */
  readonly completeOnly?: boolean | undefined;
  /** Most containers, one in the other; at one more, a candidate breaks off. @default 1024 */
  readonly maxDepth?: number | undefined;
  /** Most bytes of a candidate; at one more, it breaks off. @default 16_777_216 */
  readonly maxValueBytes?: number | undefined;
}

/**
 * Makes a stream that takes text or bytes and emits the arrays and objects in it.
 *
 * @throws {ERR_INVALID_ARG_TYPE} an option of the wrong type; by `write`, for neither text nor bytes
 * @throws {ERR_OUT_OF_RANGE} a limit below 1
 *
 * @example Hits
 * ```ts
 * import { createScraper } from 'gardenhose/json-scrape';
 *
 * const scraper = createScraper({ hits: true });
 * const hits: unknown[] = [];
 * scraper.on('data', (hit) => hits.push(hit));
 * scraper.end('So: {"n": 1}! And [2, 3');
 * assert.deepEqual(hits, [
 *   { value: { n: 1 }, raw: '{"n": 1}', start: 4, end: 12, complete: true },
 *   { value: [2], raw: '[2, 3', start: 18, end: 23, complete: false },
 * ]);
 * ```
 */
export function createScraper<Value = unknown>(
  options: ScraperOptions & { readonly hits: true },
): Scraper<Hit<Value>>;
export function createScraper<Value = unknown>(
  options?: (ScraperOptions & { readonly hits?: false | undefined }) | null,
): Scraper<Value>;
export function createScraper<Value = unknown>(options?: ScraperOptions | null): Scraper<Value | Hit<Value>>;
export function createScraper(options?: ScraperOptions | null): Scraper {
  return new Scraper(options ?? {});
}

/** The bound where `maxValueBytes` is Infinity: with an end for each bracket in it, it fits into a string. */
const LONGEST_CANDIDATE = LONGEST_STRING / 2;

/** The stream that `createScraper` returns. */
export class Scraper<Out = unknown> extends ClassicStream<string | Uint8Array, Out> {
  readonly #input = new Utf8Input();
  readonly #candidates: Candidates;
  /** What a chunk has brought. If a listener throws, the rest comes with the next. */
  readonly #found = new Fifo<unknown>();

  constructor(options: ScraperOptions) {
    super(options);
    const { hits = false, completeOnly = false, maxDepth = 1024, maxValueBytes = 16_777_216 } = options;
    validateLimit('options.maxDepth', maxDepth, 1);
    validateLimit('options.maxValueBytes', maxValueBytes, 1);
    const found = (hit: Hit): void => {
      if (hit.complete || !completeOnly) this.#found.push(hits ? hit : hit.value);
    };
    this.#candidates = new Candidates(found, maxDepth, Math.min(maxValueBytes, LONGEST_CANDIDATE));
  }

  override _write(chunk: string | Uint8Array): void {
    if (!this.writable) return;
    this.#candidates.write(this.#input.toBytes(chunk));
    this.#tell();
  }

  override _end(): void {
    this.#candidates.write(this.#input.last());
    this.#candidates.end();
    this.#tell();
    this.queue(null);
  }

  #tell(): void {
    while (this.#found.length > 0) this.queue(this.#found.shift() as Out);
  }
}

export { createScraper as default, createScraper as 'module.exports' };
