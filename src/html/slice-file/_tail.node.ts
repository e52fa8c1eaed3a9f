/**
 * The watch on a file that all its followers share: what bears its path now, and when it may have changed.
 *
 * `fs.watch` on the directory tells of changes; a look at the file once a second makes up for the changes that
 * a system does not report (network file systems, full event queues, links that are turned round).
 *
 * @module
 */
import type { FSWatcher, Stats } from 'node:fs';
import fs from 'node:fs';
import { basename, dirname } from 'node:path';
import { ERR_SLICE_FILE_TOO_FAR_BEHIND } from '../../core/errors.ts';
import type { OpenCallback, OpenOptions } from './_file.node.ts';
import { OpenFile } from './_file.node.ts';
import { sameState } from './_line-index.ts';
import { CHECKED_BYTES, checkBefore } from './_position.ts';

/** How often the file is looked at, in milliseconds, when no change is reported. */
const POLL_MS = 1000;
/** How many files a follower may lag behind the one that bears the path: each costs an open descriptor. */
const MAX_BEHIND = 16;
const NEWLINE = 10;

/** Who reads on when the file changes. */
export interface Follower {
  /** The file that it is reading. */
  readonly file: OpenFile | undefined;
  /** The file may have changed. */
  wake(): void;
  destroy(error: Error): unknown;
}

/** Who is told of what happens to the file. */
export interface TailReport {
  onstat(stat: Stats): void;
  onrotate(): void;
}

/** A file at one moment. */
export interface Snapshot {
  /** One hold on the file, for whoever asked. */
  readonly file: OpenFile;
  readonly size: number;
  /** The checksum before the end of the file. */
  readonly check: number;
  /** Whether the last line is unterminated. */
  readonly partial: boolean;
}

/** One watch for all the followers of a path. */
export class Tail {
  readonly #options: OpenOptions;
  readonly #report: TailReport;
  readonly #followers = new Set<Follower>();
  /** The file that bears the path, as far as is known; held open while there are followers. */
  #current: OpenFile | undefined;
  #seen: Stats | undefined;
  #watchers: FSWatcher[] = [];
  #timer: ReturnType<typeof setInterval> | undefined;
  #checking = false;
  #checkAgain = false;

  constructor(options: OpenOptions, report: TailReport) {
    this.#options = options;
    this.#report = report;
  }

  /**
   * Opens the file as it is at this very moment, before it returns; undefined if there is none. While the path
   * is between two files, that is the one that bore it last.
   */
  snapshot(): Snapshot | undefined {
    const { fd, path } = this.#options;
    const named = fd === undefined ? fs.statSync(path, { throwIfNoEntry: false }) : undefined;
    const isCurrent = fd !== undefined || named === undefined || this.#current?.is(named) === true;
    if (!isCurrent || (this.#current === undefined && fd !== undefined)) {
      this.#succeed(OpenFile.openSync(this.#options));
    }
    const file = this.#current?.retain();
    if (file === undefined) return undefined;
    try {
      return this.#measure(file);
    } catch (error) {
      file.release();
      this.#leave();
      throw error;
    }
  }

  #measure(file: OpenFile): Snapshot {
    const stat = fs.fstatSync(file.fd);
    this.#note(stat);
    const last = Buffer.alloc(Math.min(CHECKED_BYTES, stat.size));
    const count = fs.readSync(file.fd, last, 0, last.length, stat.size - last.length);
    const partial = count > 0 && last[count - 1] !== NEWLINE;
    return { file, size: stat.size, check: checkBefore(last, count), partial };
  }

  /** Opens a file that `snapshot` did not find, in case it has been made since. */
  open(callback: OpenCallback): void {
    OpenFile.open(this.#options, (error, file) => {
      if (file === undefined) callback(error);
      else if (this.#followers.size === 0) file.release(() => callback(null));
      else {
        this.#succeed(file);
        callback(null, this.#current?.retain());
      }
    });
  }

  /** Wakes a follower from now on. */
  add(follower: Follower): void {
    this.#followers.add(follower);
    if (this.#timer !== undefined) return;
    this.#timer = setInterval(() => this.#check(false), POLL_MS);
    this.#watch();
  }

  /** Wakes a follower no more; the last to go closes everything. */
  remove(follower: Follower): void {
    if (this.#followers.delete(follower)) this.#leave();
  }

  #leave(): void {
    if (this.#followers.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    for (const watcher of this.#watchers.splice(0)) watcher.close();
    this.#current?.release();
    this.#current = this.#seen = undefined;
  }

  /** Watches the directory of the file and, if the file is a link, of what it points to. */
  #watch(): void {
    const before = this.#watchers;
    this.#watchers = [];
    for (const path of realPaths(this.#options.path)) {
      const name = basename(path);
      try {
        const watcher = fs.watch(dirname(path), (event, changed) => {
          if (changed !== null && changed !== name) return;
          this.#wakeAll();
          if (event === 'rename' || changed === null) this.#check(true);
        });
        watcher.on('error', () => this.#unwatch(watcher));
        this.#watchers.push(watcher);
      } catch {
        // The system has no watcher to give: the timer alone must do.
      }
    }
    for (const watcher of before) watcher.close();
    if (this.#watchers.length > 0) this.#timer?.unref();
    else this.#timer?.ref();
  }

  #unwatch(watcher: FSWatcher): void {
    watcher.close();
    this.#watchers = this.#watchers.filter((other) => other !== watcher);
    if (this.#watchers.length === 0) this.#timer?.ref();
  }

  /** Looks at what bears the path; followers are woken if it changed, or in any case if a change was reported. */
  #check(reported: boolean): void {
    if (this.#checking) {
      this.#checkAgain ||= reported;
      return;
    }
    this.#checking = true;
    const { fd, path } = this.#options;
    const onstat = (error: Error | null, stat: Stats): void => {
      const followed = this.#followers.size > 0;
      const changed = followed && (error !== null || this.#note(stat));
      if (followed && !error && this.#current?.is(stat) === false) {
        this.#replace();
        return;
      }
      if (changed || reported) this.#wakeAll();
      this.#checked();
    };
    if (fd === undefined) fs.stat(path, onstat);
    else fs.fstat(fd, onstat);
  }

  /** Opens the file that has taken the path over. */
  #replace(): void {
    OpenFile.open(this.#options, (error, file) => {
      if (file !== undefined && this.#followers.size === 0) file.release();
      else if (file !== undefined) this.#succeed(file);
      else if (error) this.#wakeAll();
      this.#checked();
    });
  }

  #checked(): void {
    this.#checking = false;
    if (!this.#checkAgain || this.#followers.size === 0) return;
    this.#checkAgain = false;
    this.#check(true);
  }

  /** Makes a file, and the hold on it that comes with it, the current one. */
  #succeed(file: OpenFile): void {
    const before = this.#current;
    if (before?.is(file.stat)) {
      file.release();
      return;
    }
    this.#current = file;
    if (before === undefined) return;
    file.serial = before.serial + 1;
    before.next = file.retain();
    before.release();
    this.#report.onrotate();
    this.#watch();
    for (const follower of this.#followers) {
      const behind = file.serial - (follower.file?.serial ?? file.serial);
      if (behind > MAX_BEHIND) follower.destroy(ERR_SLICE_FILE_TOO_FAR_BEHIND(behind));
      else follower.wake();
    }
  }

  /** Takes note of the file's state; true if it is not what it was. */
  #note(stat: Stats): boolean {
    if (this.#seen !== undefined && sameState(this.#seen, stat)) return false;
    this.#seen = stat;
    this.#report.onstat(stat);
    return true;
  }

  #wakeAll(): void {
    for (const follower of this.#followers) follower.wake();
  }
}

function realPaths(path: string): string[] {
  try {
    return fs.lstatSync(path).isSymbolicLink() ? [path, fs.realpathSync(path)] : [path];
  } catch {
    return [path];
  }
}
