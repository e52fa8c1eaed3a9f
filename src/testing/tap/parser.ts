/**
 * Reads TAP, versions 13 and 14, as it arrives: text or bytes go in, what they say comes out, an event a statement.
 *
 * Takes what tape, node-tap and Node's own test runner print, subtests in all forms: indented, announced by
 * `# Subtest`, or in braces. Each subtest is a document that 'child' hands over before it emits anything. A test
 * point comes when the next one does, or something else that cannot be part of its diagnostics; those are read if
 * they are the YAML that producers write, and kept as text otherwise.
 *
 * Behaves as npm tap-parser@18 in its events and results. Mended: a test point without a number has that which is
 * its turn; a subtest that a bail-out ends is completed; garbage comes after the test point before it, and counts
 * for the document in which it stands; a plan of none does not make up for failures; an announcement is not lost;
 * one may bail out after the last plan; a name loses its backslashes in the announcement too; lines of spaces are
 * blank. Added: limits, 'data' with all events, `for await`, `signal`. Left out: 'line', 'result' and the like, `Parser.parse`.
 *
 * @see https://testanything.org/tap-version-14-specification.html
 *
 * @example A file of results
 * ```ts
 * import { parser } from 'gardenhose/tap/parser';
 *
 * const failed: string[] = [];
 * const stream = parser((results) => assert.equal(results.ok, false));
 * stream.on('assert', (point) => {
 *   if (!point.ok) failed.push(point.name);
 * });
 * stream.write('TAP version 14\n1..2\nok 1 - one\nnot ok 2 - t');
 * stream.end('wo\n');
 * assert.deepEqual(failed, ['two']);
 * ```
 *
 * @module
 */
import type { SplitStream } from '../../control/split.ts';
import { split } from '../../control/split.ts';
import type { ClassicEvents, ClassicStreamOptions } from '../../core/classic.ts';
import { ClassicStream } from '../../core/classic.ts';
import { ERR_OUT_OF_RANGE } from '../../core/errors.ts';
import type { TypedEmitter } from '../../core/types.ts';
import { TapDocument } from './_document.ts';
import type { TapEvent, TapEvents } from './_events.ts';
import { Limit } from './_events.ts';
import type { TapAssert, TapFailure, TapPlan, TapResults } from './_results.ts';

export type { TapAssert, TapDocument, TapEvent, TapEvents, TapFailure, TapPlan, TapResults };

/** Options of `parser`. */
export interface ParserOptions extends ClassicStreamOptions {
  /** Whether lines that are no TAP are failures. @default false */
  readonly strict?: boolean | undefined;
  /** Bails out at the first test point that fails. @default false */
  readonly bail?: boolean | undefined;
  /** Whether lines with the version are passed over. @default false */
  readonly omitVersion?: boolean | undefined;
  /** Most characters of a line. @default 16_777_216 */
  readonly maxLineLength?: number | undefined;
  /** Most characters of the diagnostics of one test point. @default 16_777_216 */
  readonly maxDiagnosticsLength?: number | undefined;
  /** How deep subtests may nest. @default 64 */
  readonly maxDepth?: number | undefined;
  /** How many failures the results name; more are only counted. @default 10_000 */
  readonly maxFailures?: number | undefined;
}

const DEFAULT_MAX_LENGTH = 16 * 1024 * 1024;
const DEFAULT_MAX_DEPTH = 64;
const DEFAULT_MAX_FAILURES = 10_000;

/**
 * Makes a stream that takes TAP, text or bytes cut anywhere, and emits an event a statement. `oncomplete` listens
 * for 'complete'. As 'data' come the same events as objects, those of subtests among them.
 *
 * @throws {ERR_OUT_OF_RANGE} a limit below 1
 * @throws {ERR_SPLIT_LINE_TOO_LONG} as 'error' event: a line longer than `maxLineLength`
 * @throws {ERR_TAP_DIAGNOSTICS_TOO_LONG} as 'error' event: diagnostics longer than `maxDiagnosticsLength`
 * @throws {ERR_TAP_TOO_DEEP} as 'error' event: subtests deeper than `maxDepth`
 *
 * @example All events, one by one
 * ```ts
 * import { parser } from 'gardenhose/tap/parser';
 *
 * const stream = parser();
 * const heard: string[] = [];
 * stream.on('data', ({ type, document }) => heard.push(`${document.fullname}: ${type}`));
 * stream.end('# Subtest: a\n    ok 1\n    1..1\nok 1 - a\n1..1\n');
 * assert.deepEqual(heard.slice(0, 4), [': child', 'a: comment', 'a: assert', 'a: plan']);
 * ```
 */
export function parser(oncomplete?: (results: TapResults) => void): TapParser;
export function parser(
  options: ParserOptions | null | undefined,
  oncomplete?: (results: TapResults) => void,
): TapParser;
export function parser(
  options?: ParserOptions | null | ((results: TapResults) => void),
  oncomplete?: (results: TapResults) => void,
): TapParser {
  if (typeof options === 'function') return parser({}, options);
  const stream = new Parser(options ?? {}) as unknown as TapParser;
  if (oncomplete !== undefined) stream.on('complete', oncomplete);
  return stream;
}

/** The stream that `parser` returns. */
export type TapParser = TypedEmitter<TapEvents & ClassicEvents<TapEvent>> & Parser;

/** The stream behind a parser. */
export class Parser extends ClassicStream<string | Uint8Array, TapEvent> {
  readonly #document: TapDocument;
  readonly #lines: SplitStream<string>;
  #isEnding = false;

  constructor(options: ParserOptions = {}) {
    super(options);
    const limit = (name: keyof ParserOptions & `max${string}`, fallback: number): number => {
      const value = options[name] ?? fallback;
      if (typeof value !== 'number' || !(value >= 1))
        throw ERR_OUT_OF_RANGE(`options.${name}`, '>= 1', value);
      return value;
    };
    const settings = {
      bail: options.bail ?? false,
      omitVersion: options.omitVersion ?? false,
      maxDiagnosticsLength: limit('maxDiagnosticsLength', DEFAULT_MAX_LENGTH),
      maxDepth: limit('maxDepth', DEFAULT_MAX_DEPTH),
      maxFailures: limit('maxFailures', DEFAULT_MAX_FAILURES),
      tell: (event: TapEvent): void => this.#tell(event),
    };
    this.#document = new TapDocument(settings, options.strict ?? false);
    this.#lines = split(/\r?\n/, null, { maxLength: limit('maxLineLength', DEFAULT_MAX_LENGTH) });
    this.#lines.on('data', (line) => this.#take(line));
    this.#lines.on('error', (error) => this.destroy(error));
  }

  /** What the whole came to, once it is complete. */
  get results(): TapResults | undefined {
    return this.#document.results;
  }

  /** Whether all is well up to here. */
  get ok(): boolean {
    return this.#document.ok;
  }

  override _write(chunk: string | Uint8Array): void {
    if (!this.destroyed) this.#lines.write(chunk);
  }

  override _end(): void {
    this.#isEnding = true;
    this.#lines.end();
    if (this.destroyed) return;
    this.#document._end();
    this.queue(null);
  }

  /** Takes a line; what is behind the last line break is none if it is empty. */
  #take(line: string): void {
    if (this.destroyed || (line === '' && this.#isEnding)) return;
    try {
      this.#document._line(line);
    } catch (error) {
      if (!(error instanceof Limit)) throw error;
      this.destroy(error.error);
    }
  }

  #tell(event: TapEvent): void {
    if (event.document === this.#document) this.emit(event.type, event.value);
    this.queue(event);
  }
}

export { parser as default, parser as 'module.exports' };
