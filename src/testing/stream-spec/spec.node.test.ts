import { execFile } from 'node:child_process';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { root } from '../../../tools/_tree.ts';

/** Runs a program to its end. */
function run(program: string): Promise<{ code: unknown; stderr: string }> {
  const args = [
    '--import',
    'tsx',
    '--conditions=@gardenhose/source',
    '--input-type=module',
    '--eval',
    program,
  ];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: root }, (error, _stdout, stderr) => {
      resolve({ code: error === null ? 0 : error.code, stderr });
    });
  });
}

const beginning = `
  import { PassThrough } from './src/stream.ts';
  import { spec } from './src/testing/stream-spec/index.ts';
  const stream = new PassThrough();
`;

describe('spec', () => {
  describe('behaviour', () => {
    it('validateOnExit, of a stream that kept its contract, lets the program succeed', async () => {
      expect(
        await run(`${beginning} spec(stream).through().validateOnExit(); stream.resume().end();`),
      ).toEqual({
        code: 0,
        stderr: '',
      });
    });

    it('debug, when set, prints every step', async () => {
      const { stderr } = await run(
        `${beginning} spec(stream, { name: 's', debug: true }); stream.resume().end('a');`,
      );
      expect(stderr).toMatch(/^s: resume\(\)\ns: end\(\) "a"\ns: 'data' <61>\n/);
    });
  });

  describe('errors', () => {
    it('validateOnExit, of a stream that did not, makes the program fail', async () => {
      const { code, stderr } = await run(`${beginning} spec(stream, 'open').through().validateOnExit();`);
      expect(code).not.toBe(0);
      expect(stderr).toMatch(/open: .* must come, and did not\n|open: end\(\) must be called/);
    });
  });
});
