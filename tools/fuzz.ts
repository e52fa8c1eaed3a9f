/**
 * Searches for faults with random cases until the time is over, theme after theme, round after round.
 *
 * `npm run fuzz -- --minutes 5`; `--theme flow` searches that theme only, `--seed 42` begins with that seed, and
 * `--theme flow --seed 42:7` without minutes replays what was found. It prints its progress every ten seconds,
 * each case that fails with the line that replays it, and exits with 1 if there is any.
 *
 * The search runs in a process of its own, which is ended when a case does not end by itself.
 *
 * @module
 */
import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, exit } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Fault, Fuzzer } from './_fuzzers.ts';
import { fuzzers } from './_fuzzers.ts';
import { isProgram } from './_tree.ts';

const PROGRESS_MS = 10_000;
/** The longest that a round may take, shrinking included. */
const ROUND_MS = 60_000;

/** What is asked for on the command line. */
export interface Request {
  readonly minutes: number;
  readonly themes: readonly string[];
  readonly seed: string;
  /** Runs one round only, of the seed as it is. */
  readonly once: boolean;
}

/** Reads the command line; throws an error for what makes no sense. */
export function readRequest(args: readonly string[], known: readonly string[], random: number): Request {
  const { values } = parseArgs({
    args: [...args],
    options: { minutes: { type: 'string' }, theme: { type: 'string' }, seed: { type: 'string' } },
  });
  const { minutes, theme, seed } = values;
  if (theme !== undefined && !known.includes(theme)) {
    throw new Error(`No such theme: ${theme}. The themes are: ${known.join(', ')}`);
  }
  const once = minutes === undefined && theme !== undefined && seed !== undefined;
  if (!once && !(Number(minutes) > 0)) throw new Error('How long? --minutes takes a number greater than 0');
  if (seed !== undefined && !/^-?\d+(:[\d:]*)?$/.test(seed)) throw new Error(`No such seed: ${seed}`);
  if (!once && seed?.includes(':'))
    throw new Error('A seed with a path is replayed with --theme, without --minutes');
  return { minutes: Number(minutes ?? 0), themes: theme ? [theme] : known, seed: seed ?? `${random}`, once };
}

/** A round: it has begun, or it has ended. */
export type Message =
  | { readonly begins: string; readonly seed: string }
  | { readonly ended: string; readonly cases: number; readonly fault?: Fault };

/** Runs round after round, the fuzzers by turns, each time with the next seed; with `once` each fuzzer once. */
export async function* rounds(
  turns: readonly Fuzzer[],
  { seed, once }: Pick<Request, 'seed' | 'once'>,
  note: (text: string) => void,
): AsyncGenerator<Message, void, undefined> {
  for (let number = Number.parseInt(seed, 10); ; number++) {
    for (const { theme, cases, search } of turns) {
      const now = once ? seed : `${number}`;
      yield { begins: theme, seed: now };
      const fault = await search(now, note);
      yield { ended: theme, cases, ...(fault && { fault }) };
    }
    if (once) return;
  }
}

/** Counts what happens, and says it. */
export class Tally {
  faults = 0;
  readonly #print: (text: string) => void;
  readonly #start: number;
  readonly #cases = new Map<string, number>();
  #round: { theme: string; seed: string } | undefined;
  #total = 0;
  /** The total at the last line of progress, and when that was. */
  #before: readonly [total: number, at: number];

  /** @param now in milliseconds, as are the other times. */
  constructor(print: (text: string) => void, now: number) {
    this.#print = print;
    this.#start = now;
    this.#before = [0, now];
  }

  take(message: Message): void {
    if ('begins' in message) {
      this.#round = { theme: message.begins, seed: message.seed };
      return;
    }
    const { ended, cases, fault } = message;
    this.#total += cases;
    this.#cases.set(ended, (this.#cases.get(ended) ?? 0) + cases);
    this.#round = undefined;
    if (fault !== undefined) this.#fault(ended, fault);
  }

  /** The round that was begun has not ended, and never will: its process is gone. */
  lost(lastCase: string): void {
    const { theme, seed } = this.#round ?? { theme: 'no theme', seed: '0' };
    this.#fault(theme, { seed, text: `this case does not end, or ends the process:\n${lastCase}` });
  }

  #fault(theme: string, { seed, text }: Fault): void {
    this.faults++;
    this.#print(`FAILED ${theme}, replay with: npm run fuzz -- --theme ${theme} --seed ${seed}\n${text}\n`);
  }

  /** Prints where the search is. */
  progress(now: number): void {
    const [total, at] = this.#before;
    const perSecond = Math.round(((this.#total - total) * 1000) / (now - at));
    const theme = this.#round?.theme ?? '';
    this.#print(`${seconds(now - this.#start)}  ${theme}  ${this.#total} programs  ${perSecond}/s`);
    this.#before = [this.#total, now];
  }

  /** Prints what was done. */
  summary(now: number): void {
    const each = [...this.#cases].map(([theme, cases]) => `${theme} ${cases}`).join(', ');
    const perSecond = Math.round((this.#total * 1000) / Math.max(1, now - this.#start));
    this.#print(`${this.#total} programs in ${seconds(now - this.#start)}, ${perSecond}/s: ${each}`);
    this.#print(this.faults === 0 ? 'Nothing found.' : `Found: ${this.faults}`);
  }
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}

/** The process that searches. */
async function work(): Promise<void> {
  const [, , , asked, file] = argv as [string, string, string, string, string];
  const request = JSON.parse(asked) as Request;
  // The terminal's interrupt goes to all processes; the parent decides what it means.
  process.on('SIGINT', () => {});
  const turns = fuzzers.filter(({ theme }) => request.themes.includes(theme));
  for await (const message of rounds(turns, request, (text) => writeFileSync(file, text))) {
    process.send?.(message);
  }
  process.disconnect();
}

/** The process that watches: starts the other one, again after a case that did not end, until the time is over. */
async function watch(request: Request): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'gardenhose-fuzz-'));
  const file = join(folder, 'case.json');
  const tally = new Tally(console.log, performance.now());
  let worker: ChildProcess | undefined;
  let isOver = false;
  const stop = () => {
    isOver = true;
    worker?.kill('SIGKILL');
  };
  process.on('SIGINT', stop);
  console.log(`seed ${request.seed}`);
  const timer = request.once ? undefined : setTimeout(stop, request.minutes * 60_000);
  const progress = setInterval(() => tally.progress(performance.now()), PROGRESS_MS);
  let seed = request.seed;
  while (!isOver) {
    worker = fork(fileURLToPath(import.meta.url), ['--work', JSON.stringify({ ...request, seed }), file]);
    const isDone = await listen(worker, tally);
    if (isDone || isOver) break;
    tally.lost(readFileSync(file, 'utf8'));
    if (request.once) break;
    seed = `${Number.parseInt(seed, 10) + 1_000_000}`;
  }
  clearTimeout(timer);
  clearInterval(progress);
  rmSync(folder, { recursive: true });
  tally.summary(performance.now());
  return tally.faults === 0 ? 0 : 1;
}

/** Follows a worker until it is gone; returns whether it came to its end. One whose round takes too long is ended. */
function listen(worker: ChildProcess, tally: Tally): Promise<boolean> {
  return new Promise((resolve) => {
    const wait = () => setTimeout(() => worker.kill('SIGKILL'), ROUND_MS);
    let timer = wait();
    worker.on('message', (message: Message) => {
      clearTimeout(timer);
      timer = wait();
      tally.take(message);
    });
    worker.on('exit', (code) => {
      clearTimeout(timer);
      resolve(code === 0);
    });
  });
}

if (isProgram(import.meta.url)) {
  if (argv[2] === '--work') await work();
  else {
    try {
      const known = fuzzers.map(({ theme }) => theme);
      exit(await watch(readRequest(argv.slice(2), known, Date.now() % 1_000_000_000)));
    } catch (error) {
      console.error((error as Error).message);
      exit(1);
    }
  }
}
