/**
 * The stream that entries are packed into, and the archive is read from.
 *
 * @module
 */
import { encodeText, nextTick } from '#platform';
import { Fifo } from '../../core/_fifo.ts';
import { nop } from '../../core/_nop.ts';
import { validateFunction, validateLimit } from '../../core/_validate.ts';
import { addAbortSignal } from '../../core/add-abort-signal.ts';
import type { DoneCallback } from '../../core/destroy.ts';
import {
  ERR_INVALID_ARG_TYPE,
  ERR_STREAM_PREMATURE_CLOSE,
  ERR_TAR_BODY_NOT_ALLOWED,
  ERR_TAR_FINALIZED,
  ERR_TAR_SIZE_MISMATCH,
  ERR_TAR_SPOOL_TOO_LARGE,
} from '../../core/errors.ts';
import { Readable } from '../../core/readable.ts';
import { writeHeader } from './_encode.ts';
import type { TarEntryHeader } from './_header.ts';
import { BLOCK, paddingOf } from './_header.ts';
import { fieldsOf, hasBody, UNKNOWN } from './_pack-fields.ts';
import type { TarPackCallback } from './_sink.ts';
import { TarSink } from './_sink.ts';
import { Slab } from './_slab.ts';
import type { Spool, SpoolFactory } from './_spool.ts';

/** Options of `pack`. */
export interface TarPackOptions {
  /**
   * Most bytes that an entry whose size is not given may have. They are held until it ends: in memory, on Node from
   * the first megabyte on in a temporary file.
   * @default 64 MiB, on Node 64 GiB
   */
  readonly maxSpoolBytes?: number | undefined;
  /** How much is buffered before entries are asked to wait, in bytes. @default the host's */
  readonly highWaterMark?: number | undefined;
  /** Destroys the stream with an `AbortError` when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/** Bodies up to this size are copied, so that they leave together with what is around them. */
const SMALL = 4096;

/** The stream that `pack` returns. */
export class TarPack extends Readable<Uint8Array> {
  readonly #maxSpoolBytes: number;
  readonly #createSpool: SpoolFactory;
  readonly #slab: Slab = new Slab((piece) => this.#give(piece));
  /** The entry that is being written, and those after it. */
  #current: TarSink | undefined;
  readonly #pending = new Fifo<TarSink>();
  #isAdvancing = false;
  #isFinal = false;
  /** Whether the reader wants more, and who waits until it does. */
  #hasRoom = true;
  readonly #waiting = new Fifo<DoneCallback>();
  #isFlushing = false;

  constructor(options: TarPackOptions, createSpool: SpoolFactory, defaultSpoolBytes: number) {
    const { highWaterMark, signal, maxSpoolBytes = defaultSpoolBytes } = options;
    validateLimit('options.maxSpoolBytes', maxSpoolBytes, 0);
    super({ highWaterMark });
    this.#maxSpoolBytes = maxSpoolBytes;
    this.#createSpool = createSpool;
    if (signal) addAbortSignal(signal, this);
  }

  /**
   * Adds an entry, after those before it. Its contents are given, or written to the stream returned. `callback` is
   * called when the archive's reader has taken the entry, or with an error; the stream of an entry that has no
   * contents need not be ended.
   *
   * @throws {ERR_TAR_FINALIZED} after `finalize()`
   * @throws {ERR_INVALID_ARG_TYPE} for a field or contents of another type
   * @throws {ERR_INVALID_ARG_VALUE} for text with a NUL, or a type that is not known
   * @throws {ERR_OUT_OF_RANGE} for a number that is no integer of at least 0
   */
  entry(header: TarEntryHeader, callback?: TarPackCallback): TarSink;
  entry(header: TarEntryHeader, body?: string | Uint8Array | null, callback?: TarPackCallback): TarSink;
  entry(
    header: TarEntryHeader,
    body?: string | Uint8Array | TarPackCallback | null,
    callback?: TarPackCallback,
  ): TarSink {
    if (this.#isFinal || this.destroyed) throw ERR_TAR_FINALIZED();
    const given = typeof body === 'function' ? undefined : bytesOf(body);
    const done = typeof body === 'function' ? body : callback;
    if (done !== undefined) validateFunction('callback', done);
    const fields = fieldsOf(header, given);
    const sink = new TarSink(fields, given, this, done);
    this.#pending.push(sink);
    this.#advance();
    return sink;
  }

  /** Ends the archive after its last entry. */
  finalize(): void {
    if (this.#isFinal) return;
    this.#isFinal = true;
    this.#advance();
  }

  override _read(): void {
    this.#hasRoom = true;
    this.#slab.flush();
    while (this.#hasRoom && this.#waiting.length > 0) this.#waiting.shift()!();
  }

  override _destroy(error: Error | null, callback: DoneCallback): void {
    const current = this.#current;
    this.#current = undefined;
    const reason = error ?? ERR_STREAM_PREMATURE_CLOSE();
    if (current !== undefined) fail(current, reason);
    while (this.#pending.length > 0) fail(this.#pending.shift()!, reason);
    // What waited for room that nobody needs now is in the archive, if that was read to its end.
    while (this.#waiting.length > 0) this.#waiting.shift()!(this.readableEnded ? error : reason);
    callback(error);
  }

  /** @internal */
  _take(sink: TarSink, piece: Uint8Array, callback: DoneCallback): void {
    if (sink._body !== undefined || !hasBody(sink.header.type)) {
      callback(
        ERR_TAR_BODY_NOT_ALLOWED(sink.header.name, sink._body ? 'file with contents' : sink.header.type),
      );
    } else if (sink !== this.#current) sink._waiting = () => this._take(sink, piece, callback);
    else if (sink._spool === undefined) this.#write(sink, piece, callback);
    else this.#spool(sink, sink._spool, piece, callback);
  }

  #write(sink: TarSink, piece: Uint8Array, callback: DoneCallback): void {
    const { name, size } = sink.header;
    sink._written += piece.length;
    if (sink._written > size) {
      callback(ERR_TAR_SIZE_MISMATCH(name, sink._written, size));
      return;
    }
    this.#writeBody(piece);
    this.#whenRoom(callback);
  }

  #spool(sink: TarSink, spool: Spool, piece: Uint8Array, callback: DoneCallback): void {
    sink._written += piece.length;
    if (sink._written <= this.#maxSpoolBytes) spool.write(piece, callback);
    else callback(ERR_TAR_SPOOL_TOO_LARGE(sink.header.name, this.#maxSpoolBytes));
  }

  /** @internal */
  _finish(sink: TarSink, callback: DoneCallback): void {
    if (sink._isPacked) this.#whenRoom(callback);
    else if (sink !== this.#current) sink._waiting = () => this._finish(sink, callback);
    else if (sink._spool !== undefined) this.#unspool(sink, sink._spool, callback);
    else if (sink._written === sink.header.size) {
      this.#close(sink);
      this.#whenRoom(callback);
    } else callback(ERR_TAR_SIZE_MISMATCH(sink.header.name, sink._written, sink.header.size));
  }

  /** The size is known: packs what was spooled. */
  #unspool(sink: TarSink, spool: Spool, callback: DoneCallback): void {
    sink.header = { ...sink.header, size: sink._written };
    writeHeader(this.#slab, sink.header);
    const next = (): void => {
      spool.read((error, piece) => {
        if (error || this.destroyed) callback(error ?? ERR_STREAM_PREMATURE_CLOSE());
        else if (piece) {
          this.#writeBody(piece);
          this.#whenRoom((error) => (error ? callback(error) : next()));
        } else {
          spool.close();
          this.#close(sink);
          this.#whenRoom(callback);
        }
      });
    };
    next();
  }

  /** @internal An archive with half an entry is none. */
  _drop(_sink: TarSink, error: Error): void {
    this.destroy(error);
  }

  /** Begins with an entry. */
  #open(sink: TarSink): void {
    const { header, _body: body } = sink;
    if (header.size === UNKNOWN) {
      this.#current = sink;
      sink._spool = this.#createSpool();
    } else {
      writeHeader(this.#slab, header);
      this.#flushLater();
      if (body === undefined && hasBody(header.type)) this.#current = sink;
      else {
        if (body !== undefined && body.length > 0) this.#writeBody(body);
        this.#slab.take(paddingOf(header.size));
        sink._isPacked = true;
        if (body !== undefined) sink.end();
        else this.#whenRoom((error) => nextTick(() => sink._done(error ?? null)));
      }
    }
    const waiting = sink._waiting;
    sink._waiting = undefined;
    waiting?.();
  }

  /** Ends an entry and goes on to the next. */
  #close(sink: TarSink): void {
    this.#slab.take(paddingOf(sink.header.size));
    sink._isPacked = true;
    this.#current = undefined;
    this.#advance();
  }

  /** Goes on to the entries after, as long as one is over at once, or to the end. */
  #advance(): void {
    if (this.#isAdvancing) return;
    this.#isAdvancing = true;
    while (this.#current === undefined && this.#pending.length > 0) this.#open(this.#pending.shift()!);
    this.#isAdvancing = false;
    if (this.#current === undefined && this.#isFinal) this.#end();
  }

  #end(): void {
    this.#slab.take(2 * BLOCK);
    this.#slab.flush();
    this.push(null);
  }

  #writeBody(bytes: Uint8Array): void {
    if (bytes.length <= SMALL) {
      const at = this.#slab.take(bytes.length);
      this.#slab.bytes.set(bytes, at);
      this.#flushLater();
    } else {
      this.#slab.flush();
      this.#give(bytes);
    }
  }

  /** What is small waits for more until the turn is over. */
  #flushLater(): void {
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    nextTick(() => {
      this.#isFlushing = false;
      if (!this.destroyed) this.#slab.flush();
    });
  }

  #give(piece: Uint8Array): void {
    if (!this.push(piece)) this.#hasRoom = false;
  }

  #whenRoom(callback: DoneCallback): void {
    if (this.#hasRoom) callback();
    else this.#waiting.push(callback);
  }
}

function bytesOf(body: string | Uint8Array | null | undefined): Uint8Array | undefined {
  if (body === undefined || body === null || body instanceof Uint8Array) return body ?? undefined;
  if (typeof body === 'string') return encodeText(body, 'utf8');
  throw ERR_INVALID_ARG_TYPE('body', 'of type string or an instance of Uint8Array', body);
}

/** Destroys an entry with the archive; whoever packs it is told by its callback. */
function fail(sink: TarSink, error: Error): void {
  sink.on('error', nop);
  sink.destroy(error);
}
