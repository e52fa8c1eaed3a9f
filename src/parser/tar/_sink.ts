/**
 * The stream that the contents of an entry are written to.
 *
 * @module
 */
import { nextTick } from '#platform';
import { nop } from '../../core/_nop.ts';
import type { DoneCallback } from '../../core/destroy.ts';
import { ERR_STREAM_PREMATURE_CLOSE } from '../../core/errors.ts';
import type { Encoding } from '../../core/types.ts';
import { Writable } from '../../core/writable.ts';
import type { Fields } from './_encode.ts';
import type { Spool } from './_spool.ts';

/** What an entry gets to know of itself. */
export type TarPackCallback = (error?: Error | null) => void;

/** Whose entry it is. */
export interface SinkOwner {
  /** Takes a piece of the contents. */
  _take(sink: TarSink, piece: Uint8Array, callback: DoneCallback): void;
  /** The contents are over. */
  _finish(sink: TarSink, callback: DoneCallback): void;
  /** The entry is destroyed. */
  _drop(sink: TarSink, error: Error): void;
}

/** The contents of an entry that is packed. */
export class TarSink extends Writable<Uint8Array | string> {
  /** What is told of the entry; its size is -1 until it is known. */
  header: Fields;
  /** @internal All of the contents, if they were given. */
  readonly _body: Uint8Array | undefined;
  /** @internal How much has been written. */
  _written = 0;
  /** @internal What waits for the entry's turn. */
  _waiting: (() => void) | undefined;
  /** @internal What holds the contents until their size is known. */
  _spool: Spool | undefined;
  /** @internal Whether the archive has all of the entry. */
  _isPacked = false;
  readonly #owner: SinkOwner;
  #callback: TarPackCallback | undefined;

  constructor(
    header: Fields,
    body: Uint8Array | undefined,
    owner: SinkOwner,
    callback: TarPackCallback | undefined,
  ) {
    super();
    this.header = header;
    this._body = body;
    this.#owner = owner;
    this.#callback = callback;
  }

  override _write(chunk: Uint8Array, _encoding: Encoding, callback: DoneCallback): void {
    this.#owner._take(this, chunk, callback);
  }

  override _final(callback: DoneCallback): void {
    this.#owner._finish(this, callback);
  }

  override _destroy(error: Error | null, callback: DoneCallback): void {
    let reason = error;
    if (!this._isPacked || error !== null) {
      reason ??= ERR_STREAM_PREMATURE_CLOSE();
      this._spool?.close();
      this.#owner._drop(this, reason);
    }
    // The archive's stream tells of it.
    if (error !== null) this.on('error', nop);
    // The archive may be about to destroy other entries, too.
    if (reason !== null) nextTick(() => this._done(reason));
    else this._done(null);
    callback(error);
  }

  /** @internal Tells whoever packs the entry that it has been, or has not. */
  _done(error: Error | null): void {
    const callback = this.#callback;
    this.#callback = undefined;
    callback?.(error);
  }
}
