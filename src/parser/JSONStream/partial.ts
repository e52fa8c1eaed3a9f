/**
 * Values as they become known, while the text of them is still on its way.
 *
 * @module
 */
import { validateLimit } from '../../control/_validate.ts';
import { Fifo } from '../../core/_fifo.ts';
import type { ClassicStreamOptions } from '../../core/classic.ts';
import { ClassicStream } from '../../core/classic.ts';
import type { Growing, PartialSink } from './_partial.ts';
import { PartialBuilder } from './_partial.ts';
import type { Key } from './_path.ts';
import { Selection } from './_path.ts';
import { Utf8Input } from './_utf8-input.ts';
import type { ParsePath } from './parse.ts';
import { compilePath, LONGEST_VALUE } from './parse.ts';

/** Options of `partial`. */
export interface PartialOptions extends ClassicStreamOptions {
  /** Most containers that may be open, one in the other. @default 1024 */
  readonly maxDepth?: number | undefined;
  /** Most bytes of a value that is selected, and of a key on the way to one. @default 67_108_864 */
  readonly maxValueBytes?: number | undefined;
}

/** A value, as far as it is known. */
export interface PartialValue<Value = unknown> {
  /** The value: the same object each time, which grows; a string is longer each time. */
  readonly value: Value;
  /** The keys that lead to it. */
  readonly path: readonly Key[];
  /** Whether the value is complete: it will not change any more, and comes no more. */
  readonly complete: boolean;
}

/**
 * Makes a stream that takes JSON as text or bytes and emits each selected value as it becomes known: at most once a
 * `write()` while it grows, and once when it is complete. Meant for what comes slowly and is shown at once, such as
 * the arguments of a tool call that a language model writes. `path` is that of `parse`; without one, the value is
 * the whole text.
 *
 * What is emitted is `{ value, path, complete }`. Until it is complete, `value` is one live object: it is added to in
 * place, so that the work is linear in the text, however small its pieces. Whoever keeps a state of it has to copy
 * it (`structuredClone`). It holds what is certain:
 *
 * - an array or an object, from its bracket on, with the members that have begun;
 * - a string, from its quote on, as long as it is known; a character or an escape that is not whole is not yet in it;
 * - a number, true, false or null, when it is complete: `12` may become `123`;
 * - a member, when its value has begun: a key alone is not there yet.
 *
 * A write that adds none of these emits nothing. While the stream is paused, at most one state of a value waits: the
 * latest. A value that a filter of the path must see comes out when it is complete, only; and so do those within
 * a selected value that are selected themselves.
 *
 * The text must be JSON as RFC 8259 has it. If it is not, or ends too early, the stream is destroyed; the last state
 * has come out before.
 *
 * @throws {ERR_INVALID_ARG_TYPE} an option of the wrong type; by `write`, for neither text nor bytes
 * @throws {ERR_OUT_OF_RANGE} a limit below 1
 * @throws {ERR_JSONSTREAM_QUERY} `path` begins like a query of RFC 9535, and is none
 * @throws {ERR_JSONSTREAM_QUERY_LOOK_AHEAD} one pass cannot decide the query
 * @throws {ERR_JSONSTREAM_SYNTAX} as 'error' event: the text is no JSON
 * @throws {ERR_JSONSTREAM_TRUNCATED} as 'error' event: the text ends too early
 * @throws {ERR_JSONSTREAM_TOO_DEEP} as 'error' event: more than `maxDepth` containers are open
 * @throws {ERR_JSONSTREAM_VALUE_TOO_LONG} as 'error' event: a value is longer than `maxValueBytes`
 *
 * @example A tool call
 * ```ts
 * import { partial } from 'gardenhose/JSONStream';
 *
 * const call = partial();
 * const shown: string[] = [];
 * call.on('data', ({ value, complete }) => shown.push(`${complete} ${JSON.stringify(value)}`));
 * for (const delta of ['{"query": "gar', 'den ho', 'se", "limit": 1', '0}']) call.write(delta);
 * call.end();
 * assert.deepEqual(shown, [
 *   'false {"query":"gar"}',
 *   'false {"query":"garden ho"}',
 *   'false {"query":"garden hose"}',
 *   'true {"query":"garden hose","limit":10}',
 * ]);
 * ```
 *
 * @example Rows, the last of which is slow
 * ```ts
 * import { partial } from 'gardenhose/JSONStream';
 *
 * const rows = partial('$.rows[*]');
 * const seen: unknown[] = [];
 * rows.on('data', ({ value, path, complete }) => seen.push([path.join('.'), structuredClone(value), complete]));
 * rows.write('{"rows": [{"n": 1}, {"n": 2, "text": "sl');
 * rows.end('ow"}]}');
 * assert.deepEqual(seen, [
 *   ['rows.0', { n: 1 }, true],
 *   ['rows.1', { n: 2, text: 'sl' }, false],
 *   ['rows.1', { n: 2, text: 'slow' }, true],
 * ]);
 * ```
 */
export function partial<Value = unknown>(
  path?: ParsePath | null,
  options?: PartialOptions | null,
): PartialStream<Value> {
  return new PartialStream<Value>(path, options ?? {});
}

/** What waits to come out; a state that waits is kept up to date. */
interface Emitted {
  value: unknown;
  readonly path: readonly Key[];
  complete: boolean;
}

/** The stream that `partial` returns. */
export class PartialStream<Value = unknown> extends ClassicStream<string | Uint8Array, PartialValue<Value>> {
  readonly #input = new Utf8Input();
  readonly #builder: PartialBuilder;
  /** What listeners write meanwhile; null is the end. */
  readonly #waiting = new Fifo<string | null>();
  /** What a chunk has brought. */
  readonly #found = new Fifo<Emitted>();
  #failure: Error | undefined;
  #isBusy = false;
  /** The state that has not come out yet, and of which value it is. */
  #pending: Emitted | undefined;
  #pendingOf: Growing | undefined;

  constructor(path: ParsePath | null | undefined, options: PartialOptions) {
    super(options);
    const { maxDepth = 1024, maxValueBytes = 64 * 1024 * 1024 } = options;
    validateLimit('options.maxDepth', maxDepth, 1);
    validateLimit('options.maxValueBytes', maxValueBytes, 1);
    const sink: PartialSink = {
      grow: (growing) => this.#grow(growing),
      complete: (growing) => this.#complete(growing),
      fail: (error) => {
        this.#failure = error;
      },
    };
    this.#builder = new PartialBuilder(
      compilePath(path).start,
      sink,
      maxDepth,
      Math.min(maxValueBytes, LONGEST_VALUE),
    );
  }

  override _write(chunk: string | Uint8Array): void {
    if (this.writable) this.#handle(this.#input.toByteText(chunk));
  }

  override _end(): void {
    this.#handle(null);
  }

  override _deliver(chunk: PartialValue<Value> | null): void {
    if (chunk === this.#pending) this.#pending = this.#pendingOf = undefined;
    super._deliver(chunk);
  }

  #handle(chunk: string | null): void {
    this.#waiting.push(chunk);
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      this.#tell();
      while (this.#waiting.length > 0 && !this.destroyed) {
        const next = this.#waiting.shift() as string | null;
        this.#builder.write(next ?? this.#input.end());
        if (next === null) this.#builder.end();
        this.#tell();
        if (next === null && !this.destroyed) this.queue(null);
      }
    } finally {
      this.#isBusy = false;
    }
  }

  /** Lets out what was found: if a listener throws, the rest comes with the next write. */
  #tell(): void {
    while (this.#found.length > 0) this.queue(this.#found.shift() as PartialValue<Value>);
    if (this.#failure !== undefined) this.destroy(this.#failure);
  }

  #grow(growing: Growing): void {
    // What a filter has not seen is not selected yet.
    if (growing.step.times === 0 || growing.step.decide !== undefined) return;
    if (this.#pendingOf === growing && this.#pending !== undefined) {
      this.#pending.value = growing.value;
      return;
    }
    this.#pendingOf = growing;
    this.#pending = { value: growing.value, path: growing.path, complete: false };
    this.#found.push(this.#pending);
  }

  #complete(growing: Growing): void {
    let pending = this.#pendingOf === growing ? this.#pending : undefined;
    const within = new Selection(growing.step, growing.value, growing.path);
    while (within.next()) {
      const { value } = within;
      if (pending === undefined) {
        this.#found.push({ value, path: within.path, complete: true });
        continue;
      }
      // The state that still waits becomes the last one.
      pending.value = value;
      pending.complete = true;
      pending = undefined;
    }
    if (this.#pendingOf === growing) this.#pending = this.#pendingOf = undefined;
  }
}
