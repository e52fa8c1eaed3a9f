/**
 * A file of lines: opens the streams that read it, and closes them.
 *
 * @module
 */
import type { Stats } from 'node:fs';
import fs from 'node:fs';
import { EventEmitter, nextTick } from '#platform';
import { addAbortSignal } from '../../core/add-abort-signal.ts';
import { AbortError, ERR_SLICE_FILE_CLOSED } from '../../core/errors.ts';
import type { TypedEmitter } from '../../core/types.ts';
import { collect, fromPosition, settle, streamOptions } from './_arguments.node.ts';
import { OpenFile } from './_file.node.ts';
import type { Beginning } from './_follow.node.ts';
import { FollowStream } from './_follow.node.ts';
import type { FileState } from './_line-index.ts';
import { LineIndex, sameState } from './_line-index.ts';
import { Opener } from './_opener.node.ts';
import type {
  FollowOptions,
  LinesCallback,
  LinesOptions,
  LinesReadable,
  SliceFileOptions,
} from './_options.ts';
import { toIndex } from './_range.ts';
import { SliceStream } from './_slice.node.ts';
import type { Line, LineStream, Source } from './_stream.node.ts';
import type { Snapshot } from './_tail.node.ts';
import { Tail } from './_tail.node.ts';

type Bytes = LinesReadable<Uint8Array>;
type Lines = LinesReadable<Line>;
type WithLines = LinesOptions & { readonly lines: true };

/** What a file emits, with the arguments of each event. */
export interface SliceFileEvents {
  open: [fd: number];
  error: [error: Error];
  stat: [stat: Stats];
  rotate: [];
  truncate: [];
  close: [];
}

const FileEmitter: new () => TypedEmitter<SliceFileEvents> = EventEmitter as unknown as typeof FileEmitter;

/**
 * A file of lines. Emits 'stat' with the file's state when a stream finds it changed, 'rotate' and 'truncate'
 * when a follower's file was replaced or rewritten, and 'close' when `close()` has let everything go. To whoever
 * listens for them at once, 'open' gives a descriptor that stays open until `close()`, and 'error' the reason
 * why the file cannot be opened; a stream's errors are the stream's alone.
 *
 * @example Resuming after the last line seen
 * ```ts
 * import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { SliceFile } from 'gardenhose/slice-file';
 *
 * const folder = mkdtempSync(join(tmpdir(), 'lines-'));
 * const path = join(folder, 'data.txt');
 * writeFileSync(path, 'one\ntwo\n');
 *
 * const file = new SliceFile(path);
 * let after = '';
 * for await (const line of file.slice(-1, undefined, { lines: true })) after = line.position;
 * appendFileSync(path, 'three\n');
 *
 * for await (const line of file.follow({ after })) {
 *   assert.equal(String(line), 'three\n');
 *   break;
 * }
 * file.close();
 * rmSync(folder, { recursive: true });
 * ```
 */
export class SliceFile extends FileEmitter {
  /** The absolute path. */
  readonly file: string;
  /** The descriptor given, or that of 'open'. */
  fd: number | undefined;
  /** Whether `close` was called. */
  closed = false;

  readonly #source: Source;
  readonly #ownsFd: boolean;
  readonly #streams = new Set<LineStream<never>>();
  readonly #followers = new Set<LineStream<never>>();
  /** Slices that deliver to a callback: `close()` lets them finish. */
  readonly #awaited = new Set<LineStream<never>>();
  readonly #tail: Tail;
  readonly #signal: AbortSignal | undefined;
  /** The file's state as it was told of last, and where lines begin in it. */
  #seen: Stats | undefined;
  #index: LineIndex | undefined;
  /** Whether the descriptor of 'open' is being opened. */
  #opening = false;
  /** Whether `close` has let everything go, and whether 'close' has told so. */
  #released = false;
  #told = false;

  constructor(file: string | URL, given?: SliceFileOptions | null) {
    super();
    const options = given ?? {};
    const settings = settle(file, options);
    const opener = new Opener(settings, (stat) => this.#note(stat));
    this.file = settings.path;
    this.fd = settings.fd;
    this.#ownsFd = settings.fd === undefined;
    this.#source = {
      ...settings,
      open: (callback) => opener.open(callback),
      indexOf: (state) => this.#indexOf(state),
      onrelease: (stream) => this.#onrelease(stream as LineStream<never>),
    };
    this.#tail = new Tail(this.#source, {
      onstat: (stat) => this.#note(stat),
      onrotate: () => this.#tell('rotate'),
    });
    if (this.#ownsFd) nextTick(() => this.#announce());
    this.#signal = options.signal;
    if (this.#signal?.aborted) nextTick(this.#onabort);
    else this.#signal?.addEventListener('abort', this.#onabort, { once: true });
  }

  /**
   * Returns the lines from `i` up to `j`, as `Array#slice` does, of the file as it is now. Each line has its
   * newline, but the last of the file may lack it. A file cut short meanwhile ends the slice early. A negative
   * `i` reads the end of the file only. Where the lines begin is remembered from one slice to the next, as long as
   * the file does not change. With a callback, the lines come all at once.
   */
  slice(callback: LinesCallback<Uint8Array>): Bytes;
  slice(i: number | undefined, callback: LinesCallback<Uint8Array>): Bytes;
  slice(i?: number, j?: number, callback?: LinesCallback<Uint8Array>): Bytes;
  slice(
    i: number | undefined,
    j: number | undefined,
    options: WithLines,
    callback?: LinesCallback<Line>,
  ): Lines;
  slice(
    i: number | undefined,
    j: number | undefined,
    options: LinesOptions,
    callback?: LinesCallback<Uint8Array>,
  ): Bytes;
  slice(...args: unknown[]): LinesReadable<never> {
    return this.#slice(args, false);
  }

  /** Returns the lines of `slice(i, j)`, the last one first. A negative `i` reads no more than it delivers. */
  sliceReverse(callback: LinesCallback<Uint8Array>): Bytes;
  sliceReverse(i: number | undefined, callback: LinesCallback<Uint8Array>): Bytes;
  sliceReverse(i?: number, j?: number, callback?: LinesCallback<Uint8Array>): Bytes;
  sliceReverse(
    i: number | undefined,
    j: number | undefined,
    options: WithLines,
    callback?: LinesCallback<Line>,
  ): Lines;
  sliceReverse(
    i: number | undefined,
    j: number | undefined,
    options: LinesOptions,
    callback?: LinesCallback<Uint8Array>,
  ): Bytes;
  sliceReverse(...args: unknown[]): LinesReadable<never> {
    return this.#slice(args, true);
  }

  /**
   * Returns the lines of `slice(i, j)`, then each line that is completed after this call, blank ones included.
   * `follow(-1, 0)` gives new lines only. A last line without newline is held back until it has one. With a
   * callback, that gets the lines of the slice, besides.
   *
   * With `{ after: position }` it resumes there: at that byte if the file still holds what it held before it;
   * at the beginning if the file was cut short, rewritten or replaced, after 'truncate' or 'rotate' on the
   * stream. A token that is none gives the error ERR_SLICE_FILE_POSITION; a file that is missing at first ENOENT.
   *
   * A file that is cut short or rewritten is read again from its beginning ('truncate'); when another takes its
   * path, what is left of the old one is read, and a last line without newline delivered, before the new one
   * ('rotate'). Both events are emitted here too. A follower that is more than 16 rotations late is destroyed
   * with ERR_SLICE_FILE_TOO_FAR_BEHIND.
   *
   * However many followers share one watch, which keeps the process alive, and a look at the file once a second
   * for what the system does not report; each reads at its own pace, and a paused one does not read.
   */
  follow(options: FollowOptions & WithLines): Lines;
  follow(options: FollowOptions): Bytes;
  follow(i: number | undefined, j: number | undefined, options: WithLines, done?: LinesCallback<Line>): Lines;
  follow(i?: number, j?: number, options?: LinesOptions, callback?: LinesCallback<Uint8Array>): Bytes;
  follow(callback: LinesCallback<Uint8Array>): Bytes;
  follow(i: number | undefined, callback: LinesCallback<Uint8Array>): Bytes;
  follow(i: number | undefined, j: number | undefined, callback: LinesCallback<Uint8Array>): Bytes;
  follow(...args: unknown[]): LinesReadable<never> {
    const at = args.findIndex((value) => typeof value === 'function');
    if (at !== -1) this.#slice(args, false);
    const [first, second, third] = at === -1 ? args : args.slice(0, at);
    const given = (typeof first === 'object' && first !== null ? first : undefined) as FollowOptions;
    const options = given ?? (third as LinesOptions | undefined);
    let beginning: Beginning = { i: toIndex(first, 0), j: toIndex(second, Infinity) };
    if (given !== undefined) beginning = fromPosition(given.after);
    let snapshot: Snapshot | undefined;
    try {
      if (this.closed) throw ERR_SLICE_FILE_CLOSED(this.file);
      if (!('error' in beginning)) snapshot = this.#tail.snapshot();
    } catch (error) {
      beginning = { error: error as Error };
    }
    const stream = new FollowStream<never>(
      this.#source,
      this.#tail,
      beginning,
      snapshot,
      streamOptions(options),
      () => this.#tell('truncate'),
    );
    this.#followers.add(stream as LineStream<never>);
    return this.#add(stream, options);
  }

  /**
   * Ends all followers, destroys the slices that are still read (those with a callback finish first), closes
   * the descriptor given, and emits 'close'. The callback is called then, or soon if all that has happened already.
   */
  close(callback?: () => void): this {
    if (callback !== undefined) {
      if (this.#told) nextTick(callback);
      else this.once('close', callback);
    }
    if (this.closed) return this;
    this.closed = true;
    this.#signal?.removeEventListener('abort', this.#onabort);
    for (const stream of this.#streams) {
      if (this.#followers.has(stream)) stream.close();
      else if (!this.#awaited.has(stream)) stream.destroy();
    }
    nextTick(() => this.#finishClosing());
    return this;
  }

  #slice(args: unknown[], backwards: boolean): LinesReadable<never> {
    const at = args.findIndex((value) => typeof value === 'function');
    const callback = (at === -1 ? undefined : args[at]) as LinesCallback<never> | undefined;
    const [i, j, options] = at === -1 ? args : args.slice(0, at);
    const bounds = { i: toIndex(i, 0), j: toIndex(j, Infinity), backwards };
    const given = options as LinesOptions | undefined;
    const stream = new SliceStream<never>(this.#source, bounds, streamOptions(given));
    if (this.closed && this.#source.fd !== undefined) stream.destroy(ERR_SLICE_FILE_CLOSED(this.file));
    this.#add(stream, given);
    if (callback !== undefined) {
      this.#awaited.add(stream);
      collect(stream, callback);
    }
    return stream;
  }

  /** Emits an event when nothing else is under way, so that a listener that throws interrupts nothing. */
  #tell(event: string, ...args: unknown[]): void {
    nextTick(() => this.emit(event, ...args));
  }

  /** Tells of the file's state, if it has changed. */
  #note(stat: Stats): void {
    if (this.#seen !== undefined && sameState(this.#seen, stat)) return;
    this.#seen = stat;
    this.#tell('stat', stat);
  }

  /** Keeps a stream until it is released. A signal may have aborted already, so that the stream must be whole. */
  #add(stream: LineStream<never>, options: LinesOptions | undefined): LineStream<never> {
    this.#streams.add(stream);
    if (options?.signal !== undefined) addAbortSignal(options.signal, stream);
    return stream;
  }

  /** A changed file gets another index, so that slices of the old state still being read change nothing in it. */
  #indexOf(state: FileState): LineIndex {
    if (this.#index?.fits(state)) return this.#index;
    this.#index = new LineIndex(state, this.#source.blockBytes);
    return this.#index;
  }

  #onrelease(stream: LineStream<never>): void {
    this.#streams.delete(stream);
    this.#followers.delete(stream);
    this.#awaited.delete(stream);
    if (this.closed) this.#finishClosing();
  }

  /** Closes the descriptor once no stream reads it, and tells. */
  #finishClosing(): void {
    if (this.#streams.size > 0 || this.#opening || this.#released) return;
    this.#released = true;
    const { fd } = this;
    this.fd = undefined;
    const tell = (): void => {
      this.#told = true;
      this.emit('close');
    };
    if (fd === undefined) tell();
    else fs.close(fd, tell);
  }

  /** Opens the file for those who listen for 'open' or 'error', as programs of old do. */
  #announce(): void {
    if (this.closed || this.listenerCount('open') + this.listenerCount('error') === 0) return;
    this.#opening = true;
    OpenFile.open(this.#source, (error, file) => {
      this.#opening = false;
      if (this.listenerCount('open') > 0) this.fd = file?.fd;
      else file?.release();
      if (this.closed) this.#finishClosing();
      else if (file !== undefined) this.emit('open', file.fd);
      else if (this.listenerCount('error') > 0) this.emit('error', error);
    });
  }

  readonly #onabort = (): void => {
    const error = new AbortError(undefined, { cause: this.#signal?.reason });
    for (const stream of this.#streams) stream.destroy(error);
    this.close();
  };
}
