/**
 * A slice of the lines of a file as it is when the stream opens it, forwards or backwards.
 *
 * @module
 */
import type { Stats } from 'node:fs';
import { BackwardCutter } from './_backward.node.ts';
import type { Cutter } from './_cutter.ts';
import type { Lease, OpenCallback } from './_file.node.ts';
import { ForwardCutter } from './_forward.node.ts';
import { CHECKED_BYTES } from './_position.ts';
import type { Extent } from './_range.ts';
import { findRange } from './_range.ts';
import type { Source, StreamOptions } from './_stream.node.ts';
import { LineStream, readAt } from './_stream.node.ts';

/** Which lines a slice has, in which order. */
export interface SliceBounds {
  readonly i: number;
  readonly j: number;
  readonly backwards: boolean;
}

/** The stream that `slice` and `sliceReverse` return. */
export class SliceStream<Out> extends LineStream<Out> {
  protected override readonly cutter: Cutter;
  readonly #bounds: SliceBounds;
  /** The file's state when the slice began. */
  #stat: Stats | undefined;
  /** The bytes still to be read. */
  #start = 0;
  #end = 0;
  /** How many lines are still to be delivered. */
  #count = 0;
  #located = false;
  /** Whether the file was cut short meanwhile, which ends the slice with the last whole line. */
  #cut = false;

  constructor(source: Source, bounds: SliceBounds, options: StreamOptions) {
    super(source, options);
    this.cutter = bounds.backwards ? new BackwardCutter(source, options.lines) : new ForwardCutter(source);
    this.#bounds = bounds;
  }

  protected override open(callback: OpenCallback): void {
    this.source.open((error, file, stat) => {
      this.#stat = stat;
      callback(error, file);
    });
  }

  protected override goOn(): boolean {
    return --this.#count > 0;
  }

  protected override leave(): void {}

  protected override fill(): void {
    if (!this.#located) this.#locate();
    else if (this.#start >= this.#end) this.#finishLine();
    else this.#readBlock();
  }

  #locate(): void {
    this.#located = true;
    const { i, j, backwards } = this.#bounds;
    this.#extent()
      .then((extent) => findRange(extent, i, j, backwards))
      .then(
        ({ start, end, count }) => {
          this.#start = start;
          this.#end = end;
          this.#count = count;
          this.fill();
        },
        (error) => this.destroy(error),
      );
  }

  async #extent(): Promise<Extent> {
    const stat = this.#stat as Stats;
    const { blockBytes } = this.source;
    const read = readAt(this.lease as Lease);
    if (stat.size > 0) return { index: this.source.indexOf(stat), size: stat.size, blockBytes, read };
    // Of some files, as those in /proc, the system does not tell the size.
    let size = 0;
    for (let block = await read(0, blockBytes); block.length > 0; ) {
      size += block.length;
      block = await read(size, size + blockBytes);
    }
    return { size, blockBytes, read };
  }

  #readBlock(): void {
    const { backwards } = this.#bounds;
    const length = Math.min(this.source.blockBytes, this.#end - this.#start);
    const from = backwards ? this.#end - length : this.#start;
    const before = this.lines ? Math.min(CHECKED_BYTES, from) : 0;
    const block = Buffer.allocUnsafe(before + length);
    (this.lease as Lease).read(block, from - before, (error, count) => {
      if (error) {
        this.destroy(error);
        return;
      }
      this.#cut = count < block.length;
      // From the end, the bytes of the line that was begun are gone; from the beginning, those after the cut.
      if (this.#cut && backwards) {
        this.finish();
        return;
      }
      if (backwards) this.#end = from;
      else this.#start = this.#cut ? this.#end : from + length;
      if (count > before) this.cutter.feed(block.subarray(0, count), before, from - before);
      this.pump();
    });
  }

  /** Delivers the line that the end of the range leaves over, then ends. */
  #finishLine(): void {
    if (this.cutter.holding && !this.#cut) this.deliver(this.cutter.rest());
    if (!this.destroyed) this.finish();
  }
}
