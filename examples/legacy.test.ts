import { cpSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createProject, installBuilt } from '../tools/_built.ts';
import { root } from '../tools/_tree.ts';

const example = join(root, 'examples/legacy');
const expected = readFileSync(join(example, 'expected.txt'), 'utf8');
const program = ['bin/logbook.js', 'data/web.log', 'data/mail.log'];

const ours = createProject();
const originals = createProject();
afterAll(() => {
  ours[Symbol.dispose]();
  originals[Symbol.dispose]();
});
for (const { folder } of [ours, originals]) cpSync(example, folder, { recursive: true });
installBuilt(ours);
symlinkSync(join(root, 'oracles/node_modules'), join(originals.folder, 'node_modules'));

describe('the logbook, a program of 2013', () => {
  it('prints what it should with the packages that it was written for', () => {
    expect(originals.node(program)).toEqual({ status: 0, stdout: expected, stderr: '' });
  });

  it.each([
    ['the packages', {}],
    ['the packages and stream', { GARDENHOSE: 'all' }],
  ])('prints the same, unchanged, with %s replaced by gardenhose', (_what, env) => {
    const flag = ['--import', 'gardenhose/register'];
    expect(ours.node([...flag, ...program], env)).toEqual({ status: 0, stdout: expected, stderr: '' });
  });

  it('prints the same after a migration, without the flag', () => {
    const command = join(ours.folder, 'node_modules/gardenhose/dist/cli/index.node.js');
    const { status, stdout, stderr } = ours.node([command, 'migrate', '--write']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/15 specifiers, 7 files changed/);
    expect(ours.node(program)).toEqual({ status: 0, stdout: expected, stderr: '' });
  });
});
