import { symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { original } from '../../oracles/original.ts';
import { createProject, installBuilt } from '../_built.ts';
import { read, root } from '../_tree.ts';
import { entries, isForRequire } from '../exports.ts';
import { BOOK } from './book.ts';
import { ORIGINALS } from './originals.ts';
import { runnerOf, segmentsOf } from './runner.ts';

const FORMS = [...BOOK, ...ORIGINALS];
const project = createProject();
afterAll(() => project[Symbol.dispose]());
installBuilt(project);

describe('call forms', () => {
  it.each([
    ['require', 'forms.cjs'],
    ['default import', 'forms.mjs'],
    ['named import', 'forms.mjs'],
  ] as const)('work by %s as they are printed', (way, file) => {
    project.write({ [file]: runnerOf(FORMS, way) });
    expect(project.node([file])).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('do the same with the original packages, where these are there', () => {
    const { dependencies } = JSON.parse(read('oracles/package.json')) as { dependencies: object };
    const there = ['stream', ...Object.keys(dependencies)];
    const forms = FORMS.filter(
      ({ program, mends }) =>
        mends === undefined && segmentsOf(program).every((name) => there.includes(name)),
    );
    const originals = createProject({ 'forms.cjs': runnerOf(forms, 'original') });
    symlinkSync(join(root, 'oracles/node_modules'), join(originals.folder, 'node_modules'));
    try {
      expect(originals.node(['forms.cjs'])).toEqual({ status: 0, stdout: '', stderr: '' });
    } finally {
      originals[Symbol.dispose]();
    }
  });

  it('stand in their programs', () => {
    for (const { form, program } of FORMS) expect(program).toContain(form);
  });

  it('are there for every segment', () => {
    const segments = entries()
      .filter(({ name }) => !name.startsWith('./stream/'))
      .filter(({ node, portable }) => isForRequire((node ?? portable) as string))
      .map(({ name }) => name.slice(2));
    expect([...new Set(FORMS.flatMap(({ program }) => segmentsOf(program)))].sort()).toEqual(segments);
  });
});

describe('properties of the exports', () => {
  // npm's tar is a later package than the handbook's.
  const OTHERS = ['tar'];
  const require = createRequire(`${project.folder}/x.js`);
  const { dependencies } = JSON.parse(read('oracles/package.json')) as { dependencies: object };
  const names = new Set(entries().map(({ name }) => name.slice(2)));

  it.each(Object.keys(dependencies).filter((name) => names.has(name) && !OTHERS.includes(name)))(
    'of %s are those of the original',
    (name) => {
      const theirs = original<Record<string, unknown>>(name);
      const ours = require(`gardenhose/${name}`);
      expect(typeof ours).toBe(typeof theirs);
      for (const property of Object.keys(theirs)) {
        // What util.inherits leaves on a function.
        if (property === 'super_') continue;
        expect({ [property]: typeof ours[property] }).toEqual({ [property]: typeof theirs[property] });
      }
    },
  );
});
