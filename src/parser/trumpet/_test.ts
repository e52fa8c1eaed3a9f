/**
 * What the tests of the engine share: documents read in any cut, and random HTML.
 *
 * @module
 */
import fc from 'fast-check';
import { readAttributes } from './attributes.ts';
import { createTokenizer } from './tokenizer.ts';
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
      const opened = tree.open(name, selfClosing, start);
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
