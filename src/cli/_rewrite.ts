/**
 * Rewrites the specifiers of a source file.
 *
 * @module
 */
import { substituteFor } from '../register/_names.ts';
import type { Edit } from './_edits.ts';
import { specifiersIn } from './_specifiers.ts';

/** Something that is left for a person to look at. */
export interface Leftover {
  readonly file: string;
  /** The line, from 1, if it is about one. */
  readonly line?: number;
  readonly reason: string;
  /** The packages that have to stay for it. */
  readonly names: readonly string[];
}

/** What is to be done with a file. */
export interface Rewriting {
  readonly edits: readonly Edit[];
  readonly left: readonly Leftover[];
}

/** Works out what is to be changed in a source file so that it uses gardenhose under none but its own name. */
export function rewrite(file: string, source: string, names: readonly string[]): Rewriting {
  const edits: Edit[] = [];
  const left: Leftover[] = [];
  try {
    for (const { text, start, end } of specifiersIn(source, { jsx: !/\.[cm]?ts$/.test(file) })) {
      const substitute = substituteFor(text, names);
      if (substitute === undefined) continue;
      const { name, specifier } = substitute;
      if (specifier !== undefined) edits.push({ start, end, text: specifier });
      else {
        const line = source.slice(0, start).split('\n').length;
        left.push({ file, line, reason: `gardenhose has no '${text}'`, names: [name] });
      }
    }
    return { edits, left };
  } catch (error) {
    const reason = `The file cannot be read: ${(error as Error).message}`;
    return { edits: [], left: [{ file, reason, names: names.filter((name) => source.includes(name)) }] };
  }
}
