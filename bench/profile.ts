/**
 * Where a process's time goes: the functions on top of the stack, by the samples of V8's profiler.
 *
 * @module
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';

const LINES = 20;

/** What this reads of a `.cpuprofile` file. */
interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  /** Microseconds since the sample before. */
  readonly timeDeltas: readonly number[];
}

/** Runs a program in a folder and prints the functions that take most of its time themselves. */
export function printProfile(folder: string, args: readonly string[]): void {
  const out = mkdtempSync(join(tmpdir(), 'gardenhose-'));
  try {
    const flags = ['--expose-gc', '--cpu-prof', '--cpu-prof-interval=200', `--cpu-prof-dir=${out}`];
    const measured = execFileSync(execPath, [...flags, ...args], { cwd: folder, encoding: 'utf8' });
    const profile = JSON.parse(readFileSync(join(out, readdirSync(out)[0] as string), 'utf8')) as Profile;
    console.log(`${Math.round(JSON.parse(measured).value)} (slowed by the profiler)`);
    for (const [name, share] of selfTimes(profile, folder).slice(0, LINES)) {
      console.log(`${(share * 100).toFixed(1).padStart(6)} %  ${name}`);
    }
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** The share of the time that each function takes itself, the greatest first; what waits is left out. */
function selfTimes({ nodes, samples, timeDeltas }: Profile, folder: string): [string, number][] {
  const names = new Map(
    nodes.map(({ id, callFrame: { functionName, url, lineNumber } }) => {
      const file = url.startsWith('file:') ? relative(folder, fileURLToPath(url)) : url;
      return [id, `${functionName || '(anonymous)'}${file === '' ? '' : ` ${file}:${lineNumber + 1}`}`];
    }),
  );
  const times = new Map<string, number>();
  samples.forEach((id, n) => {
    const name = names.get(id) as string;
    if (name !== '(idle)') times.set(name, (times.get(name) ?? 0) + (timeDeltas[n] as number));
  });
  const all = [...times.values()].reduce((sum, time) => sum + time, 0);
  return [...times].map(([name, time]): [string, number] => [name, time / all]).sort(([, a], [, b]) => b - a);
}
