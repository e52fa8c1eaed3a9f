/**
 * Runs a suite of benchmarks and prints one table: `npm run bench -- core`.
 *
 * Each round runs each contestant of each case in a fresh process; every other round does so in the reverse
 * order. What counts is the median of the rounds; ± is half the distance between the slowest and the fastest.
 * All contestants of a case have to come to the same checksum. A machine with more load than cores is refused.
 *
 * - `npm run bench -- core objects` runs only the cases with that in their title
 * - `--quick` takes less than a minute, by one round of shorter runs; its figures are rough
 * - `--rounds 9`
 * - `--of v1.0.0` measures the package as it is in that commit, and not as it is in the tree
 * - `--against main` measures the package of another commit as well
 * - `--force` measures on a machine that is busy, and says so
 * - `--profile streamx` shows where that contestant's time goes, function by function, instead of measuring
 *
 * @module
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { argv, env, execPath, exit, version } from 'node:process';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { installPeers } from '../tools/peers.ts';
import { bench, buildInto, filesOf, suites } from './build.ts';
import type { Case } from './case.ts';
import type { Measured } from './child.ts';
import { printProfile } from './profile.ts';
import type { Row } from './table.ts';
import { disagreements, isLessBetter, median, spread, tableOf } from './table.ts';

/**
 * Keeps freed memory in the process, on glibc, for all contestants of a case of speed. By itself glibc gives it back to the system
 * as soon as the end of the heap happens to be free. What comes next then pays for each page anew, up to twice what
 * the code itself takes, in one process and not in the next: which of two contestants that hits is chance.
 */
const KEEP_PAGES = { MALLOC_TRIM_THRESHOLD_: `${2 ** 30}`, MALLOC_MMAP_THRESHOLD_: `${2 ** 30}` };

/** One contestant in one case, and where its process is started. */
interface Entry {
  readonly folder: string;
  readonly args: readonly string[];
  readonly row: Row;
}

const { values: options, positionals } = parseArgs({
  args: argv.slice(2),
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    of: { type: 'string' },
    against: { type: 'string' },
    force: { type: 'boolean', default: false },
    profile: { type: 'string' },
  },
});
const [suite = '', filter = ''] = positionals;
if (!suites().includes(suite)) fail(`Name a suite: npm run bench -- ${suites().join('|')} [case] [--quick]`);

const loadBefore = loadNow();
const cores = cpus().length;
if (loadBefore > cores && !options.force) {
  fail(`The load is ${loadBefore}, expected at most ${cores}, the number of cores: wait, or use --force`);
}

installPeers('bench');
const folder = await buildInto(join(bench, 'dist'), options.of);
const against = options.against && (await buildInto(join(folder, 'against'), options.against));
const entries = await entriesOf();
if (options.profile !== undefined) {
  for (const { row, args } of entries.filter(({ row }) => row.contestant === options.profile)) {
    console.log(`\n${row.title}, ${row.contestant}`);
    printProfile(folder, ['child.js', ...args, '1', '500', '2000']);
  }
} else {
  measure();
}

/** Loads the cases that were asked for, and lists their contestants. */
async function entriesOf(): Promise<Entry[]> {
  const found: Entry[] = [];
  for (const { name } of filesOf(suite)) {
    const module = await import(pathToFileURL(join(folder, suite, `${name}.js`)).href);
    for (const { title, unit, contestants } of module.cases as readonly Case<unknown>[]) {
      if (!title.includes(filter)) continue;
      const add = (contestant: string, home: string, as = contestant) =>
        found.push({
          folder: home,
          args: [suite, name, title, contestant],
          row: { title, unit, contestant: as, values: [], checksums: [] },
        });
      for (const contestant of Object.keys(contestants)) {
        add(contestant, folder);
        if (contestant === 'gardenhose' && against) add(contestant, against, `gardenhose@${options.against}`);
      }
    }
  }
  return found;
}

function measure(): void {
  const rounds = Number(options.rounds ?? (options.quick ? 1 : 5));
  const times = options.quick ? ['0.1', '250', '80'] : ['1', '700', '400'];
  const faults: string[] = [];
  let load = loadBefore;
  for (let round = 0; round < rounds; round++) {
    for (const entry of round % 2 === 0 ? entries : entries.toReversed()) {
      const fault = measureOnce(entry, times);
      if (fault !== undefined) faults.push(fault);
    }
    load = Math.max(load, loadNow());
    console.error(`round ${round + 1} of ${rounds}, load ${loadNow()}`);
  }
  const rows = entries.map(({ row }) => row);
  faults.push(...disagreements(rows));
  const marks = [
    ...(options.quick ? ['A quick run: the figures are rough.'] : []),
    ...(load > cores ? [`The machine was busy: the load was ${load} on ${cores} cores.`] : []),
  ];
  const ofWhat = options.of === undefined ? '' : `gardenhose is that of ${options.of}. `;
  const machine = `${ofWhat}Node ${version}, ${cores} × ${cpus()[0]?.model}, load ${loadBefore} before, at most ${load}`;
  console.log(
    `\n${tableOf(rows)}\n\nPer second, bytes each, or held at most; median of ${rounds} rounds. ${machine}.`,
  );
  console.log([`Peers: ${peers()}.`, ...marks, ...faults].join('\n'));
  write(
    {
      suite,
      of: options.of,
      node: version,
      cpu: cpus()[0]?.model,
      cores,
      loadBefore,
      load,
      rounds,
      marks,
      faults,
    },
    rows,
  );
  if (faults.length > 0) process.exitCode = 1;
}

/** Runs a contestant once, adds what was measured to its row, and returns what went wrong. */
function measureOnce({ folder, args, row }: Entry, times: readonly string[]): string | undefined {
  const child = spawnSync(execPath, ['--expose-gc', 'child.js', ...args, ...times], {
    cwd: folder,
    env: isLessBetter(row) ? env : { ...env, ...KEEP_PAGES },
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (child.status !== 0 || child.stdout === '') {
    return `${row.title}: ${row.contestant} failed: ${child.stderr.trim() || (child.error?.message ?? 'it never ended')}`;
  }
  const { value, checksum } = JSON.parse(child.stdout) as Measured;
  row.values.push(value);
  row.checksums.push(checksum);
  return undefined;
}

/** Writes what was measured as JSON, for a program to compare. */
function write(about: object, rows: readonly Row[]): void {
  const file = join(bench, 'results', `${suite}.json`);
  const results = rows
    .filter((row) => row.values.length > 0)
    .map((row) => ({ ...row, median: median(row.values), spread: spread(row.values) }));
  mkdirSync(join(bench, 'results'), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ ...about, date: new Date().toISOString(), results }, null, 2)}\n`);
}

/** The peers and their versions. */
function peers(): string {
  const { dependencies } = JSON.parse(readFileSync(join(bench, 'package.json'), 'utf8'));
  const versionOf = (name: string): string =>
    JSON.parse(readFileSync(join(bench, 'node_modules', name, 'package.json'), 'utf8')).version;
  return Object.keys(dependencies)
    .filter((name) => entries.some(({ row }) => `${row.contestant} `.startsWith(`${name} `)))
    .map((name) => `${name} ${versionOf(name)}`)
    .join(', ');
}

function loadNow(): number {
  return Math.round((loadavg()[0] as number) * 10) / 10;
}

function fail(message: string): never {
  console.error(message);
  exit(1);
}
