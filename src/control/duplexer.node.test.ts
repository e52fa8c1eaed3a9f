import { spawn } from 'node:child_process';
import * as net from 'node:net';
import * as node from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, expect, it } from 'vitest';
import { concat } from './concat-stream.ts';
import type { Duplexer } from './duplexer.ts';
import { duplexer } from './duplexer.ts';

/** A child that runs a program of JavaScript, as one stream. */
function child(program: string): Duplexer<string | Uint8Array, Uint8Array> {
  const { stdin, stdout } = spawn(process.execPath, ['-e', program], { stdio: ['pipe', 'pipe', 'inherit'] });
  return duplexer(stdin, stdout) as Duplexer<string | Uint8Array, Uint8Array>;
}

/** What comes out until the stream closes, as text. */
async function output(stream: Duplexer<never, Uint8Array>): Promise<string> {
  let text = '';
  stream.on('data', (bytes) => {
    text += bytes;
  });
  await new Promise<void>((resolve) => stream.on('close', resolve));
  return text;
}

const UPPER = `process.stdin.on('data', (bytes) => process.stdout.write(String(bytes).toUpperCase()))`;
const COUNT = `let n = 0; process.stdin.on('data', (b) => { n += b.length }).on('end', () => console.log('x'.repeat(n)))`;

describe('duplexer with a child process', () => {
  it('write and end, into its stdin, bring its stdout, whole', async () => {
    const stream = child(UPPER);
    stream.write('beep ');
    stream.end('boop');
    expect(await output(stream as never)).toBe('BEEP BOOP');
    expect(stream.destroyed).toBe(true);
  });

  it('end, long before the child answers, does not cut the answer', async () => {
    const stream = child(COUNT);
    const answer = output(stream as never);
    stream.end('x'.repeat(300_000));
    expect(await answer).toBe(`${'x'.repeat(300_000)}\n`);
  });

  it('a child that exits before its stdin is ended has said all it had to say', async () => {
    const stream = child(`process.stdout.write('x'.repeat(200000))`);
    expect((await output(stream as never)).length).toBe(200_000);
  });

  it('pipe, through a child with a slow reader, keeps everything', async () => {
    const stream = child('process.stdin.pipe(process.stdout)');
    const source = node.Readable.from(Array.from({ length: 200 }, (_, i) => `${i}${'.'.repeat(5000)}\n`));
    const answer = new Promise<unknown>((resolve) => stream.pipe(concat({ encoding: 'string' }, resolve)));
    source.pipe(stream as unknown as node.Writable);
    expect(String(await answer).match(/\d+/g)).toEqual(Array.from({ length: 200 }, (_, i) => `${i}`));
  });

  it('destroy, while the child waits, closes its pipes', async () => {
    const waiting = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
    const exit = new Promise((resolve) => waiting.on('exit', resolve));
    const { stdin, stdout } = waiting;
    duplexer(stdin, stdout).destroy();
    expect([stdin.destroyed, stdout.destroyed]).toEqual([true, true]);
    expect(await exit).toBe(0);
  });

  it('error of a child that cannot be started, in its stdin, is told once', async () => {
    const cannot = spawn('/nonexistent/program', [], { stdio: ['pipe', 'pipe', 'ignore'] });
    const failure = new Promise((resolve) => cannot.on('error', resolve));
    const stream = duplexer(cannot.stdin, cannot.stdout);
    const errors: unknown[] = [];
    stream.on('error', (error) => errors.push(error));
    const closing = new Promise<void>((resolve) => stream.on('close', resolve));
    stream.write('x' as never);
    expect(await failure).toMatchObject({ code: 'ENOENT' });
    await closing;
    expect(errors.length).toBeLessThan(2);
  });
});

describe('duplexer with node:stream', () => {
  it('pipeline of Node, around a duplexer of Node streams, passes everything', async () => {
    const [writer, reader] = [
      new node.PassThrough({ objectMode: true }),
      new node.PassThrough({ objectMode: true }),
    ];
    writer.pipe(reader);
    const seen: unknown[] = [];
    await pipeline(
      node.Readable.from([1, 2, 3]),
      duplexer(writer, reader) as unknown as node.Duplex,
      new node.Writable({
        objectMode: true,
        write(chunk, _encoding, done) {
          seen.push(chunk);
          setImmediate(done);
        },
      }),
    );
    expect(seen).toEqual([1, 2, 3]);
    expect([writer.destroyed, reader.destroyed]).toEqual([true, true]);
  });

  it('a chain of Node transforms, when one fails, rejects the pipeline around it with that error', async () => {
    const failing = new node.Transform({ transform: (_chunk, _encoding, done) => done(new Error('middle')) });
    const parts = [new node.PassThrough(), failing, new node.PassThrough()] as const;
    const chain = duplexer(parts as never);
    const source = node.Readable.from(['a', 'b']);
    const sink = new node.PassThrough();
    await expect(pipeline(source, chain as unknown as node.Duplex, sink)).rejects.toThrow('middle');
    expect([source, ...parts, sink].map((stream) => stream.destroyed)).toEqual([
      true,
      true,
      true,
      true,
      true,
    ]);
  });

  it('two sockets as one, when the far end resets the reader, close both', async () => {
    const server = net.createServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as net.AddressInfo;
    const [writer, reader] = [net.connect(port, '127.0.0.1'), net.connect(port, '127.0.0.1')];
    const stream = duplexer(writer, reader);
    const failure = new Promise((resolve) => stream.on('error', resolve));
    reader.write('x');
    expect(await failure).toMatchObject({ code: 'ECONNRESET' });
    expect([writer.destroyed, reader.destroyed, stream.destroyed]).toEqual([true, true, true]);
    await new Promise((resolve) => server.close(resolve));
  });
});
