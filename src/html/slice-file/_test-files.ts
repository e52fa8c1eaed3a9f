/**
 * Files for tests, and streams to wait on.
 *
 * @module
 */
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { LinesReadable, SliceFile, SliceFileOptions } from './index.node.ts';
import { sliceFile } from './index.node.ts';

/** Makes a folder that is gone after the test. */
export function makeFolder(): string {
  const folder = fs.mkdtempSync(join(tmpdir(), 'slice-file-'));
  onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Makes a file with a content, and the SliceFile on it, closed after the test. */
export function makeFile(
  content: string | Uint8Array,
  options?: SliceFileOptions,
): { path: string; file: SliceFile } {
  const path = join(makeFolder(), 'data.txt');
  fs.writeFileSync(path, content);
  const file = sliceFile(path, options);
  onTestFinished(() => void file.close());
  return { path, file };
}

/** Cuts a text as the file is cut: each line with its newline. */
export function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Reads a stream to its end, as text. */
export async function texts(stream: AsyncIterable<Uint8Array>): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of stream) lines.push(String(line));
  return lines;
}

/** What a stream has delivered so far, and a way to wait for more. */
export class Heard<Out = Uint8Array> {
  readonly lines: Out[] = [];
  readonly events: string[] = [];
  error: (Error & { code?: string }) | undefined;
  readonly stream: LinesReadable<Out>;
  #waiting: { done(): boolean; resolve(): void; reject(error: Error): void }[] = [];

  constructor(stream: LinesReadable<Out>) {
    this.stream = stream;
    stream.on('data', (line) => {
      this.lines.push(line);
      this.#look();
    });
    stream.on('error', (error) => {
      this.error = error;
    });
    for (const event of ['rotate', 'truncate', 'skip', 'end', 'close']) {
      stream.on(event, () => {
        this.events.push(event);
        this.#look();
      });
    }
    stream.on('close', () => {
      for (const { reject } of this.#waiting) reject(this.error ?? new Error('closed too early'));
    });
  }

  get texts(): string[] {
    return this.lines.map((line) =>
      String(line instanceof Uint8Array ? line : (line as { bytes: unknown }).bytes),
    );
  }

  /** Waits until so many lines have come; rejects if the stream closes before. */
  async count(lines: number): Promise<string[]> {
    await this.#until(() => this.lines.length >= lines);
    return this.texts;
  }

  async event(name: string): Promise<void> {
    await this.#until(() => this.events.includes(name));
  }

  #until(done: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      if (done()) resolve();
      else {
        this.#waiting.push({ done, resolve, reject });
      }
    });
  }

  #look(): void {
    this.#waiting = this.#waiting.filter(({ done, resolve }) => {
      if (done()) resolve();
      return !done();
    });
  }
}

/** The descriptors of this process that lie under a folder. */
export function openUnder(folder: string): string[] {
  return fs.readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const path = fs.readlinkSync(`/proc/self/fd/${fd}`);
      return path.startsWith(folder) ? [path] : [];
    } catch {
      return [];
    }
  });
}
