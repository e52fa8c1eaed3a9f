/**
 * Reads the lockfiles that nest by indentation: yarn's own format, and the YAML that yarn and pnpm write.
 *
 * It is no YAML parser: of values it knows words and quoted words, and it passes over lists. That is all the
 * parts of a lockfile in which dependencies stand.
 *
 * @module
 */

/** What stands below a key: `value` in its line, `below` in the indented lines after it. */
export interface Node {
  readonly value: string;
  readonly below: ReadonlyMap<string, Node>;
}

/** Parses a text; a key is as it stands in the file, without quotes around it. */
export function parseIndented(text: string): Node {
  const root = { value: '', below: new Map<string, Node>(), indent: -1 };
  const path = [root];
  for (const line of text.split(/\r?\n/)) {
    const [, space = '', mark = '', content = ''] = /^( *)([?:] )?(.*?)\s*$/.exec(line) ?? [];
    if (content === '' || /^(?:#|---|- )/.test(content)) continue;
    // A long key stands by itself after a question mark, its value in the next line after a colon.
    const indent = space.length + (mark === ': ' ? mark.length : 0);
    while ((path.at(-1) as typeof root).indent >= indent) path.pop();
    const [key, value] = mark === '? ' ? [unquote(content), ''] : entryOf(content);
    const node = { value, below: new Map<string, Node>(), indent };
    path.at(-1)?.below.set(key, node);
    path.push(node);
  }
  return root;
}

/** The key and the value of a line: `key: value`, yarn's `key value`, or `key:` alone. */
function entryOf(content: string): [key: string, value: string] {
  const alone = /^(.+):$/.exec(content)?.[1];
  if (alone !== undefined) return [unquote(alone), ''];
  const [, key = content, value = ''] = /^("[^"]*"|'[^']*'|[^\s"']+?)(?::\s+|\s+)(.*)$/.exec(content) ?? [];
  return [unquote(key), unquote(value)];
}

function unquote(text: string): string {
  return /^(["'])((?:(?!\1).)*)\1$/.exec(text)?.[2] ?? text;
}
