/**
 * The ways by which markup leaves a trumpet.
 *
 * A channel leads from one writer (the page, or a stream that has taken an element's place) to all that read what
 * it writes: the streams that look on, and at its end the output or another stream. The writer waits until all of
 * them have room.
 *
 * @module
 */
import { toBytes } from './source-form.ts';

/** What stands at the end of a channel, and takes what is written in source form. */
export interface ChannelEnd {
  take(source: string): void;
}

/** A channel; what its end is undefined for goes nowhere. */
export class Channel {
  /** Those that look on, the innermost last. */
  outlets: Outlet[] = [];
  /** How many readers have no room. */
  full = 0;
  #onroom: (() => void) | undefined;
  readonly #end: ChannelEnd | undefined;

  constructor(end: ChannelEnd | undefined) {
    this.#end = end;
  }

  /** Gives markup to all that read, to the innermost first. */
  write(source: string): void {
    if (source === '') return;
    if (this.outlets.length > 0) {
      const bytes = toBytes(source);
      for (let i = this.outlets.length - 1; i >= 0; i--) this.outlets[i]!.push(bytes);
    }
    this.#end?.take(source);
  }

  /** Calls back when there is room, at once if there is. */
  whenRoom(callback: () => void): void {
    if (this.full > 0) this.#onroom = callback;
    else callback();
  }

  /** One reader more has room. */
  gain(): void {
    if (--this.full > 0) return;
    const callback = this.#onroom;
    this.#onroom = undefined;
    callback?.();
  }
}

/** Where a channel's bytes are pushed, and what is known of the room there. */
export class Outlet {
  channel: Channel | undefined;
  #full = false;
  #closed = false;
  readonly #stream: { push(bytes: Uint8Array | null): boolean };

  constructor(stream: { push(bytes: Uint8Array | null): boolean }) {
    this.#stream = stream;
  }

  push(bytes: Uint8Array): void {
    if (this.#closed) return;
    const hasRoom = this.#stream.push(bytes);
    if (hasRoom || this.#full || this.#closed) return;
    this.#full = true;
    if (this.channel !== undefined) this.channel.full++;
  }

  /** The reader asks for more. */
  drain(): void {
    if (!this.#full) return;
    this.#full = false;
    this.channel?.gain();
  }

  /** Looks on at another channel. */
  moveTo(channel: Channel): void {
    if (this.#full) {
      channel.full++;
      this.channel?.gain();
    }
    this.channel = channel;
  }

  /** Pushes no more; the reader is gone, or has all. */
  close(): void {
    this.#closed = true;
    this.drain();
  }

  end(): void {
    if (this.#closed) return;
    this.close();
    this.#stream.push(null);
  }
}
