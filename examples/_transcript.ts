/**
 * Runs a transcript (`x.out`) again and returns it with what the programs print now.
 *
 * README.md describes the format. Input is written when the output above it has arrived, and a command starts
 * when the output of the one before it is there, so nothing here depends on how fast the machine is.
 *
 * @module
 */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

/** How a transcript is run. */
export interface ReplayOptions {
  /**
   * How long the whole transcript may take, in milliseconds, before its programs are killed.
   * @default 60000
   */
  readonly timeoutMs?: number | undefined;
}

/** A command with the lines below it: `> input` and output. */
interface Command {
  readonly command: string;
  readonly isBackground: boolean;
  readonly lines: string[];
}

const COMMAND = '$ ';
const INPUT = '> ';
const NOTE = '# note: ';
const END_OF_INPUT = '^D';
/** How long a background command that did not print what it should may take to say why. */
const LAST_WORDS_MS = 2_000;
const PLACEHOLDER = /<port>|<(\d+)\.\.(\d+)>/;

const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/**
 * Runs the commands of a transcript and returns its text as it would be written today: equal to the file's if
 * the programs print what it says. It stops at the first command that does not. Whatever the commands started
 * has ended when the promise is settled.
 */
export async function replay(file: string, { timeoutMs = 60_000 }: ReplayOptions = {}): Promise<string> {
  const temporary = mkdtempSync(join(tmpdir(), 'gardenhose-example-'));
  const timeout = AbortSignal.timeout(timeoutMs);
  const session = new Session(dirname(file), temporary, timeout);
  try {
    const { notes, commands } = parse(readFileSync(file, 'utf8'));
    const actual = [...notes];
    for (const command of commands) {
      if (!(await session.run(command, actual))) break;
    }
    actual.push(...(await session.end()));
    if (timeout.aborted) actual.push(`[killed after ${timeoutMs} ms]`);
    return `${actual.join('\n')}\n`;
  } finally {
    await session.end();
    rmSync(temporary, { recursive: true });
  }
}

/** Splits a transcript at its `$ ` lines. */
function parse(text: string): { notes: string[]; commands: Command[] } {
  const notes: string[] = [];
  const commands: Command[] = [];
  for (const line of text.trimEnd().split('\n')) {
    const last = commands.at(-1);
    if (line.startsWith(COMMAND)) {
      const isBackground = line.endsWith(' &');
      const command = line.slice(COMMAND.length, isBackground ? -2 : undefined);
      commands.push({ command, isBackground, lines: [] });
    } else if (last !== undefined) last.lines.push(line);
    else if (line.startsWith(NOTE)) notes.push(line);
    else throw new SyntaxError(`Cannot read the transcript: "${line}" stands before the first command`);
  }
  return { notes, commands };
}

/** The background programs of one transcript, and the port that the first `<port>` in it stood for. */
class Session {
  readonly #background: Program[] = [];
  readonly #folder: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #timeout: AbortSignal;
  #port: string | undefined;

  constructor(folder: string, temporary: string, timeout: AbortSignal) {
    this.#folder = folder;
    this.#timeout = timeout;
    this.#env = {
      ...process.env,
      NODE_OPTIONS: `--import=${loader} --conditions=@gardenhose/source`,
      NO_COLOR: '1',
      PORT: '0',
      TMPDIR: temporary,
    };
    delete this.#env.FORCE_COLOR;
  }

  /** Runs a command, adds its part of the transcript to `actual`, and says whether all went as written. */
  async run({ command, isBackground, lines }: Command, actual: string[]): Promise<boolean> {
    actual.push(COMMAND + command + (isBackground ? ' &' : ''));
    const hasInput = lines.some((line) => line.startsWith(INPUT));
    const program = new Program(this.#fill(command), this.#folder, this.#env, hasInput, this.#timeout);
    if (isBackground) this.#background.push(program);

    let isAsWritten = true;
    for (const line of lines) {
      if (line.startsWith(NOTE)) actual.push(line);
      else if (line.startsWith(INPUT)) {
        program.type(line.slice(INPUT.length));
        actual.push(line);
      } else {
        const printed = await program.nextLine();
        isAsWritten = printed !== undefined && this.#matches(printed, line);
        if (isAsWritten) actual.push(line);
        else if (printed !== undefined) actual.push(printed);
        if (!isAsWritten) break;
      }
    }
    if (isBackground) {
      if (!isAsWritten) await program.closedWithin(LAST_WORDS_MS);
      return isAsWritten;
    }
    const surplus = await program.rest();
    actual.push(...surplus);
    return isAsWritten && surplus.length === 0;
  }

  /** Kills what is still running, waits until it is gone, and returns what of its output nobody has read. */
  async end(): Promise<string[]> {
    for (const program of this.#background) program.kill();
    const unread = await Promise.all(this.#background.map((program) => program.rest()));
    return unread.flat();
  }

  #matches(printed: string, written: string): boolean {
    const placeholder = PLACEHOLDER.exec(written);
    if (placeholder === null) return printed === written;
    const { 0: text, 1: from, 2: to, index } = placeholder;
    const before = written.slice(0, index);
    const after = written.slice(index + text.length);
    const value = printed.slice(index, printed.length - after.length);
    if (printed !== before + value + after || !/^\d+$/.test(value)) return false;
    if (from !== undefined) return Number(value) >= Number(from) && Number(value) <= Number(to);
    this.#port ??= value;
    return value === this.#port;
  }

  #fill(command: string): string {
    return command.replaceAll('<port>', this.#port ?? '<port>');
  }
}

const running = new Set<Program>();
process.once('exit', () => {
  for (const program of running) program.kill();
});

/** A command in a shell of its own, in a process group of its own; stderr goes where stdout goes. */
class Program {
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  readonly #lines: AsyncGenerator<string, undefined>;
  #isKilled = false;

  constructor(command: string, cwd: string, env: NodeJS.ProcessEnv, hasInput: boolean, timeout: AbortSignal) {
    this.#child = spawn('bash', ['-c', `exec 2>&1\n${command}`], {
      cwd,
      env,
      detached: true,
      stdio: [hasInput ? 'pipe' : 'ignore', 'pipe', 'inherit'],
    });
    // A program may end before it has read all that is typed.
    this.#child.stdin?.on('error', () => undefined);
    // Comes when all that the command started has closed its output, that is, when all of it has ended.
    this.#closed = once(this.#child, 'close');
    this.#lines = this.#readLines(createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]());

    const onabort = (): void => this.kill();
    timeout.addEventListener('abort', onabort);
    running.add(this);
    this.#child.once('close', () => {
      timeout.removeEventListener('abort', onabort);
      running.delete(this);
    });
  }

  /** Sends a line, or the end of the input for `^D`. */
  type(line: string): void {
    if (line === END_OF_INPUT) this.#child.stdin?.end();
    else this.#child.stdin?.write(`${line}\n`);
  }

  /** The next line of output; undefined when there are no more. */
  async nextLine(): Promise<string | undefined> {
    return (await this.#lines.next()).value;
  }

  /** Ends the input, waits for the end, and returns what was printed meanwhile. */
  async rest(): Promise<string[]> {
    this.#child.stdin?.end();
    const lines: string[] = [];
    for await (const line of this.#lines) lines.push(line);
    return lines;
  }

  /** Waits for the end, but no longer than this. */
  async closedWithin(ms: number): Promise<void> {
    await Promise.race([this.#closed, delay(ms, undefined, { ref: false })]);
  }

  /** The lines of output, and last the status if it is not 0. */
  async *#readLines(output: AsyncIterableIterator<string>): AsyncGenerator<string, undefined> {
    yield* output;
    await this.#closed;
    const { exitCode } = this.#child;
    if (exitCode !== 0 && !this.#isKilled) yield `[exit ${exitCode}]`;
  }

  /** Kills the command and all that it started. */
  kill(): void {
    if (this.#isKilled || !running.has(this)) return;
    this.#isKilled = true;
    try {
      process.kill(-this.#child.pid!, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
