/**
 * Drives a rewriter from the two sides of a Duplex: what is written is read when the reader has room.
 *
 * @module
 */
import { decodeText } from '#platform';
import type { Duplex } from '../../core/duplex.ts';
import { ERR_UNHANDLED_ERROR } from '../../core/errors.ts';
import { Channel, Outlet } from './channel.ts';
import { Pieces } from './pieces.ts';
import type { Rewriter } from './rewriter.ts';

/** A document on its way through a stream. */
export abstract class Passage<Source> {
  /** Where what comes of the document is written now. */
  channel: Channel;
  /** What the stream's reader reads. */
  readonly output: Outlet;
  protected abstract readonly rewriter: Rewriter<Source>;
  protected readonly stream: Duplex<never, Uint8Array>;
  readonly #out: Pieces = new Pieces();
  /** Whether the rewriter is at work, and whether it is to go on after that. */
  #working = false;
  #again = false;
  /** Whether the rewriter waits for room. */
  #held = false;
  /** Goes on when all has been read that was there. */
  #onread: (() => void) | undefined;

  constructor(stream: Duplex<never, Uint8Array>) {
    this.stream = stream;
    this.output = new Outlet(stream);
    this.channel = new Channel({
      take: (source) => this.#out.add(source),
    });
    this.output.channel = this.channel;
  }

  /** Reads a chunk, and calls back when there is room for what comes of the next. */
  write(chunk: Uint8Array, callback: () => void): void {
    // Under a name first: V8 makes what is assigned at once in old space, where it would keep the source.
    const onread = (): void => this.channel.whenRoom(callback);
    this.#onread = onread;
    const source = decodeText(chunk, 'latin1');
    this.go(() => this.rewriter.write(source));
  }

  /** Reads the end, and calls back when all has come out. */
  end(callback: () => void): void {
    this.#onread = callback;
    this.go(() => this.rewriter.end());
  }

  /** Lets out what was written. */
  flush(): void {
    const bytes = this.#out.take();
    if (bytes !== undefined) this.output.push(bytes);
  }

  /** Fails with whatever was thrown. */
  fail(reason: unknown): void {
    this.stream.destroy((reason as Error) || ERR_UNHANDLED_ERROR(reason));
  }

  /** Reads no further, whatever was waited for. */
  protected stop(): void {
    this.rewriter.pause();
    this.output.close();
  }

  /** Goes on after something that was waited for. */
  resume(): void {
    this.go(() => this.rewriter.resume());
  }

  /** Takes what comes of the document. */
  protected pass(source: string): void {
    const { channel } = this;
    channel.write(source);
    if (channel.full === 0 || this.#held) return;
    this.#held = true;
    this.rewriter.pause();
    channel.whenRoom(() => {
      this.#held = false;
      this.resume();
    });
  }

  /** Does a part of the rewriting, and what comes after it if it need not wait. */
  protected go(part: () => boolean): void {
    if (this.stream.destroyed) return;
    if (this.#working) {
      this.#again = true;
      return;
    }
    try {
      this.#working = true;
      let isDone = part();
      while (this.#again) {
        this.#again = false;
        isDone = this.rewriter.resume();
      }
      this.#working = false;
      this.flush();
      if (!isDone || this.stream.destroyed) return;
    } catch (error) {
      this.fail(error);
      return;
    }
    const onread = this.#onread;
    this.#onread = undefined;
    onread?.();
  }
}
