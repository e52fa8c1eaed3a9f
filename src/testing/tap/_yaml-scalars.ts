/**
 * Reads YAML's scalars, and flow collections that fit into a line.
 *
 * @module
 */

/** Thrown at what is not read here; never leaves this folder. */
export class Unknown extends Error {}

const INTEGER = /^[-+]?\d+$/;
const FLOAT = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;
/** How deep flow collections may nest. */
const DEEPEST = 100;

/** Returns the value of a scalar: quoted, or plain with what that means. */
export function readScalar(text: string): unknown {
  if (text.startsWith("'") || text.startsWith('"')) {
    const { value, end } = readQuoted(text, 0);
    if (!/^\s*(?:#.*)?$/.test(text.slice(end)) || (end < text.length && text[end] === '#'))
      throw new Unknown();
    return value;
  }
  if (/^(?:[&*!%@`|>]|[?-](?:\s|$))/.test(text) || /:\s|:$/.test(text)) throw new Unknown();
  const comment = text.search(/\s#/);
  return plain(comment === -1 ? text : text.slice(0, comment).trimEnd());
}

/** Returns the value of a flow collection. */
export function readFlow(text: string): unknown {
  const flow = new Flow(text.replace(/(?<=[\]}])\s+#.*$/, ''));
  const value = flow.value(0);
  if (!flow.isAtEnd()) throw new Unknown();
  return value;
}

function plain(text: string): unknown {
  if (/^(?:~|null|Null|NULL|)$/.test(text)) return null;
  if (/^(?:true|True|TRUE)$/.test(text)) return true;
  if (/^(?:false|False|FALSE)$/.test(text)) return false;
  if (INTEGER.test(text) || FLOAT.test(text)) return Number(text);
  if (/^0x[\da-fA-F]+$|^0o[0-7]+$/.test(text)) return Number(text);
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (/^\.(?:nan|NaN|NAN)$/.test(text)) return Number.NaN;
  return text;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
};

function readQuoted(text: string, start: number): { readonly value: string; readonly end: number } {
  const pattern = text[start] === "'" ? /'((?:[^']|'')*)'/y : /"((?:[^"\\]|\\.)*)"/sy;
  pattern.lastIndex = start;
  const body = pattern.exec(text)?.[1];
  if (body === undefined) throw new Unknown();
  const value = text[start] === "'" ? body.replaceAll("''", "'") : body.replace(ESCAPE, unescaped);
  return { value, end: pattern.lastIndex };
}

const ESCAPE = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|(.))/gs;

function unescaped(_: string, x?: string, u?: string, long?: string, single = ''): string {
  const code = x ?? u ?? long;
  if (code !== undefined) return codePoint(Number.parseInt(code, 16));
  const character = ESCAPES[single];
  if (character === undefined) throw new Unknown();
  return character;
}

function codePoint(code: number): string {
  if (code > 0x10ffff) throw new Unknown();
  return String.fromCodePoint(code);
}

/** A flow collection, read from left to right. */
class Flow {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  isAtEnd(): boolean {
    return this.#skip() === undefined;
  }

  value(depth: number): unknown {
    if (depth > DEEPEST) throw new Unknown();
    const first = this.#skip();
    if (first === '[') return this.#sequence(depth);
    if (first === '{') return this.#map(depth);
    if (first === '"' || first === "'") return this.#quoted();
    return plain(this.#plain());
  }

  #sequence(depth: number): unknown[] {
    const items: unknown[] = [];
    this.#at += 1;
    while (this.#skip() !== ']') {
      items.push(this.value(depth + 1));
      this.#separator(']');
    }
    this.#at += 1;
    return items;
  }

  #map(depth: number): Record<string, unknown> {
    const map: Record<string, unknown> = {};
    this.#at += 1;
    while (this.#skip() !== '}') {
      const first = this.#skip();
      const key = first === '"' || first === "'" ? this.#quoted() : this.#plain();
      if (this.#skip() !== ':' || Object.hasOwn(map, key)) throw new Unknown();
      this.#at += 1;
      const isEmpty = /[,}]/.test(this.#skip() ?? '');
      const value = isEmpty ? null : this.value(depth + 1);
      Object.defineProperty(map, key, { value, enumerable: true, writable: true, configurable: true });
      this.#separator('}');
    }
    this.#at += 1;
    return map;
  }

  #separator(close: string): void {
    const next = this.#skip();
    if (next === ',') this.#at += 1;
    else if (next !== close) throw new Unknown();
  }

  #skip(): string | undefined {
    while (this.#text[this.#at] === ' ') this.#at += 1;
    return this.#text[this.#at];
  }

  #quoted(): string {
    const { value, end } = readQuoted(this.#text, this.#at);
    this.#at = end;
    return value;
  }

  /** Reads up to an indicator; a colon is one only before a space, a comma or a bracket. */
  #plain(): string {
    const pattern =
      /[^\s,[\]{}#&*!|>'"%@`:?-](?:[^,[\]{}:#]|:(?![\s,[\]{}]|$))*|[-?:](?=[^\s,[\]{}])(?:[^,[\]{}:#]|:(?![\s,[\]{}]|$))*/y;
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found === undefined) throw new Unknown();
    this.#at += found.length;
    return found.trimEnd();
  }
}
