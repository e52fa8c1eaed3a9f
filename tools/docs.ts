/**
 * Checks that the source says what it is: each file, each export and, by an example, each segment.
 *
 * A file of src opens with a docstring that ends in `@module`; every function, class, constant and type that it
 * exports has a docstring, constants in one block one together; every file behind a public name shows an
 * `@example`, and those of
 * segments end so that `require` returns the segment. A `@throws {CODE}` names a code that exists, so that
 * docs/errors.md explains it. That the examples work is for tools/doctest.ts to say.
 *
 * @module
 */

import * as errors from '../src/core/errors.ts';
import { isProgram, read, report, sourceFiles } from './_tree.ts';
import { entries, isForRequire } from './exports.ts';

const DECLARATION =
  /^(export )?(?:default )?(?:declare )?(?:abstract )?(?:async )?(?:function\*?|class|const|interface|type) +([\w$]+)/gm;
const EXPORT_LIST = /^export \{([^}]*)\};?$/gm;

/** Lists what a source file does not say; one line a fault. */
export function undocumented(file: string, text: string): string[] {
  const opening = /^(?:#!.*\n)?\/\*\*[\s\S]*?\*\//.exec(text)?.[0];
  const faults = undocumentedExports(text).map((name) => `${file}: The export "${name}" has no docstring`);
  if (opening === undefined) return [`${file}: The file does not open with a docstring`, ...faults];
  if (!/^ \* @module$/m.test(opening)) return [`${file}: The opening docstring has no @module`, ...faults];
  return faults;
}

function undocumentedExports(text: string): string[] {
  const listed = new Set([...text.matchAll(EXPORT_LIST)].flatMap(([, names]) => localNames(names as string)));
  const documented = new Map<string, boolean>();
  for (const { 0: declaration, 1: exported, 2: name, index } of text.matchAll(DECLARATION)) {
    if (name === undefined || (exported === undefined && !listed.has(name))) continue;
    const selfTelling = declaration.startsWith('export const ERR_');
    documented.set(name, documented.get(name) || selfTelling || hasDocstring(text.slice(0, index)));
  }
  return [...documented].flatMap(([name, isDocumented]) => (isDocumented ? [] : [name]));
}

/** The names on this side of an export list: `a, b as default` gives a and b. */
function localNames(list: string): string[] {
  return list.split(',').flatMap((item) => /^\s*([\w$]+)/.exec(item)?.[1] ?? []);
}

/**
 * Whether what stands before a declaration ends in a docstring that is not the file's. Constants in one block share
 * that of the first.
 */
function hasDocstring(before: string): boolean {
  const block = /(?:\nexport const .*(?:\n\/\/ .*)*)*\n$/;
  const text = before.replace(block, '').replace(/(?:\s*\n\/\/.*)*\s*$/, '');
  return text.endsWith('*/') && !/@module\b/.test(text.slice(text.lastIndexOf('/**')));
}

/** Lists the codes that docstrings promise to throw and that are not in the table; one line a fault. */
export function unknownCodes(file: string, text: string): string[] {
  const codes = [...text.matchAll(/@throws \{(\w+)\}/g)].map(([, code]) => code as string);
  return codes
    .filter((code) => code !== 'ABORT_ERR' && !(code in errors))
    .map((code) => `${file}: The code "${code}" is not in src/core/errors.ts`);
}

/** Lists what a file behind a public name lacks; one line a fault. */
function incompleteEntry(file: string): string[] {
  const isSegment = file.split('/').length > 2;
  return [
    ...(/^ \* @example \S/m.test(read(file)) ? [] : [`${file}: The entry shows no @example with a title`]),
    ...(!isSegment || isForRequire(file) ? [] : [`${file}: The entry does not export 'module.exports'`]),
  ];
}

if (isProgram(import.meta.url)) {
  const files = sourceFiles();
  const doors = entries().flatMap(({ node, portable }) => [node, portable]);
  report(
    [
      ...files.flatMap((file) => [...undocumented(file, read(file)), ...unknownCodes(file, read(file))]),
      ...doors.filter((file) => file !== undefined).flatMap(incompleteEntry),
    ],
    `${files.length} files and ${doors.length} entries say what they are`,
  );
}
