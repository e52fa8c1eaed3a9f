/**
 * One direction of a pair, with all that happens to chunks on their way: they are cut, delayed, held back, joined,
 * lost and doubled, and at last the connection itself is gone.
 *
 * @module
 */

import { lengthOf } from '../../core/_lengths.ts';
import { ERR_INVERT_STREAM_FAULT, ERR_INVERT_STREAM_OVERFLOW, ERR_OUT_OF_RANGE } from '../../core/errors.ts';
import type { HeldChunksOptions } from '../_held-chunks.ts';
import { HeldChunks } from '../_held-chunks.ts';
import type { Chance, Range } from './_chance.ts';
import { cut, cutUp, join } from './_chunks.ts';
import type { Clock } from './_clock.ts';

/** What goes wrong. Lengths count bytes, UTF-16 code units of text, and 1 for any other chunk. */
export interface InvertFaults {
  /** Length after which both ends close, without an 'end'. */
  readonly cutAfter?: number | undefined;
  /** Length after which the reading end is destroyed with ERR_INVERT_STREAM_FAULT, and both ends close. */
  readonly errorAfter?: number | undefined;
  /** Length after which nothing comes out for `stallMs`. */
  readonly stallAfter?: number | undefined;
  /** How long a stall takes, in milliseconds. @default Infinity */
  readonly stallMs?: number | undefined;
  /** How likely a chunk is lost, from 0 to 1. @default 0 */
  readonly drop?: number | undefined;
  /** How likely a chunk comes twice, from 0 to 1. @default 0 */
  readonly duplicate?: number | undefined;
  /** How likely text or bytes are joined with those that have come up behind them, from 0 to 1. @default 0 */
  readonly coalesce?: number | undefined;
}

/** What happens on the way in one direction. */
export interface InvertLineOptions extends HeldChunksOptions {
  /** Whether a paused end gets nothing until it resumes; it is so too where any other of these options is given. */
  readonly buffer?: boolean | undefined;
  /** Chunks on their way at which `write()` returns false. @default 16 */
  readonly highWaterMark?: number | undefined;
  /** How long a chunk is on its way, in milliseconds; none overtakes another. @default 0 */
  readonly latency?: Range | undefined;
  /** The length of the pieces into which text and bytes are cut. @default as they are written */
  readonly chunk?: Range | undefined;
  /** What goes wrong. @default nothing */
  readonly faults?: InvertFaults | undefined;
}

/** The end at which a line comes out, and what it says of the other. */
export interface LineEnd {
  /** Whether it wants nothing now. */
  isPaused(): boolean;
  deliver(chunk: unknown): void;
  deliverEnd(): void;
  /** The writer may go on. */
  drained(): void;
  /** The connection is gone; an error is that of the end named. */
  cut(where?: 'reader' | 'writer', error?: Error): void;
}

interface Piece {
  readonly chunk: unknown;
  /** When it arrives. */
  readonly due: number;
}

const DEFAULT_HIGH_WATER_MARK = 16;

/** The way from one end to the other. */
export class Line {
  readonly #end: LineEnd;
  readonly #clock: Clock;
  readonly #chance: Chance;
  readonly #highWaterMark: number;
  readonly #latency: Range;
  readonly #chunk: Range;
  readonly #faults: InvertFaults;

  readonly #pieces: HeldChunks<Piece>;
  /** What a stall has left of a piece. */
  #rest: Piece | undefined;
  /** When the last piece arrives: those behind it do not before. */
  #lastDue = Number.NEGATIVE_INFINITY;
  #endIsDue: number | undefined;
  /** The length of what has come out. */
  #passed = 0;
  #stalledUntil: number | undefined;
  #timer: unknown;
  #isPumping = false;
  #owesDrain = false;
  #isOver = false;

  /**
   * @throws {ERR_INVALID_ARG_VALUE} an `overflow` that is none of the three
   * @throws {ERR_OUT_OF_RANGE} a number that is too small, or a range that ends below its beginning
   */
  constructor(options: InvertLineOptions, end: LineEnd, clock: Clock, chance: Chance) {
    const { highWaterMark = DEFAULT_HIGH_WATER_MARK, latency = 0, chunk = Infinity, faults = {} } = options;
    checkRange('highWaterMark', highWaterMark, 1);
    checkRange('latency', latency, 0);
    checkRange('chunk', chunk, 1);
    for (const [name, value = 0] of Object.entries(faults)) checkRange(`faults.${name}`, value as number, 0);
    this.#end = end;
    this.#clock = clock;
    this.#chance = chance;
    this.#highWaterMark = highWaterMark;
    this.#latency = latency;
    this.#chunk = chunk;
    this.#faults = faults;
    this.#pieces = new HeldChunks(options, ERR_INVERT_STREAM_OVERFLOW);
  }

  /** How many pieces are on their way. */
  get length(): number {
    return this.#pieces.length + (this.#rest === undefined ? 0 : 1);
  }

  /** How many pieces the overflow policy has dropped. */
  get dropped(): number {
    return this.#pieces.dropped;
  }

  /** Sends a chunk; false asks the writer to wait. */
  send(chunk: unknown): boolean {
    const { drop = 0, duplicate = 0 } = this.#faults;
    if (!this.#chance.happens(drop)) {
      this.#queue(chunk);
      if (this.#chance.happens(duplicate)) this.#queue(chunk);
    }
    this.pump();
    const hasRoom = this.length < this.#highWaterMark && !this.#end.isPaused() && !this.#isOver;
    if (!hasRoom) this.#owesDrain = true;
    return hasRoom;
  }

  /** Sends the end. */
  sendEnd(): void {
    this.#endIsDue = this.#dueNow();
    this.pump();
  }

  /** Lets come out what may. */
  pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    try {
      while (this.#step()) {}
    } finally {
      this.#isPumping = false;
    }
    if (this.#isOver || !this.#owesDrain || this.length > 0 || this.#end.isPaused()) return;
    this.#owesDrain = false;
    this.#end.drained();
  }

  /** Drops what is on its way, and the timer. */
  close(): void {
    this.#isOver = true;
    this.#clock.clearTimeout(this.#timer);
    this.#pieces.clear();
    this.#rest = undefined;
  }

  /** Does the one thing that is to be done now; false if there is none. */
  #step(): boolean {
    if (this.#isOver || this.#strike() || this.#end.isPaused()) return false;
    const next = this.#rest ?? this.#pieces.first;
    const due = next?.due ?? this.#endIsDue;
    if (due === undefined || this.#mustWait(due)) return false;
    if (next === undefined) {
      this.close();
      this.#end.deliverEnd();
    } else {
      this.#end.deliver(this.#take(next));
    }
    return true;
  }

  /** Takes the next piece, joined with others as chance has it, as far as it comes before something goes wrong. */
  #take(next: Piece): unknown {
    const { coalesce = 0 } = this.#faults;
    if (next === this.#rest) this.#rest = undefined;
    else this.#pieces.shift();
    let chunk = next.chunk;
    while (this.#pieces.length > 0 && this.#chance.happens(coalesce)) {
      const behind = this.#pieces.first as Piece;
      const both = join(chunk, behind.chunk);
      if (both === undefined || behind.due > this.#clock.now()) break;
      this.#pieces.shift();
      chunk = both;
    }
    const [first, ...rest] = cut(chunk, this.#beforeFault());
    if (rest.length > 0) this.#rest = { chunk: rest[0], due: next.due };
    this.#passed += lengthOf(first);
    return first;
  }

  /** Lets happen what goes wrong now; true if nothing may come out. */
  #strike(): boolean {
    const {
      cutAfter = Infinity,
      errorAfter = Infinity,
      stallAfter = Infinity,
      stallMs = Infinity,
    } = this.#faults;
    if (this.#passed >= cutAfter) this.#end.cut();
    else if (this.#passed >= errorAfter) this.#end.cut('reader', ERR_INVERT_STREAM_FAULT(errorAfter));
    else if (this.#passed >= stallAfter) {
      this.#stalledUntil ??= this.#clock.now() + stallMs;
      return this.#mustWait(this.#stalledUntil);
    }
    return this.#isOver;
  }

  /** How much comes out before the next thing goes wrong. */
  #beforeFault(): number {
    const { cutAfter = Infinity, errorAfter = Infinity, stallAfter = Infinity } = this.#faults;
    const ahead = [cutAfter, errorAfter, stallAfter].filter((length) => length > this.#passed);
    return Math.min(...ahead) - this.#passed;
  }

  /** Whether a moment is yet to come; if so, goes on then. */
  #mustWait(until: number): boolean {
    const ms = until - this.#clock.now();
    if (ms <= 0) return false;
    this.#clock.clearTimeout(this.#timer);
    if (ms < Infinity) this.#timer = this.#clock.setTimeout(() => this.pump(), ms);
    return true;
  }

  #queue(chunk: unknown): void {
    const due = this.#dueNow();
    for (const piece of cutUp(chunk, () => this.#chance.choose(this.#chunk))) {
      if (this.#isOver) return;
      const error = this.#pieces.hold({ chunk: piece, due });
      if (error !== undefined) this.#end.cut('writer', error);
    }
  }

  #dueNow(): number {
    this.#lastDue = Math.max(this.#lastDue, this.#clock.now() + this.#chance.choose(this.#latency));
    return this.#lastDue;
  }
}

function checkRange(name: string, range: Range, least: number): void {
  const isSound =
    typeof range === 'number'
      ? range >= least
      : range[0] >= least && range[1] >= range[0] && range[1] < Number.POSITIVE_INFINITY;
  if (!isSound) throw ERR_OUT_OF_RANGE(`options.${name}`, `>= ${least}`, range);
}
