/**
 * Finds the tags in HTML text that arrives in chunks, as the WHATWG tokenizer would, and says where they stand.
 *
 * It is made for rewriting: what is not a tag (text, comments, doctypes, CDATA, the contents of script and style)
 * is only skipped, by `indexOf`, and stays where it was in the source. The result does not depend on how the
 * text was cut, and the work is linear in its length.
 *
 * @see https://html.spec.whatwg.org/multipage/parsing.html#tokenization
 *
 * @module
 */
import type { NameReader } from './names.ts';
import { isLetter, names, sliceName } from './names.ts';

/** Is told of each tag in turn. Offsets are into `source`, which is the same until the next `pass`. */
export interface TokenHandler {
  /**
   * A start tag, from `start` to `end`. In `lengths` the bit of each length is set that the name of an attribute has,
   * modulo 32. Returns whether an HTML element was opened, whose contents may be raw.
   */
  startTag(
    source: string,
    name: string,
    start: number,
    end: number,
    selfClosing: boolean,
    lengths: number,
  ): boolean;
  /** An end tag, from `start` to `end`. */
  endTag(source: string, name: string, start: number, end: number): void;
  /** Whether the current element is an SVG or MathML one, where CDATA is known. */
  inForeign(): boolean;
  /** The source is decided up to `end`. What follows, a tag whose end is not there yet, is kept. */
  pass(source: string, end: number): void;
  /** From `at` on, up to the next mark or tag, the source is of the given kind. After a tag it is text. */
  readonly mark?: ((source: string, at: number, kind: MarkupKind) => void) | undefined;
  /** Reads the names of tags. @default sliceName */
  readonly nameAt?: NameReader;
}

/** What there is between tags: text, comments, what is read as such (doctypes too), and CDATA. */
export type MarkupKind = typeof DATA | typeof COMMENT | typeof BOGUS_COMMENT | typeof CDATA;

/** Reads HTML chunk by chunk. */
export interface Tokenizer {
  /** Reads a chunk. Not to be called while paused. */
  write(chunk: string): void;
  /** Declares what is left to be text, as there is no more. */
  end(): void;
  /** Makes `write` return after the current tag, with the rest of its chunk unread. */
  pause(): void;
  /** Reads on. Returns false if it was paused again. */
  resume(): boolean;
}

// What is being read.
/** Text. */
export const DATA = 0;
const TAG = 1;
const RAW_TEXT = 2;
const PLAINTEXT = 3;
/** A comment. */
export const COMMENT = 4;
/** What is read as a comment and is none: doctypes, too. */
export const BOGUS_COMMENT = 5;
/** Text of foreign content that is marked as such. */
export const CDATA = 6;

// Where in a tag. The names are the specification's, shortened.
const TAG_NAME = 0;
const BEFORE_NAME = 1;
const NAME = 2;
const SELF_CLOSING = 6;
const DOUBLE_QUOTED = 7;
const END = 9;

/** The characters that decide in a tag, and the next state by state: after any other, then after each of these. */
const DECIDING = '\t\n\f\r />="\'';
const TRANSITIONS =
  '01111169000 21111169222 23333369422 23333369422 54444459578 51111159555 21111169222'.split(' ');

/** The same by state and character, `state << 7 | code`. */
const NEXT: Uint8Array = /* @__PURE__ */ Uint8Array.from(
  { length: TRANSITIONS.length << 7 },
  (_, i) => +TRANSITIONS[i >> 7]![DECIDING.indexOf(String.fromCharCode(i & 127)) + 1]!,
);

/** Elements whose content is text up to their end tag. noscript is read as markup, as without scripting. */
export const RAW: Set<string> = /* @__PURE__ */ names(
  'script style title textarea xmp iframe noembed noframes',
);

/** What can end or change the content of each. */
const RAW_ENDS: ReadonlyMap<string, RegExp> = /* @__PURE__ */ new Map(
  [...RAW].map((name) => [
    name,
    new RegExp(`${name === 'script' ? '<!--|-->|</?' : '</'}${name}(?=[\\t\\n\\f\\r />])`, 'gi'),
  ]),
);

// In a script, how deep in the old trick of hiding it in a comment.
const ESCAPED = 1;
const DOUBLE_ESCAPED = 2;

/** What ends a comment, a bogus comment, CDATA. None is longer than four characters. */
const ENDS: readonly RegExp[] = [/--!?>/g, />/g, /]]>/g];

/** Makes a tokenizer that reports to `handler`. */
export function createTokenizer(handler: TokenHandler): Tokenizer {
  const { nameAt = sliceName } = handler;
  let source = '';
  let at = 0;
  let mode = DATA;
  let paused = false;
  /** Of a tag that was cut, where in it the text ended. */
  let tagState = TAG_NAME;
  /** Of the tag that is being read. */
  let lengths = 0;
  let rawName = '';
  let rawEnd = /x/g;
  let escaped = 0;

  /** Reads tag after tag. Returns false if it needs more text or is to pause, true if something else follows. */
  function readTags(): boolean {
    const text = source;
    const { length } = text;
    while (!paused) {
      const start = text.indexOf('<', at);
      at = start < 0 ? length : start;
      let i = at + 1;
      if (i >= length) return false;
      let code = text.charCodeAt(i);
      const closing = code === 47;
      if (closing) {
        if (++i === length) return false;
        code = text.charCodeAt(i);
      }
      if (!isLetter(code)) return readOther(start, code, closing);
      const nameStart = i;
      do code = ++i < length ? text.charCodeAt(i) : 62;
      while (code > 62 || NEXT[code] === TAG_NAME);
      lengths = 0;
      tagState = TAG_NAME;
      const end = code === 62 ? i + 1 : scanTag(text, i);
      if (end < 0 || i === length) {
        mode = TAG;
        return false;
      }
      at = end;
      const name = nameAt(text, nameStart, i);
      if (closing) handler.endTag(text, name, start, end);
      else if (handler.startTag(text, name, start, end, tagState === SELF_CLOSING, lengths))
        readContent(name);
      if (mode !== DATA) return true;
    }
    return false;
  }

  /** Scans on in a tag, or a quoted value of it. Returns the offset after its end, or -1 if the text ends before. */
  function scanTag(text: string, from: number): number {
    let state = tagState;
    let nameStart = from;
    let end = -1;
    for (let i = from; i < text.length; i++) {
      if (state >= DOUBLE_QUOTED) {
        i = text.indexOf(state === DOUBLE_QUOTED ? '"' : "'", i);
        if (i < 0) break;
        state = BEFORE_NAME;
        continue;
      }
      const code = text.charCodeAt(i);
      const next = NEXT[(state << 7) | (code < 128 ? code : 127)]!;
      if (next === state) continue;
      if (state === NAME) lengths |= 1 << (i - nameStart);
      if (next === NAME) nameStart = i;
      if (next === END) {
        end = i + 1;
        break;
      }
      state = next;
    }
    tagState = state;
    return end;
  }

  /** Reads what begins at `start` and is no tag. */
  function readOther(start: number, code: number, closing: boolean): boolean {
    if (closing) begin(BOGUS_COMMENT, start, 2);
    else if (code === 33) return readMarkup(start);
    else if (code === 63) begin(BOGUS_COMMENT, start, 1);
    else at++;
    return true;
  }

  /** Goes over to text if that is what an element of a name holds. */
  function readContent(name: string): void {
    if (name === 'plaintext') mode = PLAINTEXT;
    if (!RAW.has(name)) return;
    mode = RAW_TEXT;
    escaped = 0;
    rawName = name;
    rawEnd = RAW_ENDS.get(name)!;
  }

  /** Reads one thing that is neither text nor a tag. Returns false when it needs more text. */
  function step(): boolean {
    if (mode === RAW_TEXT) return stepRaw();
    if (mode >= COMMENT) return stepPast();
    if (mode === PLAINTEXT) at = source.length;
    return false;
  }

  /** Reads what begins with `<!`. */
  function readMarkup(start: number): boolean {
    const head = source.slice(start, start + 9);
    if (head.startsWith('<!--')) {
      if ('<!---'.startsWith(head)) return false;
      // `<!-->` and `<!--->` are whole comments.
      begin(COMMENT, start, /^<!---?>/.test(head) ? 2 : 4);
    } else if ('<!--'.startsWith(head)) return false;
    else if (handler.inForeign() && '<![CDATA['.startsWith(head)) {
      if (head.length < 9) return false;
      begin(CDATA, start, 9);
    } else begin(BOGUS_COMMENT, start, 2);
    return true;
  }

  /** Begins to read what is not a tag, whose end is to be looked for `skip` characters on. */
  function begin(kind: MarkupKind, start: number, skip: number): void {
    mode = kind;
    at = start + skip;
    handler.mark?.(source, start, kind);
  }

  /** Skips past what ends a comment, back to data; short of one, to where it may have begun. */
  function stepPast(): boolean {
    const end = ENDS[mode - COMMENT]!;
    end.lastIndex = at;
    const found = end.test(source);
    at = found ? end.lastIndex : Math.max(at, source.length - 3);
    if (!found) return false;
    mode = DATA;
    handler.mark?.(source, at, DATA);
    return true;
  }

  function stepRaw(): boolean {
    rawEnd.lastIndex = at;
    const found = rawEnd.exec(source);
    if (found === null) {
      at = Math.max(at, source.length - rawName.length - 2);
      return false;
    }
    const mark = found[0];
    at = rawEnd.lastIndex;
    if (mark === '-->') escaped = 0;
    else if (mark === '<!--') {
      if (escaped === 0) escaped = ESCAPED;
      at -= 2;
    } else if (mark[1] !== '/') {
      if (escaped === ESCAPED) escaped = DOUBLE_ESCAPED;
    } else if (escaped === DOUBLE_ESCAPED) escaped = ESCAPED;
    else {
      at = found.index;
      mode = DATA;
    }
    return true;
  }

  function resume(): boolean {
    paused = false;
    while (!paused && (mode === DATA ? readTags() : step()));
    if (paused) return false;
    handler.pass(source, at);
    source = source.slice(at);
    at = 0;
    return true;
  }

  function write(chunk: string): void {
    // A tag that was cut is read again from its start, once: when its end is there.
    if (mode === TAG && scanTag(chunk, 0) > 0) mode = DATA;
    // Until then it is appended to without being looked at: a string concatenated so costs nothing. Else it is joined:
    // V8 reads the characters of such a string at once, those of a concatenated one by way of its parts.
    source = mode === TAG || source === '' ? source + chunk : [source, chunk].join('');
    resume();
  }

  function end(): void {
    handler.pass(source, source.length);
    source = '';
  }

  return {
    write,
    end,
    resume,
    pause() {
      paused = true;
    },
  };
}
