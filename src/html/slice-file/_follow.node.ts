/**
 * A slice of a file, and then each line as it is completed, through truncations and rotations.
 *
 * Every read takes in the bytes before the position too, 64 at most, and compares their checksum with the one
 * taken when they were read first. So one system call tells whether the file has grown, been cut short or been
 * rewritten, whatever was reported and however late. Only a file that was rewritten with the same bytes before
 * that very position looks as if it had grown.
 *
 * @module
 */
import type { OpenCallback, OpenFile, ReadCallback } from './_file.node.ts';
import { Lease } from './_file.node.ts';
import { ForwardCutter } from './_forward.node.ts';
import type { Position } from './_position.ts';
import { CHECK_OF_NOTHING, CHECKED_BYTES, checkBefore } from './_position.ts';
import { findRange, skipBack } from './_range.ts';
import type { Source, StreamOptions } from './_stream.node.ts';
import { LineStream, readAt } from './_stream.node.ts';
import type { Follower, Snapshot, Tail } from './_tail.node.ts';

/** Where following begins: after a slice of what is there, after a position, or with an error. */
export type Beginning =
  | { readonly i: number; readonly j: number }
  | { readonly after: Position | undefined }
  | { readonly error: Error };

/** The first read of a follower that has nothing to read: most lines are shorter. */
const SMALL_READ_BYTES = 4096;

/** The stream that `follow` returns. */
export class FollowStream<Out> extends LineStream<Out> implements Follower {
  protected override readonly cutter: ForwardCutter;
  readonly #tail: Tail;
  readonly #beginning: Beginning;
  readonly #snapshot: Snapshot | undefined;
  readonly #ontruncate: () => void;
  /** Where the next read begins, and the checksum before it if it is known. */
  #offset = 0;
  #check: number | undefined = CHECK_OF_NOTHING;
  /** Set while what is read must still be shown to be of the file as it was when following began. */
  #unproven = false;
  /** The end of the slice with which following begins, in bytes and in lines. */
  #until = Infinity;
  #count = Infinity;
  #located = false;
  #idle = false;
  /** Whether a change was reported since the last read began. */
  #changed = false;
  readonly #smallRead: number;
  #readBytes: number;
  /** Whether the first read is to show if the position is still one of the file. */
  #resuming = false;
  /** How many of the file's rewrites this stream has seen. */
  #rewrites: number;
  /** Where the line begins that was not complete when following began. */
  #lineStart = 0;

  constructor(
    source: Source,
    tail: Tail,
    beginning: Beginning,
    snapshot: Snapshot | undefined,
    options: StreamOptions,
    ontruncate: () => void,
  ) {
    super(source, options);
    this.cutter = new ForwardCutter(source);
    this.#tail = tail;
    this.#beginning = beginning;
    this.#snapshot = snapshot;
    this.#ontruncate = ontruncate;
    this.#smallRead = this.#readBytes = Math.min(SMALL_READ_BYTES, source.blockBytes);
    if (snapshot !== undefined) this.lease = new Lease(snapshot.file);
    this.#rewrites = snapshot?.file.rewrites ?? 0;
    tail.add(this);
  }

  get file(): OpenFile | undefined {
    return this.lease?.file;
  }

  protected override open(callback: OpenCallback): void {
    if ('error' in this.#beginning) {
      callback(this.#beginning.error);
      return;
    }
    this.#tail.open((error, file) => {
      this.#rewrites = file?.rewrites ?? 0;
      callback(error, file);
    });
  }

  wake(): void {
    this.#changed = true;
    if (!this.#idle) return;
    this.#idle = false;
    this.#readBlock();
  }

  protected override leave(): void {
    this.#idle = false;
    this.#tail.remove(this);
  }

  protected override goOn(): boolean {
    if (--this.#count === 0) this.#leaveSlice();
    return true;
  }

  protected override fill(): void {
    if (!this.#located) this.#locate();
    else this.#readBlock();
  }

  #locate(): void {
    this.#located = true;
    const beginning = this.#beginning;
    if ('after' in beginning) {
      this.#resume(beginning.after);
    } else if ('i' in beginning && this.#snapshot !== undefined) {
      this.#findSlice(this.#snapshot, beginning.i, beginning.j).then(
        () => this.#readBlock(),
        (error) => this.destroy(error),
      );
    } else {
      this.#readBlock();
    }
  }

  #resume(position: Position | undefined): void {
    const known = this.#snapshot === undefined ? undefined : position;
    const same = known?.inode === this.file?.inode;
    this.#resuming = known !== undefined;
    if (known !== undefined && same) {
      this.#offset = known.offset;
      this.#check = known.check;
    }
    this.#readBlock();
    if (known !== undefined && !same) this.emit('rotate');
  }

  async #findSlice(snapshot: Snapshot, i: number, j: number): Promise<void> {
    const { size } = snapshot;
    const file = { size, blockBytes: this.source.blockBytes, read: readAt(this.lease as Lease) };
    const { start, end, count } = await findRange(file, i, j, false);
    this.#lineStart = snapshot.partial ? await skipBack(file, size, 1) : size;
    if (j === Infinity && count > 0) return this.#moveTo(Math.min(start, this.#lineStart));
    this.#until = Math.min(end, this.#lineStart);
    this.#count = count;
    if (start < this.#until && count > 0) this.#moveTo(start);
    else this.#leaveSlice();
  }

  /** Goes on after the slice with the lines that were not complete when following began. */
  #leaveSlice(): void {
    this.#until = this.#count = Infinity;
    this.cutter.reset();
    this.#moveTo(this.#lineStart);
  }

  #moveTo(offset: number): void {
    this.#offset = offset;
    const snapshot = this.#snapshot as Snapshot;
    this.#unproven = offset !== snapshot.size;
    this.#check = this.#unproven ? undefined : snapshot.check;
  }

  #readBlock(): void {
    if (this.#offset >= this.#until) this.#leaveSlice();
    const before = Math.min(CHECKED_BYTES, this.#offset);
    const length = Math.min(this.#readBytes, this.#until - this.#offset);
    const block = Buffer.allocUnsafe(before + length);
    const { file } = this.lease as Lease;
    const { next } = file;
    this.#changed = false;
    const onread: ReadCallback = (error, count) => {
      if (error) {
        this.destroy(error);
        return;
      }
      const known = this.#check;
      if (count < before || (known !== undefined && checkBefore(block, before) !== known)) this.#restart();
      else if (this.#unproven) this.#prove(() => this.#take(block.subarray(0, count), before, next));
      else this.#take(block.subarray(0, count), before, next);
    };
    (this.lease as Lease).read(block, this.#offset - before, onread, before);
  }

  /** Goes on if the file still holds what it held when following began. */
  #prove(goOn: () => void): void {
    const { size, check } = this.#snapshot as Snapshot;
    const last = Buffer.alloc(Math.min(CHECKED_BYTES, size));
    (this.lease as Lease).read(last, size - last.length, (error, count) => {
      if (error) {
        this.destroy(error);
        return;
      }
      this.#unproven = false;
      if (count < last.length || checkBefore(last, count) !== check) this.#restart();
      else goOn();
    });
  }

  #take(block: Uint8Array, before: number, next: OpenFile | undefined): void {
    const length = block.length - before;
    if (length === 0) {
      this.#atEnd(next);
      return;
    }
    const base = this.#offset - before;
    this.#offset += length;
    this.#check = checkBefore(block, block.length);
    this.#resuming = false;
    this.#readBytes = length >= this.#readBytes ? this.source.blockBytes : this.#smallRead;
    this.cutter.feed(block, before, base);
    this.pump();
  }

  /** The file has no more: goes to the one that took its path, looks again, or waits to be woken. */
  #atEnd(next: OpenFile | undefined): void {
    this.#resuming = false;
    this.#readBytes = this.#smallRead;
    if (this.#until !== Infinity) this.#restart();
    else if (next !== undefined) this.#moveOn(next);
    else if (this.#changed || this.file?.next !== undefined) this.#readBlock();
    else this.#idle = true;
  }

  /** Starts again with the file that took the path, after the last line of this one, newline or not. */
  #moveOn(next: OpenFile): void {
    if (this.cutter.holding) this.deliver(this.cutter.rest());
    if (this.destroyed) return;
    this.lease = (this.lease as Lease).moveTo(next);
    this.#rewrites = next.rewrites;
    this.#goToStart();
    this.#readBlock();
    this.emit('rotate');
  }

  /** Starts again with a file that was cut short or rewritten. */
  #restart(): void {
    const file = this.file as OpenFile;
    // What befell the file before it was followed, or what another follower has seen first, is not told again.
    if (this.#resuming || this.#rewrites < file.rewrites) {
      this.#rewrites = file.rewrites;
    } else {
      this.#rewrites = ++file.rewrites;
      this.#ontruncate();
    }
    this.#goToStart();
    this.#readBlock();
    this.emit('truncate');
  }

  #goToStart(): void {
    this.#until = this.#count = Infinity;
    this.#unproven = this.#resuming = false;
    this.#offset = 0;
    this.#check = CHECK_OF_NOTHING;
    this.cutter.reset();
  }
}
