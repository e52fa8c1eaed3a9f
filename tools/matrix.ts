/**
 * Runs the tests, and tries the built package, on every line of Node that is supported.
 *
 * The tests run on each against the built files (tools/built.config.ts), those of the project `portable` against
 * the source, and tools/pack.ts on what is packed; it prints a line a Node, the tests that fail, and exits with 1
 * if any does. `npm run matrix -- 22 24` takes only those lines. A Node that is not the one that runs this file
 * comes as an npm package, into a cache folder outside the tree's files.
 *
 * @module
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { arch, argv, env, execPath, exit, platform, version } from 'node:process';
import { root } from './_tree.ts';

/** The lines of Node that are supported: the maintained ones, and 20, which many still run. */
const SUPPORTED = ['20', '22', '24', '26'];

/** How many failures are printed; one cause has often many. */
const MAX_PRINTED = 20;

const cache = join(root, 'node_modules/.cache/matrix');

/** What one run has found: how much it ran, and one text a failure. */
interface Outcome {
  readonly summary: string;
  readonly failures: readonly string[];
}

/** Returns the program of a line of Node, which is installed if it is neither running nor there already. */
function nodeOf(line: string): string {
  if (version.startsWith(`v${line}.`)) return execPath;
  const name = `node-${platform === 'win32' ? 'win' : platform}-${arch}`;
  const folder = join(cache, line);
  const program = join(folder, 'node_modules', name, 'bin', platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  const quiet = ['--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', ['install', '--prefix', folder, ...quiet, `${name}@${line}`], { stdio: 'inherit' });
  return program;
}

/** Runs a program of the tree on a Node; the `node` that it starts in turn is the same. */
function runOn(node: string, ...args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr, error } = spawnSync(node, args, {
    cwd: root,
    env: { ...env, PATH: `${dirname(node)}${delimiter}${env.PATH}`, NO_COLOR: '1' },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: 900_000,
  });
  return { status, output: `${stdout}${stderr}${error?.message ?? ''}`.trim() };
}

/** Runs the tests of a project, from the configuration that has it. */
function testOn(node: string, project: string, config = 'vitest.config.ts'): Outcome {
  const file = join(cache, 'results.json');
  rmSync(file, { force: true });
  const chosen = [`--config=${config}`, `--project=${project}`];
  const reporter = ['--reporter=json', `--outputFile=${file}`];
  const { status, output } = runOn(node, 'node_modules/vitest/vitest.mjs', 'run', ...chosen, ...reporter);
  if (!existsSync(file)) return { summary: `${project} did not run`, failures: [output] };
  const { numTotalTests, testResults } = JSON.parse(readFileSync(file, 'utf8')) as Results;
  const failures = testResults.flatMap((result) => failuresOf(project, result));
  // What fails outside of all tests, such as a rejection that nobody handles, is in the output alone.
  if (status !== 0 && failures.length === 0) failures.push(`${project}: ${output}`);
  return { summary: `${numTotalTests} ${project} tests`, failures };
}

/** What this reads of the file that vitest's JSON reporter writes. */
interface Results {
  readonly numTotalTests: number;
  readonly testResults: readonly FileResult[];
}

interface FileResult {
  readonly name: string;
  readonly status: string;
  readonly message: string;
  readonly assertionResults: readonly {
    readonly status: string;
    readonly fullName: string;
    readonly failureMessages: readonly string[];
  }[];
}

function failuresOf(project: string, { name, status, message, assertionResults }: FileResult): string[] {
  const file = `${project}: ${name.slice(root.length + 1)}`;
  const failed = assertionResults.filter((result) => result.status === 'failed');
  // A file that cannot be loaded has failed without a test.
  if (failed.length === 0) return status === 'failed' ? [`${file}\n${message}`] : [];
  return failed.map(
    ({ fullName, failureMessages }) => `${file} > ${fullName}\n${failureMessages.join('\n')}`,
  );
}

/** Tries the built package. */
function packOn(node: string): Outcome {
  const { status, output } = runOn(node, '--import=tsx', '--conditions=@gardenhose/source', 'tools/pack.ts');
  return { summary: 'pack', failures: status === 0 ? [] : [`pack:\n${output}`] };
}

/** Prints a failure, indented, without the frames of the tools' own code. */
function print(failure: string): void {
  const lines = failure.split('\n').filter((line) => !/^ +at .*(node_modules|node:internal)/.test(line));
  console.log(lines.map((line) => `    ${line}`).join('\n'));
}

const lines = argv.slice(2).length > 0 ? argv.slice(2) : SUPPORTED;
const unknown = lines.filter((line) => !SUPPORTED.includes(line));
if (unknown.length > 0) {
  console.error(`No such line of Node: ${unknown.join(', ')}. Supported are: ${SUPPORTED.join(', ')}`);
  exit(1);
}

mkdirSync(cache, { recursive: true });
const build = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
if (build.status !== 0) exit(1);
let hold = true;
for (const line of lines) {
  const node = nodeOf(line);
  const start = performance.now();
  const outcomes = [testOn(node, 'built', 'tools/built.config.ts'), testOn(node, 'portable'), packOn(node)];
  const failures = outcomes.flatMap((outcome) => outcome.failures);
  const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(6);
  const named = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  const summary = outcomes.map(({ summary, failures: { length } }) =>
    length === 0 ? summary : `${summary} (${length} failed)`,
  );
  console.log(
    `${failures.length === 0 ? 'ok    ' : 'FAILED'} ${seconds} s  Node ${named}: ${summary.join(', ')}`,
  );
  for (const failure of failures.slice(0, MAX_PRINTED)) print(failure);
  if (failures.length > MAX_PRINTED) print(`and ${failures.length - MAX_PRINTED} more`);
  if (failures.length > 0) hold = false;
}
console.log(hold ? 'All holds.' : 'Not all holds.');
exit(hold ? 0 : 1);
