/**
 * Reads the YAML that test producers write into their diagnostics: block maps and sequences, plain and quoted
 * scalars, block scalars, and what of flow collections fits into a line.
 *
 * What it does not know (tags, anchors, several documents, keys that are no scalars) it leaves alone: the caller
 * keeps the text. Scalars are those of YAML 1.2's core schema.
 *
 * @module
 */
import { readFlow, readScalar, Unknown } from './_yaml-scalars.ts';

/** A line with something in it, and how far in that begins. */
interface Line {
  readonly indent: number;
  readonly text: string;
}

/** A key and what stands in its line. */
const PAIR =
  /^(?<key>"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s'"[\]{}#&*!|>%@`,?-][^#]*?|[?-][^\s#][^#]*?):(?:\s+(?<rest>.*))?$/;
const BLOCK_SCALAR = /^(?<style>[|>])(?<first>[-+1-9]?)(?<second>[-+1-9]?)(?:\s+#.*)?$/;
/** How deep blocks may nest: each level is a call of a function. */
const DEEPEST = 100;

/** Returns what a text of YAML holds, or undefined if it is more than this reads. */
export function readYaml(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: new Reader(text.split('\n')).document() };
  } catch (error) {
    if (error instanceof Unknown) return undefined;
    throw error;
  }
}

class Reader {
  readonly #lines: readonly string[];
  #at = 0;
  /** The line that blank ones were last found to be followed by. */
  #full = 0;
  #depth = 0;

  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  document(): unknown {
    const first = this.#peek();
    if (first === undefined) return null;
    const value = this.#block(first.indent);
    if (this.#peek() !== undefined) throw new Unknown();
    return value;
  }

  /** The next line that is neither blank nor a comment. */
  #peek(): Line | undefined {
    for (; this.#at < this.#lines.length; this.#at++) {
      const line = this.#lines[this.#at] as string;
      const text = line.trimStart();
      if (text === '' || text.startsWith('#')) continue;
      if (text.startsWith('\t') || line.slice(0, line.length - text.length).includes('\t'))
        throw new Unknown();
      return { indent: line.length - text.length, text: text.trimEnd() };
    }
    return undefined;
  }

  /** Reads the block whose lines stand at `indent`. */
  #block(indent: number): unknown {
    const line = this.#peek() as Line;
    if (++this.#depth > DEEPEST) throw new Unknown();
    const value = isItem(line.text)
      ? this.#sequence(indent)
      : PAIR.test(line.text)
        ? this.#map(indent)
        : this.#rest(line, indent - 1);
    this.#depth -= 1;
    return value;
  }

  #sequence(indent: number): unknown[] {
    const items: unknown[] = [];
    for (let line = this.#peek(); line?.indent === indent && isItem(line.text); line = this.#peek()) {
      const inner = line.text.slice(1).trimStart();
      const column = indent + line.text.length - inner.length;
      items.push(
        inner === '' || inner.startsWith('#') ? this.#nested(indent, false) : this.#item(column, inner),
      );
    }
    return items;
  }

  /** Reads an item as a block of its own, which begins in the line of its dash. */
  #item(column: number, inner: string): unknown {
    if (!isItem(inner) && !PAIR.test(inner)) return this.#rest({ indent: column, text: inner }, column - 2);
    const lines = this.#lines as string[];
    lines[this.#at] = ' '.repeat(column) + inner;
    return this.#block(column);
  }

  #map(indent: number): Record<string, unknown> {
    const map: Record<string, unknown> = {};
    for (let line = this.#peek(); line?.indent === indent; line = this.#peek()) {
      const { key = '', rest = '' } = PAIR.exec(line.text)?.groups ?? unknown();
      const name = String(readKey(key));
      if (Object.hasOwn(map, name)) throw new Unknown();
      const isEmpty = rest === '' || rest.startsWith('#');
      const value = isEmpty ? this.#nested(indent, true) : this.#rest({ indent, text: rest }, indent);
      Object.defineProperty(map, name, { value, enumerable: true, writable: true, configurable: true });
    }
    return map;
  }

  /** Reads what is further in than a key or dash with an empty line; the items of a key may stand below it. */
  #nested(indent: number, isKey: boolean): unknown {
    this.#at += 1;
    const next = this.#peek();
    if (next === undefined || next.indent < indent) return null;
    if (next.indent > indent) return this.#block(next.indent);
    return isKey && isItem(next.text) ? this.#sequence(indent) : null;
  }

  /** Reads a value that begins in the line at hand; its further lines are further in than `indent`. */
  #rest({ text }: Line, indent: number): unknown {
    this.#at += 1;
    const block = BLOCK_SCALAR.exec(text)?.groups;
    if (block !== undefined) return this.#blockScalar(block, indent);
    const parts = [text];
    const isFlow = /^[[{]/.test(text);
    for (let next = this.#continuation(indent); next !== undefined; next = this.#continuation(indent)) {
      if (isFlow) throw new Unknown();
      parts.push(next);
    }
    return isFlow ? readFlow(text) : readScalar(folded(parts));
  }

  /** The next line of a scalar, blank or further in than its key. */
  #continuation(indent: number): string | undefined {
    const line = this.#lines[this.#at];
    if (line === undefined) return undefined;
    const text = line.trim();
    const isInner = text !== '' && line.length - line.trimStart().length > indent;
    if (!isInner && (text !== '' || !this.#goesOn(indent))) return undefined;
    if (isInner && (text.startsWith('#') || PAIR.test(text))) throw new Unknown();
    this.#at += 1;
    return text;
  }

  /** Whether the blank lines at hand are followed by one that is further in. */
  #goesOn(indent: number): boolean {
    this.#full = Math.max(this.#full, this.#at);
    while (this.#lines[this.#full]?.trim() === '') this.#full += 1;
    const next = this.#lines[this.#full];
    return next !== undefined && next.length - next.trimStart().length > indent;
  }

  #blockScalar({ style, first, second }: Record<string, string>, parent: number): string {
    const chomp = [first, second].find((mark) => mark === '-' || mark === '+');
    const given = Number([first, second].find((mark) => mark !== undefined && /\d/.test(mark)) ?? 0);
    const lines: string[] = [];
    if (given > 0 && parent < 0) throw new Unknown();
    let indent = given > 0 ? parent + given : undefined;
    for (; this.#at < this.#lines.length; this.#at++) {
      const line = this.#lines[this.#at] as string;
      const own = line.length - line.trimStart().length;
      if (line.trim() === '' && (indent === undefined || own < indent)) lines.push('');
      else {
        indent ??= own;
        if (own < indent || own <= parent) break;
        lines.push(line.slice(indent));
      }
    }
    return chomped(style === '>' ? foldBlock(lines) : lines.join('\n'), chomp);
  }
}

function isItem(text: string): boolean {
  return text === '-' || text.startsWith('- ');
}

function readKey(key: string): unknown {
  return /^["']/.test(key) ? readScalar(key) : key.trimEnd();
}

function unknown(): never {
  throw new Unknown();
}

/** Joins the lines of a flow scalar: a line break is a space, and each blank line a line break. */
function folded(parts: readonly string[]): string {
  return parts.join('\n').replace(/\n+/g, (breaks) => (breaks.length === 1 ? ' ' : breaks.slice(1)));
}

/** Joins the lines of a folded block; lines further in keep their breaks. */
function foldBlock(lines: readonly string[]): string {
  let text = '';
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1];
    if (index === 0) text = line;
    else if (before === undefined || /^\s/.test(line) || /^\s/.test(before)) text += `\n${line}`;
    else if (line === '') text += '\n';
    else text += before === '' ? line : ` ${line}`;
  }
  return text;
}

function chomped(text: string, chomp: string | undefined): string {
  if (chomp === '+') return `${text}\n`;
  const trimmed = text.replace(/\n+$/, '');
  return chomp === '-' || trimmed === '' ? trimmed : `${trimmed}\n`;
}
