/**
 * The stream between a RemoteEvents and its connection: values on the one side, lines of JSON on the other.
 *
 * @module
 */
import { ClassicStream } from '../../core/classic.ts';
import type { SplitStream } from '../split.ts';
import { split } from '../split.ts';

/** What the owner of the stream wants to know. */
export interface WireHandlers {
  /** A value came in. */
  readonly onvalue: (value: unknown) => void;
  /** Something came in that is no value; `reason` says why. */
  readonly onnonsense: (reason: string) => void;
  /** What was written has been handled, one value or many. */
  readonly onhandled: () => void;
  /** The stream takes values again, or for the last time. */
  readonly onready: () => void;
  /** The stream has ended or was destroyed. */
  readonly onclose: () => void;
}

/** Whether the stream is of values (as an object stream is), or of lines of at most so many characters. */
export type WireForm = 'values' | { readonly maxLineLength: number };

/** The two directions are independent: a connection that is full stops what goes out, not what comes in. */
export class WireStream extends ClassicStream<unknown, unknown> {
  readonly #handlers: WireHandlers;
  readonly #lines: SplitStream<string> | undefined;
  #isOpen = true;
  #isEnding = false;
  /** What a listener threw while a chunk was handled. */
  #thrown: { readonly error: unknown } | undefined;

  constructor(form: WireForm, signal: AbortSignal | undefined, handlers: WireHandlers) {
    super({ signal });
    this.#handlers = handlers;
    this.#lines = form === 'values' ? undefined : this.#createLines(form.maxLineLength);
  }

  /** Whether values can go out: the connection is not full, or has to take what there is before the end. */
  get isReady(): boolean {
    return !this.paused || this.#isEnding;
  }

  /** Sends a value. Throws what `JSON.stringify` throws. */
  send(value: unknown): void {
    this.queue(this.encode(value));
  }

  /** Turns a value into what goes out for it. Throws what `JSON.stringify` throws. */
  encode(value: unknown): unknown {
    return this.#lines === undefined ? value : `${JSON.stringify(value)}\n`;
  }

  /** Sends what went out once before, perhaps on a stream of the other form. */
  sendAgain(encoded: unknown): void {
    const isText = typeof encoded === 'string';
    if (isText === (this.#lines !== undefined)) this.queue(encoded);
    else this.send(isText ? JSON.parse(encoded) : encoded);
  }

  override write(chunk: unknown): boolean {
    if (this.writable) this._write(chunk);
    return true;
  }

  override _write(chunk: unknown): void {
    if (this.#lines === undefined) this.#handle(chunk);
    else this.#lines.write(chunk as string | Uint8Array);
    this.#handled();
  }

  override _end(): void {
    this.#lines?.end();
    this.#isEnding = true;
    this.#handlers.onready();
    this.queue(null);
    this.#handled();
    // A reader that is paused has not come to the end, and perhaps never will.
    if (this.readable) this.#close();
  }

  override _resumed(): void {
    this.#handlers.onready();
    super._resumed();
  }

  override destroy(error?: Error | null): this {
    if (this.destroyed) return this;
    try {
      return super.destroy(error);
    } finally {
      this.#close();
    }
  }

  #createLines(maxLineLength: number): SplitStream<string> {
    const lines = split('\n', null, { maxLength: maxLineLength + 1, overflow: 'truncate', trailing: true });
    lines.on('data', (line) => {
      if (line.length > maxLineLength) this.#handlers.onnonsense(`a line is longer than ${maxLineLength}`);
      else if (line.trim() !== '') this.#parse(line);
    });
    return lines;
  }

  #parse(line: string): void {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      this.#handlers.onnonsense(`'${line.slice(0, 64)}' is no JSON`);
      return;
    }
    this.#handle(value);
  }

  /** A listener that throws does not take the rest of the chunk with it. */
  #handle(value: unknown): void {
    try {
      this.#handlers.onvalue(value);
    } catch (error) {
      this.#thrown ??= { error };
    }
  }

  #handled(): void {
    this.#handlers.onhandled();
    const thrown = this.#thrown;
    this.#thrown = undefined;
    if (thrown !== undefined) throw thrown.error;
  }

  #close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#handlers.onclose();
  }
}
