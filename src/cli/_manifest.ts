/**
 * Changes the dependencies in the text of a package.json, and nothing else in it.
 *
 * @module
 */
import type { Edit } from './_edits.ts';
import { SECTIONS } from './_lockfiles.ts';

/** A member of an object in JSON text, with its places in the text. */
interface Member {
  readonly key: string;
  /** Where the white space before its key begins. */
  readonly from: number;
  readonly start: number;
  readonly keyEnd: number;
  readonly valueStart: number;
  readonly end: number;
}

const SPACE = /\s*/y;
const STRING = /"(?:[^"\\]|\\.)*"/y;
const WORD = /[^\s,\]}]+/y;

/** What becomes of the dependencies. */
export interface DependencyChange {
  readonly isRemoved: (name: string) => boolean;
  /** What is put in, if it is not there. */
  readonly added: { readonly name: string; readonly range: string };
}

/**
 * Takes dependencies out and puts one in, in its place by the alphabet: where the first is taken out, or else
 * with the first section. A section that is left empty stays. Peer dependencies are promises to others, and are
 * not touched.
 *
 * @param text a valid package.json
 */
export function editDependencies(text: string, { isRemoved, added }: DependencyChange): Edit[] {
  const sections = membersOf(text, text.indexOf('{'))
    .filter(({ key }) => key !== 'peerDependencies' && (SECTIONS as readonly string[]).includes(key))
    .map(({ valueStart, end }) => ({ start: valueStart, end, members: membersOf(text, valueStart) }));
  const losing = sections.filter(({ members }) => members.some(({ key }) => isRemoved(key)));
  const isThere = sections.some(({ members }) => members.some(({ key }) => key === added.name));
  const gaining = isThere ? undefined : (losing[0] ?? sections[0]);
  return sections.flatMap(({ start, end, members }, index) => {
    const isGaining = sections[index] === gaining;
    const kept = members.filter(({ key }) => !isRemoved(key));
    if (kept.length === members.length && !isGaining) return [];
    const pieces = kept.map(({ from, end }) => text.slice(from, end));
    if (isGaining) {
      const place = kept.findIndex(({ key }) => key > added.name);
      pieces.splice(place < 0 ? pieces.length : place, 0, memberLike(text, members[0], added));
    }
    // What stands between the last member and the brace goes with the last member.
    const last = pieces.length === 0 || members.length === 0 ? end - 1 : (members.at(-1) as Member).end;
    return [{ start: start + 1, end: last, text: pieces.join(',') }];
  });
}

/** The text of a new member, spaced as another one is. */
function memberLike(
  text: string,
  model: Member | undefined,
  { name, range }: DependencyChange['added'],
): string {
  if (model === undefined) return ` "${name}": "${range}" `;
  const { from, start, keyEnd, valueStart } = model;
  return `${text.slice(from, start)}"${name}"${text.slice(keyEnd, valueStart)}"${range}"`;
}

/** The members of the object whose brace is at a place; none if there is no object. */
function membersOf(text: string, open: number): Member[] {
  if (text[open] !== '{') return [];
  const members: Member[] = [];
  for (let at = open; text[at] !== '}'; ) {
    const from = at + 1;
    const start = skip(SPACE, text, from);
    if (text[start] === '}') break;
    const keyEnd = skip(STRING, text, start);
    const valueStart = skip(SPACE, text, skip(SPACE, text, keyEnd) + 1);
    const end = endOfValue(text, valueStart);
    members.push({ key: JSON.parse(text.slice(start, keyEnd)), from, start, keyEnd, valueStart, end });
    at = skip(SPACE, text, end);
  }
  return members;
}

function endOfValue(text: string, start: number): number {
  if (text[start] === '"') return skip(STRING, text, start);
  if (text[start] !== '{' && text[start] !== '[') return skip(WORD, text, start);
  let depth = 0;
  for (let at = start; ; at++) {
    const char = text[at];
    if (char === '"') at = skip(STRING, text, at) - 1;
    else if (char === '{' || char === '[') depth++;
    else if ((char === '}' || char === ']') && --depth === 0) return at + 1;
  }
}

/** Where what matches at a place ends. */
function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}
