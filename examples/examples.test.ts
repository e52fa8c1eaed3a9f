import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { filesIn, root } from '../tools/_tree.ts';
import { replay } from './_transcript.ts';

vi.setConfig({ maxConcurrency: 2 });

const files = filesIn('examples').filter((file) => file.split('/').length > 2);
const programs = namesOf('.ts');
const transcripts = namesOf('.out');

function namesOf(extension: string): string[] {
  return files.filter((file) => file.endsWith(extension)).map((file) => file.slice(0, -extension.length));
}

describe('examples', () => {
  it('has a transcript for each program, and a program for each transcript', () => {
    expect(transcripts).toEqual(programs);
  });
});

describe.concurrent('transcripts', () => {
  it.each(transcripts)('%s.ts prints what its transcript says', async (name) => {
    const file = join(root, `${name}.out`);
    expect(await replay(file)).toBe(readFileSync(file, 'utf8'));
  });
});
