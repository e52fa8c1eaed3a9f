/**
 * What the app's tests share: a page on a temporary data file, requests, and clients that speak as the page does.
 *
 * @module
 */
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shoe } from 'gardenhose/shoe';
import type { Page } from './server.ts';
import { createPage } from './server.ts';
import { fromMessages } from './wire.ts';

/** A line of the data file. */
export function row(message: string, who = 'test'): string {
  return `${JSON.stringify({ who, message })}\n`;
}

/** A page that listens, its data file, and its log. */
export class TestPage {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'html-streams-'));
  readonly file: string = join(this.folder, 'data.txt');
  readonly log: string[] = [];
  readonly rows: number;
  #page: Page | undefined;
  #onlog: (() => void)[] = [];

  constructor(content: string | Uint8Array, rows = 5) {
    writeFileSync(this.file, content);
    this.rows = rows;
  }

  /** Listens on a port, by default one that is free. */
  async start(port = 0): Promise<this> {
    this.#page = createPage({
      file: this.file,
      rows: this.rows,
      log: (line) => {
        this.log.push(line);
        for (const tell of this.#onlog) tell();
      },
    });
    const { server } = this.#page;
    await new Promise<void>((resolve, reject) => {
      server.on('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    return this;
  }

  get port(): number {
    return (this.#page?.server.address() as AddressInfo | undefined)?.port ?? 0;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/`;
  }

  append(text: string): void {
    appendFileSync(this.file, text);
  }

  /** Returns the page's HTML. */
  async html(): Promise<string> {
    return (await fetch(this.url, { headers: { connection: 'close' } })).text();
  }

  /** Waits until the server has closed what is being closed, and returns how many connections there are. */
  async connections(): Promise<number> {
    for (let turn = 0; ; turn++) {
      const count = await new Promise<number>((resolve) =>
        this.#page?.server.getConnections((_error, found) => resolve(found)),
      );
      if (count === 0 || turn === 1000) return count;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Waits until a line of the log matches. */
  async logged(pattern: RegExp): Promise<void> {
    while (!this.log.some((line) => pattern.test(line))) {
      await new Promise<void>((resolve) => this.#onlog.push(resolve));
    }
  }

  /** Stops listening; the file stays. */
  async stop(): Promise<void> {
    await this.#page?.close();
  }

  async close(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true });
  }
}

/** What is in `#rows` and in `#position` of a page. */
export function contents(html: string): { rows: string; position: string } {
  const rows = /<main id="rows"[^>]*>([\s\S]*?)<\/main>/.exec(html)?.[1] ?? '';
  const position = /<p id="position" hidden>([^<]*)<\/p>/.exec(html)?.[1] ?? '';
  return { rows, position };
}

/** A page without a browser: connects, says where it stands and keeps the lines that come. */
export class Client {
  readonly lines: string[] = [];
  readonly stream: ReturnType<typeof shoe>;
  position: string;
  #waiting: { count: number; resolve(): void } | undefined;

  constructor(page: TestPage, position: string) {
    this.position = position;
    this.stream = shoe(`ws://127.0.0.1:${page.port}/sock`);
    this.stream.write(position);
    this.stream
      .pipe(
        fromMessages((next) => {
          this.position = next;
        }),
      )
      .on('data', (line) => {
        this.lines.push(line);
        if (this.#waiting !== undefined && this.lines.length >= this.#waiting.count) this.#waiting.resolve();
      });
  }

  /** Waits until so many lines have come. */
  async has(count: number): Promise<string[]> {
    if (this.lines.length < count) {
      await new Promise<void>((resolve) => {
        this.#waiting = { count, resolve };
      });
    }
    return this.lines;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.stream.once('close', resolve));
    this.stream.end();
    await closed;
  }
}
