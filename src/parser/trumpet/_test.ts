/**
 * What the tests of the engine share: documents read in any cut, and random HTML.
 *
 * @module
 */
import fc from 'fast-check';
import { readAttributes } from './attributes.ts';
import { unescapeHtml } from './escape.ts';
import type { MarkupKind } from './tokenizer.ts';
import { CDATA, createTokenizer, DATA, RAW } from './tokenizer.ts';
import type { OpenElement } from './tree.ts';
import { createTree } from './tree.ts';

/** An element as read, with offsets into the document. */
export interface ReadElement {
  readonly name: string;
  readonly parent: string;
  readonly tag: string;
  /** The content's source; undefined if the element can have none. */
  content: string | undefined;
}

/** Cuts a text at the places given. */
export function cut(text: string, places: readonly number[]): string[] {
  const ends = [...new Set(places.map((place) => place % (text.length + 1)))].sort((a, b) => a - b);
  return [...ends, text.length].map((end, i) => text.slice(i === 0 ? 0 : ends[i - 1], end));
}

/** Reads the elements of a document that arrives in chunks. */
export function readElements(chunks: readonly string[]): ReadElement[] {
  const html = chunks.join('');
  const elements: ReadElement[] = [];
  const path: ReadElement[] = [];
  let base = 0;
  const tree = createTree<{ element: ReadElement; contentStart: number }>({
    close({ data }, at) {
      data!.element.content = html.slice(data!.contentStart, base + at);
    },
  });
  const tokenizer = createTokenizer({
    inForeign: tree.inForeign,
    pass(_source, end) {
      base += end;
    },
    startTag(source, name, start, end, selfClosing) {
      const opened = tree.open(name, selfClosing, start, source, end);
      if (opened === undefined) return false;
      const parent = opened.depth === 0 ? '' : path[opened.depth - 1]!.name;
      const element = { name, parent, tag: source.slice(start, end), content: undefined };
      opened.data = { element, contentStart: base + end };
      path[opened.depth] = element;
      elements.push(element);
      return opened.foreign === '';
    },
    endTag(_source, name, start, end) {
      tree.close(name, start, end);
    },
  });
  for (const chunk of chunks) tokenizer.write(chunk);
  tokenizer.end();
  tree.end(0);
  return elements;
}

/** Reads a document and returns its tags, as they stand. */
export function readTags(html: string): string[] {
  return readElements([html]).map(({ tag }) => tag);
}

/** Reads a document and returns its elements as `parent>name`. */
export function readStructure(html: string): string {
  return readElements([html])
    .map(({ name, parent }) => `${parent}>${name}`)
    .join(' ');
}

/** Returns the names and values of a tag's attributes. */
export function attributesOf(tag: string): [string, string][] {
  return readAttributes(tag).map(({ name, value }) => [name, value]);
}

const PIECES =
  '<a |<b|<p>|</p>|<!--|-->|--!>|--|->|>|<|</|/>|="|=\'|"|\'|=| x|\n|<script>|</script>|</script |<script|<!|<!doctype html>|<?x|<title>|</title>|<textarea>|</textarea>|<style>|</style>|text|&amp;|a=b|<div class="x">|</div>|<svg>|</svg>|<![CDATA[|]]>|<math>|<mi>|<img src=x/>|<br/>|é|\u{1F600}|<xmp>|</xmp>|<li>|<ul>|</ul>|<table>|<tr>|<td>|</table>';

/** HTML such as no one would write. */
export function soup(): fc.Arbitrary<string> {
  return fc.array(fc.constantFrom(...PIECES.split('|')), { maxLength: 20 }).map((pieces) => pieces.join(''));
}

/** Reads a document and lists its tokens, with their places in it. */
export function readTokens(chunks: readonly string[]): string[] {
  const html = chunks.join('');
  const tokens: string[] = [];
  let base = 0;
  /** What is read since the last token, and where it began. */
  let kind: string | MarkupKind = 'data';
  let from = 0;
  let raw = '';
  function flush(at: number): void {
    if (typeof kind === 'string' || kind === CDATA) {
      if (at > from) tokens.push(`${kind} ${from}-${at}`);
    } else addComment(from, at);
    from = at;
  }
  function addComment(start: number, end: number): void {
    const source = html.slice(start, end);
    if (source === '</>') return;
    if (/^<!doctype/i.test(source)) {
      tokens.push(`<!doctype ${start}-${end}`);
      return;
    }
    const [, text] =
      /^<!--(?:-?>|(.*?)(?:--!?>))$/s.exec(source) ??
      /^<!--(.*?)(?:--!?|-)?$/s.exec(source) ??
      /^<(?:!|\/|(?=\?))([^>]*)>?$/.exec(source)!;
    tokens.push(`<!-- ${start}-${end} ${JSON.stringify((text ?? '').replace(/\r\n?/g, '\n'))}`);
  }
  const tokenizer = createTokenizer({
    inForeign: () => false,
    pass(_source, end) {
      base += end;
    },
    mark(_source, at, next) {
      flush(base + at);
      kind = next === DATA ? 'data' : next;
    },
    startTag(source, name, start, end, selfClosing) {
      flush(base + start);
      from = base + end;
      const attributes = new Map<string, string>();
      for (const [key, value] of attributesOf(source.slice(start, end))) {
        if (!attributes.has(key)) attributes.set(key, unescapeHtml(value));
      }
      const list = JSON.stringify([...attributes]);
      tokens.push(`<${name}${selfClosing ? '/' : ''}> ${base + start}-${base + end} ${list}`);
      kind = textKind(name);
      raw = name;
      return true;
    },
    endTag(_source, name, start, end) {
      flush(base + start);
      from = base + end;
      tokens.push(`</${name}> ${base + start}-${base + end}`);
      kind = 'data';
    },
  });
  for (const chunk of chunks) tokenizer.write(chunk);
  const decided = base;
  tokenizer.end();
  const left = html.slice(decided);
  // What is left of a tag is no token; what is left of a comment is one.
  if (kind === 'data' && /^<(?:[!?]|\/[^a-z])/i.test(left)) {
    flush(decided);
    addComment(decided, base);
  } else {
    const name = kind === 'data' ? '[a-z]' : `${raw}[\\s/]`;
    const cutTag = typeof kind === 'string' && new RegExp(`^</?${name}`, 'i').test(left);
    flush(cutTag ? decided : base);
  }
  tokens.push(`end at ${base}`);
  return tokens;
}

/** What the text in an element of a name is. */
export function textKind(name: string): string {
  if (name === 'title' || name === 'textarea') return 'rcdata';
  if (name === 'script' || name === 'plaintext') return name;
  return RAW.has(name) ? 'rawtext' : 'data';
}

/**
 * Lists, for each element, the places of the start tags of the elements that are open around it, and for each that
 * its own end tag ends, where that is. The html, head and body elements do not count: a browser makes them anyway.
 */
export function readOpenPaths(html: string): string[] {
  const lines: string[] = [];
  const ends = new Map<number, number>();
  // Data would make elements close in order.
  const open = new Map<OpenElement<never>, number>();
  const tree = createTree<never>({
    close(element, at, end) {
      const start = open.get(element);
      open.delete(element);
      if (start === undefined) return;
      const closing = html.slice(at + 2, at + 2 + element.name.length).toLowerCase();
      if (end > at && closing === element.name) ends.set(start, at);
    },
  });
  const tokenizer = createTokenizer({
    inForeign: tree.inForeign,
    pass() {},
    startTag(source, name, start, end, selfClosing) {
      const element = tree.open(name, selfClosing, start, source, end);
      if (element === undefined) return false;
      if (/^(?:html|head|body)$/.test(element.name)) return true;
      lines.push(`${element.name}@${start} in ${[...open.values()].join(' ')}`);
      ends.set(start, -1);
      if (!element.hollow) open.set(element, start);
      return element.foreign === '';
    },
    endTag(_source, name, start, end) {
      tree.close(name, start, end);
    },
  });
  tokenizer.write(html);
  tokenizer.end();
  tree.end(html.length);
  for (const [start, end] of ends)
    if (end >= 0 && !/^<(?:a|b|em|font|i|nobr)\b/.test(html.slice(start)))
      lines.push(`${start} ends at ${end}`);
  return lines;
}
