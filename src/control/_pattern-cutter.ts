/**
 * Cuts text that arrives in chunks at the matches of a regular expression.
 *
 * @module
 */

import type { Cutter, PieceSink, Pieces } from './_cutters.ts';
import { handOver } from './_cutters.ts';
import type { HeldText } from './_held.ts';

/** How many characters a pattern's match may span, and look back on, where chunks meet. */
const MATCH_REACH = 1024;

/** Whether what follows a match can undo it. */
const LOOKS_AHEAD = /\(\?[!=]|\$|\\b/i;

/** Whether a match at the end of a text could be longer in a longer text. Says yes too often rather than no. */
const MAY_GROW = /[*+{|]|\?\)*$/;

/**
 * Cuts at a pattern, by the rules of String#split: an empty match does not cut off an empty piece, and groups
 * become pieces.
 *
 * A match that touches the end of the text may grow with the next chunk. The piece before it is complete all the
 * same and comes out at once; the delimiter stays open and is matched again in more text. Where the pattern
 * looks ahead, the piece waits with it, because what follows may undo the match.
 */
export class PatternCutter implements Cutter {
  readonly #held: HeldText;
  readonly #pattern: RegExp;
  readonly #unicode: boolean;
  readonly #looksAhead: boolean;
  readonly #mayGrow: boolean;
  #text = '';
  /** Where in the text the unfinished piece, or the open delimiter, begins; before it is only context. */
  #start = 0;
  /** Where in the text the next match may begin. */
  #next = 0;
  /** Whether the beginning of the piece has been let go of. */
  #released = false;
  /** Whether a delimiter is open, its piece being out already. */
  #open = false;
  /** Half of a character that the last chunk ended in; the pattern is to see it whole. */
  #half = '';

  constructor(pattern: RegExp, held: HeldText) {
    this.#held = held;
    this.#pattern = new RegExp(pattern.source, `${pattern.flags.replace(/[gy]/g, '')}g`);
    this.#unicode = /[uv]/.test(pattern.flags);
    this.#looksAhead = LOOKS_AHEAD.test(pattern.source);
    this.#mayGrow = MAY_GROW.test(pattern.source);
  }

  cut(text: string, sink: PieceSink): void {
    this.#text += this.#half + text;
    this.#half = '';
    if (this.#unicode && isHighSurrogate(this.#text.charCodeAt(this.#text.length - 1))) {
      this.#half = this.#text.slice(-1);
      this.#text = this.#text.slice(0, -1);
    }
    const pieces = this.#scan(false);
    handOver(pieces, this.#release(), this.#held, sink);
  }

  flush(): Pieces {
    this.#text += this.#half;
    if (this.#text === '') return this.#matchesEmpty() ? [] : [''];
    const pieces = this.#scan(true);
    pieces.push(this.#text.slice(this.#start));
    pieces[0] = this.#held.finish(pieces[0] as string);
    return pieces;
  }

  #scan(last: boolean): Pieces {
    const pieces: Pieces = [];
    const { length } = this.#text;
    while (this.#next < length) {
      this.#pattern.lastIndex = this.#next;
      const match = this.#pattern.exec(this.#text);
      if (match === null || match.index >= length) {
        this.#next = Math.max(this.#next, this.#boundary(length - MATCH_REACH));
        break;
      }
      const end = match.index + match[0].length;
      if (end === this.#start && !this.#released) {
        this.#next = this.#boundary(this.#start + 1, 1);
        continue;
      }
      const open = end === length && !last && length - match.index <= MATCH_REACH;
      if (open && this.#looksAhead) {
        this.#next = match.index;
        break;
      }
      if (!this.#open) pieces.push(this.#text.slice(this.#start, match.index));
      this.#released = false;
      this.#open = open && this.#mayGrow;
      if (this.#open) {
        this.#start = this.#next = match.index;
        break;
      }
      for (let group = 1; group < match.length; group++) pieces.push(match[group]);
      this.#start = this.#next = end;
    }
    return pieces;
  }

  /** Lets go of the text of the unfinished piece that no delimiter can reach any more, and returns it. */
  #release(): string {
    const text = this.#text.slice(this.#start, this.#next);
    if (text !== '' && !this.#open) {
      this.#released = true;
      this.#start = this.#next;
    }
    const spent = Math.max(0, this.#start - MATCH_REACH);
    this.#text = this.#text.slice(spent);
    this.#start -= spent;
    this.#next -= spent;
    return this.#open ? '' : text;
  }

  /** Moves an index out of the middle of a surrogate pair, back or by `step`. */
  #boundary(index: number, step = -1): number {
    if (index <= 0 || !this.#unicode) return index;
    const inside = (this.#text.codePointAt(index - 1) as number) > 0xffff;
    return inside ? index + step : index;
  }

  #matchesEmpty(): boolean {
    this.#pattern.lastIndex = 0;
    return this.#pattern.test('');
  }
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
