/**
 * Ways of cutting text that arrives in chunks at its delimiters. Each looks only at the new text and at the
 * little before it that a delimiter can reach back to, so the work stays linear however long a piece grows.
 *
 * @module
 */

/** Complete pieces in order. A group of a pattern that took no part in the match is undefined. */
export type Pieces = (string | undefined)[];

/** Cuts a text at its delimiters. */
export interface Cutter {
  /** Takes more text; returns the pieces that it completes. */
  cut(text: string): Pieces;
  /**
   * Hands over the text of the unfinished piece that no delimiter can reach any more. It belongs before the
   * first of the pieces that come next.
   */
  release(): string;
  /** Says that the text is over; returns the pieces that this completes, the last of which is the tail. */
  flush(): Pieces;
}

/** Returns the cheapest cutter for a delimiter. */
export function createCutter(delimiter: string | RegExp): Cutter {
  if (typeof delimiter === 'string') return new StringCutter(delimiter);
  if (delimiter.source === '\\r?\\n') return new LineCutter();
  const literal = asLiteral(delimiter);
  return literal === undefined ? new PatternCutter(delimiter) : new StringCutter(literal);
}

/** Cuts at a string. */
class StringCutter implements Cutter {
  readonly #delimiter: string;
  #held = '';

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
  }

  cut(text: string): Pieces {
    const pieces = (this.#held + text).split(this.#delimiter);
    this.#held = pieces.pop() as string;
    return pieces;
  }

  release(): string {
    const reach = this.#delimiter.length - 1;
    const text = this.#held.slice(0, Math.max(0, this.#held.length - reach));
    this.#held = this.#held.slice(text.length);
    return text;
  }

  flush(): Pieces {
    return [this.#held];
  }
}

/** Cuts at line feeds and takes away one carriage return before each. */
class LineCutter implements Cutter {
  #held = '';

  cut(text: string): Pieces {
    const pieces = (this.#held + text).split('\n');
    this.#held = pieces.pop() as string;
    for (let i = 0; i < pieces.length; i++) {
      const piece = pieces[i] as string;
      if (piece.charCodeAt(piece.length - 1) === CARRIAGE_RETURN) pieces[i] = piece.slice(0, -1);
    }
    return pieces;
  }

  release(): string {
    const text = this.#held.endsWith('\r') ? this.#held.slice(0, -1) : this.#held;
    this.#held = this.#held.slice(text.length);
    return text;
  }

  flush(): Pieces {
    return [this.#held];
  }
}

const CARRIAGE_RETURN = 0x0d;

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
class PatternCutter implements Cutter {
  readonly #pattern: RegExp;
  readonly #unicode: boolean;
  readonly #looksAhead: boolean;
  readonly #mayGrow: boolean;
  #text = '';
  /** Where in the text the unfinished piece, or the open delimiter, begins; before it is only context. */
  #start = 0;
  /** Where in the text the next match may begin. */
  #next = 0;
  /** Whether `release` has taken the beginning of the piece away. */
  #released = false;
  /** Whether a delimiter is open, its piece being out already. */
  #open = false;
  /** Half of a character that the last chunk ended in; the pattern is to see it whole. */
  #half = '';

  constructor(pattern: RegExp) {
    this.#pattern = new RegExp(pattern.source, `${pattern.flags.replace(/[gy]/g, '')}g`);
    this.#unicode = /[uv]/.test(pattern.flags);
    this.#looksAhead = LOOKS_AHEAD.test(pattern.source);
    this.#mayGrow = MAY_GROW.test(pattern.source);
  }

  cut(text: string): Pieces {
    this.#text += this.#half + text;
    this.#half = '';
    if (this.#unicode && isHighSurrogate(this.#text.charCodeAt(this.#text.length - 1))) {
      this.#half = this.#text.slice(-1);
      this.#text = this.#text.slice(0, -1);
    }
    return this.#scan(false);
  }

  release(): string {
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

  flush(): Pieces {
    this.#text += this.#half;
    if (this.#text === '') return this.#matchesEmpty() ? [] : [''];
    const pieces = this.#scan(true);
    pieces.push(this.#text.slice(this.#start));
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

const ESCAPES = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

/** Returns the one string that a pattern matches, if it is as simple as that. */
function asLiteral(pattern: RegExp): string | undefined {
  if (/[^gmsuy]/.test(pattern.flags)) return undefined;
  let literal = '';
  for (const part of pattern.source.match(/\\.|[\s\S]/g) as string[]) {
    const escaped = part[1];
    if (escaped === undefined) {
      if (/[\\^$.*+?()[\]{}|]/.test(part)) return undefined;
      literal += part;
    } else if (/\w/.test(escaped)) {
      const character = ESCAPES.get(escaped);
      if (character === undefined) return undefined;
      literal += character;
    } else literal += escaped;
  }
  return literal;
}
