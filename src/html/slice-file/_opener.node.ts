/**
 * Opens a file for its slices: all that are read at the same time share one descriptor, as long as it is one file.
 *
 * @module
 */
import type { Stats } from 'node:fs';
import type { OpenCallback, OpenOptions } from './_file.node.ts';
import { OpenFile } from './_file.node.ts';

/** What opens one path again and again. */
export class Opener {
  readonly #options: OpenOptions;
  readonly #onstat: (stat: Stats) => void;
  /** The file that was opened last, which may be closed by now. */
  #last: OpenFile | undefined;
  #isLooking = false;
  /** Who has asked since the look that is under way began: that may be of a file that was there before. */
  #waiting: OpenCallback[] = [];

  /** `onstat` is told the state of what is opened. */
  constructor(options: OpenOptions, onstat: (stat: Stats) => void) {
    this.#options = options;
    this.#onstat = onstat;
  }

  /** Gives a hold on the file that bears the path, as it is some time after this call. */
  open(callback: OpenCallback): void {
    this.#waiting.push(callback);
    if (!this.#isLooking) this.#look();
  }

  #look(): void {
    const callbacks = this.#waiting;
    this.#waiting = [];
    this.#isLooking = true;
    const onopen: OpenCallback = (error, file, stat) => {
      this.#last = file;
      this.#isLooking = false;
      if (stat !== undefined) this.#onstat(stat);
      if (this.#waiting.length > 0) this.#look();
      for (const callback of callbacks) callback(error, file?.retain(), stat);
      file?.release();
    };
    OpenFile.open(this.#options, onopen, this.#last);
  }
}
