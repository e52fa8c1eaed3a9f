import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { get } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shoe } from 'gardenhose/shoe';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { contents, row } from './_test-page.ts';
import { Program } from './_test-program.ts';
import { fromMessages } from './wire.ts';

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;
const folder = mkdtempSync(join(tmpdir(), 'html-streams-load-'));
const file = join(folder, 'data.txt');
let program: Program;

afterEach(() => program.stop());
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the server in a process of its own, whose memory and reading can be looked at. */
function start(): Promise<{ url: string; port: number }> {
  program = new Program('--file', file, '--port', '0');
  return program.listens();
}

/** The most memory that the server has had resident, in bytes. */
function peakMemory(): number {
  const status = readFileSync(`/proc/${program.child.pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}

/** How many bytes the server has read, from files and sockets. */
function bytesRead(): number {
  return Number(/rchar: (\d+)/.exec(readFileSync(`/proc/${program.child.pid}/io`, 'utf8'))?.[1]);
}

/** A page's connection that counts its rows and checks their order. */
class Follower {
  next = 0;
  readonly done: Promise<void>;

  constructor(port: number, position: string, end: number) {
    const stream = shoe(`ws://localhost:${port}/sock`);
    this.done = new Promise((resolve, reject) => {
      stream.on('error', reject);
      stream.on('close', resolve);
      stream.pipe(fromMessages(() => {})).on('data', (line) => {
        if (JSON.parse(line).message !== `${this.next}`)
          reject(new Error(`Row ${this.next} came as ${line}`));
        this.next++;
        if (this.next === end) stream.end();
      });
    });
    stream.write(position);
  }
}

/** Opens the WebSocket by hand, asks for lines, and never reads. */
function deafPage(port: number, position: string): Promise<ReturnType<typeof connect>> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, 'localhost');
    socket.on('error', reject);
    socket.write(
      'GET /sock HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    socket.once('data', () => {
      socket.pause();
      const text = Buffer.from(position);
      socket.write(Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), text]));
      resolve(socket);
    });
  });
}

describe('a file of 1 GiB', () => {
  it('is not read through before the first byte leaves, and memory stays under 150 MiB', async () => {
    const block = Buffer.from(row('x'.repeat(990)).repeat(1024));
    const target = openSync(file, 'w');
    for (let written = 0; written < GIB; written += block.length) writeSync(target, block);
    writeSync(target, row('the end'));
    closeSync(target);

    const { url } = await start();
    const before = bytesRead();
    const atFirstByte = await new Promise<number>((resolve, reject) => {
      get(url, (response) => {
        response.once('data', () => {
          resolve(bytesRead());
          response.resume();
        });
      }).on('error', reject);
    });
    expect(atFirstByte - before).toBeLessThan(2 * MIB);
    expect(await (await fetch(url)).text()).toContain('the end');
    expect(bytesRead() - before).toBeLessThan(4 * MIB);
    expect(peakMemory()).toBeLessThan(150 * MIB);
  });
});

describe('200 pages', () => {
  it('get 10,000 appended rows each, in order, whatever a page does that never reads', async () => {
    const COUNT = 10_000;
    const PAGES = 200;
    const message = (i: number): string => row(`${i}`, 'load '.repeat(20));
    writeFileSync(file, '');
    const { url, port } = await start();
    const { position } = contents(await (await fetch(url)).text());
    const deaf = await deafPage(port, position);
    const followers = Array.from({ length: PAGES }, () => new Follower(port, position, COUNT));
    const atStart = peakMemory();

    const target = openSync(file, 'a');
    for (let i = 0; i < COUNT; i += 100) {
      const lines = Array.from({ length: 100 }, (_, k) => message(i + k));
      writeSync(target, lines.join(''));
      await new Promise((resolve) => setImmediate(resolve));
    }
    closeSync(target);
    await Promise.all(followers.map((follower) => follower.done));
    expect(followers.map((follower) => follower.next)).toEqual(Array(PAGES).fill(COUNT));
    expect(peakMemory() - atStart).toBeLessThan(200 * MIB);
    deaf.destroy();
  });
});
