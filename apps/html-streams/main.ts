/**
 * Starts the live page: `npm start -- --file F --port P --rows N`.
 *
 * @module
 */
import { execFile } from 'node:child_process';
import { access, constants, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { createPage } from './server.ts';

const BUNDLE = fileURLToPath(new URL('bundle.ts', import.meta.url));
const SAMPLE = fileURLToPath(new URL('data.txt', import.meta.url));
const SAMPLE_LINES = [
  { who: 'mcilroy', message: 'We should have some ways of connecting programs like garden hose.' },
  { who: 'robot', message: 'beep boop' },
  { who: 'gardener', message: 'Append a line to the data file and look here.' },
];
const MOST_ROWS = 10_000;
const LARGEST_PORT = 65_535;

/** Ends the program with a message that its user can act on. */
function fail(message: string): never {
  console.error(message);
  process.exit(1);
}

function readOptions(): { file: string | undefined; port: number; rows: number } {
  try {
    const { values } = parseArgs({
      options: {
        file: { type: 'string', short: 'f' },
        port: { type: 'string', short: 'p', default: '8000' },
        rows: { type: 'string', short: 'n', default: '5' },
      },
    });
    return {
      file: values.file,
      port: integer('--port', values.port, 0, LARGEST_PORT),
      rows: integer('--rows', values.rows, 1, MOST_ROWS),
    };
  } catch (error) {
    return fail(`${(error as Error).message}\nUsage: npm start -- [--file F] [--port P] [--rows N]`);
  }
}

function integer(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new RangeError(`${name} must be a whole number from ${least} to ${most}, not "${text}"`);
}

/** Returns the data file: the one asked for, which must be there, or the sample. */
async function dataFile(asked: string | undefined): Promise<string> {
  if (asked === undefined) {
    const text = SAMPLE_LINES.map((row) => `${JSON.stringify(row)}\n`).join('');
    await writeFile(SAMPLE, text, { flag: 'wx' }).catch((error) => {
      if (error.code !== 'EEXIST') throw error;
    });
    return SAMPLE;
  }
  await access(asked, constants.R_OK).catch((error) => fail(`Cannot read the data file: ${error.message}`));
  return asked;
}

const options = readOptions();
const file = await dataFile(options.file);
console.log('Building the page script');
const built = await promisify(execFile)(process.execPath, [...process.execArgv, BUNDLE]);
console.log(`Built it: ${built.stdout.trim()}`);

const page = createPage({ file, rows: options.rows, log: (line) => console.warn(line) });
page.server.on('error', (error) => fail(`Cannot listen: ${error.message}`));
// The page is for whoever sits at this machine.
page.server.listen(options.port, 'localhost', () => {
  const { port } = page.server.address() as AddressInfo;
  console.log(`Showing the last ${options.rows} lines of ${file}`);
  console.log(`Open http://localhost:${port}/ and append to the file:`);
  console.log(`  echo '{"who":"you","message":"hello"}' >> ${relative('', file) || file}`);
});

process.once('SIGINT', stop);
process.once('SIGTERM', stop);

async function stop(): Promise<void> {
  await page.close();
  console.log('Closed');
  process.exit(0);
}
