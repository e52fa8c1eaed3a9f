/**
 * The app as a process of its own, as `npm start` runs it.
 *
 * @module
 */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs what `npm start` runs. */
export class Program {
  readonly child: ChildProcess;
  output = '';
  readonly exited: Promise<{ code: number | null; signal: string | null }>;
  #ondata: (() => void) | undefined;

  constructor(...args: string[]) {
    this.child = spawn(
      process.execPath,
      ['--import', 'tsx', '--conditions=@gardenhose/source', 'apps/html-streams/main.ts', ...args],
      { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
        this.#ondata?.();
      });
    }
    this.exited = new Promise((resolve) => {
      this.child.on('close', (code, signal) => resolve({ code, signal }));
    });
  }

  /** Waits until the program listens, and returns where. */
  async listens(): Promise<{ url: string; port: number }> {
    const [, url = '', port] = await this.says(/Open (http:\/\/localhost:(\d+)\/) /);
    return { url, port: Number(port) };
  }

  /** Ends the program and waits until it has ended. */
  async stop(
    signal: 'SIGINT' | 'SIGKILL' = 'SIGINT',
  ): Promise<{ code: number | null; signal: string | null }> {
    this.child.kill(signal);
    return this.exited;
  }

  /** Waits until the output matches. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.output);
      if (match !== null) return match;
      if (this.child.exitCode !== null) throw new Error(`The program has ended:\n${this.output}`);
      await new Promise<void>((resolve) => {
        this.#ondata = resolve;
        void this.exited.then(() => resolve());
      });
    }
  }
}
