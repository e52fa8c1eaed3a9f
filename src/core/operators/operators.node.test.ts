import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { nodeLine } from '../platform.node.ts';

const run = promisify(execFile);

/** What a process of its own, which has never used it, is told for two calls of `asIndexedPairs`. */
async function warnings(library: string): Promise<string> {
  const program = `import { Readable } from ${JSON.stringify(library)};
    for (let n = 0; n < 2; n++) Readable.from([1]).asIndexedPairs();`;
  const options = [
    '--import',
    'tsx',
    '--conditions=@gardenhose/source',
    '--input-type=module',
    '--eval',
    program,
  ];
  const cwd = fileURLToPath(new URL('../../..', import.meta.url));
  const { stderr } = await run(process.execPath, options, { cwd, env: { PATH: process.env.PATH } });
  return stderr.replace(/^\(node:\d+\)/gm, '(node)');
}

it.runIf(nodeLine < 22)('asIndexedPairs, called twice, warns once in the words of Node', async () => {
  const [expected, actual] = await Promise.all(['node:stream', 'gardenhose/stream'].map(warnings));
  expect(expected).toContain('DeprecationWarning');
  expect(actual).toBe(expected);
});
