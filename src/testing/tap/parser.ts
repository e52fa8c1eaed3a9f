/**
 * Reads TAP, versions 13 and 14, as it arrives; text or bytes go in, what it says comes out.
 *
 * @module
 */
import type { SplitStream } from '../../control/split.ts';
import { split } from '../../control/split.ts';
import type { ClassicEvents, ClassicStreamOptions } from '../../core/classic.ts';
import { ClassicStream } from '../../core/classic.ts';
import { ERR_OUT_OF_RANGE } from '../../core/errors.ts';
import type { TypedEmitter } from '../../core/types.ts';
import type { TapEvent, TapEvents } from './_document.ts';
import { Limit, TapDocument } from './_document.ts';
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
