/**
 * The streams within a trumpet: one to read an element by, one to write it by.
 *
 * @module
 */
import { nextTick } from '#platform';
import { Duplex } from '../../core/duplex.ts';
import { ERR_STREAM_PREMATURE_CLOSE } from '../../core/errors.ts';
import { Readable } from '../../core/readable.ts';
import { Writable } from '../../core/writable.ts';
import { Channel, Outlet } from './channel.ts';
import { toSource } from './source-form.ts';

/** Options of a stream of an element. */
export interface ElementStreamOptions {
  /** Whether the element's tags are meant, too, and not its content alone. */
  readonly outer?: boolean | undefined;
  /** How much is buffered before writers are asked to wait and the page does, in bytes. @default the host's */
  readonly highWaterMark?: number | undefined;
}

/** What the streams of elements need of their trumpet. */
export interface Host {
  /** The streams that are not done. */
  readonly inner: Set<Reader | Writer>;
  /** Lets out what was written. */
  flush(): void;
  /** A stream was given up before its end. */
  fail(error: unknown): void;
}

/** Looks on as an element goes by. */
export class Reader {
  readonly outer: boolean;
  readonly stream: Readable<Uint8Array>;
  readonly outlet: Outlet;
  readonly #host: Host;

  constructor(host: Host, { outer = false, highWaterMark }: ElementStreamOptions = {}) {
    this.outer = outer;
    this.#host = host;
    this.stream = new Readable<Uint8Array>({
      highWaterMark,
      read: () => this.outlet.drain(),
      destroy: (error, callback) => {
        host.inner.delete(this);
        this.outlet.close();
        callback(error);
      },
    });
    this.outlet = new Outlet(this.stream);
    host.inner.add(this);
  }

  /** The element is over, or there was none. */
  end(): void {
    this.#host.inner.delete(this);
    this.outlet.end();
    endEmpty(this.stream);
  }
}

/** Takes an element's place: what is written to it stands where the element was, which a duplex lets be read. */
export class Writer {
  readonly outer: boolean;
  readonly stream: Writable<Uint8Array | string> | Duplex<Uint8Array | string, Uint8Array>;
  /** Where what is written goes, once the element is there. */
  channel: Channel | undefined;
  /** What the page writes while this has the element's place. */
  readonly old: Channel;
  readonly #outlet: Outlet | undefined;
  readonly #host: Host;
  /** What was written too early, and what goes on when it is passed on, if that is too much. */
  #early: Uint8Array[] = [];
  #earlyBytes = 0;
  #onbegun: (() => void) | undefined;
  /** Whether its element is over. */
  #over = false;
  #ended = false;
  #onended: (() => void) | undefined;

  constructor(host: Host, duplex: boolean, { outer = false, highWaterMark }: ElementStreamOptions = {}) {
    this.outer = outer;
    this.#host = host;
    const options = {
      highWaterMark,
      write: (chunk: unknown, _encoding: unknown, callback: () => void) =>
        this.#write(chunk as Uint8Array, callback),
      final: (callback: () => void) => {
        callback();
        this.#end();
      },
      destroy: (error: Error | null, callback: (error: Error | null) => void) => {
        host.inner.delete(this);
        this.#outlet?.close();
        if (!this.#ended) host.fail(error ?? ERR_STREAM_PREMATURE_CLOSE());
        callback(error);
      },
    };
    if (duplex) {
      const stream = new Duplex<Uint8Array | string, Uint8Array>({
        ...options,
        read: () => this.#outlet!.drain(),
      });
      const outlet = new Outlet(stream);
      this.stream = stream;
      this.#outlet = outlet;
      this.old = new Channel({ take: () => {} });
      outlet.channel = this.old;
      this.old.outlets.push(outlet);
    } else {
      this.stream = new Writable(options);
      this.old = new Channel(undefined);
    }
    host.inner.add(this);
  }

  /** The element is there: what is written goes to `channel`. */
  begin(channel: Channel): void {
    this.channel = channel;
    for (const chunk of this.#early) channel.write(toSource(chunk));
    this.#early = [];
    this.#host.flush();
    const callback = this.#onbegun;
    this.#onbegun = undefined;
    if (callback !== undefined) channel.whenRoom(callback);
  }

  /** The element is over; calls back when its new content is, too. */
  finish(callback: () => void): void {
    this.#outlet?.end();
    this.#over = true;
    this.#onended = callback;
    if (this.#ended) this.#end();
  }

  /** There was no such element: what was written is let go, and the same happens to what will be. */
  miss(): void {
    const { stream } = this;
    this.#outlet?.end();
    if (stream instanceof Duplex) endEmpty(stream);
    this.#over = true;
    this.#ended = true;
    this.#host.inner.delete(this);
    this.begin(new Channel(undefined));
    if (stream.writableEnded) return;
    stream.end();
    const write = (...args: readonly unknown[]): boolean => callLast(args);
    const end = (...args: readonly unknown[]): typeof stream => {
      callLast(args);
      return stream;
    };
    Object.assign(stream, { write, end });
  }

  #write(chunk: Uint8Array, callback: () => void): void {
    if (this.channel === undefined) {
      this.#early.push(chunk);
      this.#earlyBytes += chunk.length;
      if (this.#earlyBytes < this.stream.writableHighWaterMark) callback();
      else this.#onbegun = callback;
      return;
    }
    this.channel.write(toSource(chunk));
    this.#host.flush();
    this.channel.whenRoom(callback);
  }

  #end(): void {
    this.#ended = true;
    if (this.#over) this.#host.inner.delete(this);
    // What nobody has begun to read when all is written that is to stand there instead, nobody will.
    const { stream } = this;
    if (stream instanceof Duplex && isUnread(stream)) stream.resume();
    const callback = this.#onended;
    this.#onended = undefined;
    callback?.();
  }
}

/** Calls the callback of a write that is let go, if there is one. */
function callLast(args: readonly unknown[]): true {
  const callback = args.at(-1);
  if (typeof callback === 'function') nextTick(callback as () => void);
  return true;
}

/** Lets a stream that was ended without any content end, even if nobody reads it but only waits for its end. */
function endEmpty(stream: Readable<Uint8Array> | Duplex<never, Uint8Array>): void {
  if (stream.readableLength === 0 && isUnread(stream)) stream.resume();
}

/** Whether nobody reads a stream, or has paused it. */
export function isUnread(stream: Readable<Uint8Array> | Duplex<never, Uint8Array>): boolean {
  return stream.readableFlowing === null && stream.listenerCount('readable') === 0;
}
