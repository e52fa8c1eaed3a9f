/** Streams of files with ours: ranges, backpressure, and what goes wrong with files. */
import { once } from 'node:events';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  allBytes,
  boom,
  bytes,
  closed,
  collector,
  inverted,
  inverter,
  joiners,
  ours,
  tellOf,
} from './_test-kit.ts';

const SIZE = 300_000;
const content = Buffer.from(Array.from({ length: SIZE }, (_, n) => (n * 7) % 251));
let folder: string;
let file: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gardenhose-'));
  file = join(folder, 'in');
  writeFileSync(file, content);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(joiners)('pipeline, %s', (_name, { promises, finished }) => {
  it('pipeline, from a file through ours to a file, copies it changed', async () => {
    const out = join(folder, 'out');
    await promises.pipeline(createReadStream(file), inverter(), createWriteStream(out));
    expect(readFileSync(out).equals(inverted(content))).toBe(true);
  });

  it.each([
    { start: 0, end: 0 },
    { start: 10, end: 20 },
    { start: SIZE - 5 },
    { start: SIZE },
    { start: 5, end: 200_000, highWaterMark: 1_000 },
  ])('pipeline, from a range of a file to a slow sink of ours, gives the range: %o', async (range) => {
    const sink = collector(true);
    await promises.pipeline(createReadStream(file, range), sink);
    expect(sink.all.equals(content.subarray(range.start, (range.end ?? SIZE) + 1))).toBe(true);
  });

  it('pipeline, from a source of ours to a place in a file, writes there', async () => {
    const out = join(folder, 'patched');
    writeFileSync(out, Buffer.alloc(100));
    await promises.pipeline(bytes(3, 10), createWriteStream(out, { flags: 'r+', start: 50 }));
    expect(readFileSync(out).subarray(50, 80).equals(allBytes(3, 10))).toBe(true);
  });

  it('pipeline, from a file to a sink of ours that fails, closes the file', async () => {
    const source = createReadStream(file, { highWaterMark: 100 });
    const sink = new ours.Writable({ write: (_chunk, _encoding, done) => done(boom) });
    await expect(promises.pipeline(source, inverter(), sink)).rejects.toBe(boom);
    await closed(source);
    expect(source.destroyed).toBe(true);
  });

  it('pipeline, from a source of ours that fails, closes the file it writes', async () => {
    const out = join(folder, 'cut');
    const sink = createWriteStream(out);
    let n = 0;
    const source = new ours.Readable({
      read() {
        if (n++ < 3) this.push('abc');
        else this.destroy(boom);
      },
    });
    await expect(promises.pipeline(source, sink)).rejects.toBe(boom);
    await closed(sink);
    expect(sink.writableFinished).toBe(false);
  });

  it('pipeline, from a file that is not there, fails with ENOENT and destroys ours', async () => {
    const [middle, sink] = [inverter(), collector()];
    await expect(
      promises.pipeline(createReadStream(join(folder, 'nowhere')), middle, sink),
    ).rejects.toMatchObject({ code: 'ENOENT' });
    expect([middle.destroyed, sink.destroyed]).toEqual([true, true]);
  });

  it('pipeline, to a file in a folder that is not there, fails with ENOENT and destroys ours', async () => {
    const source = bytes(1_000, 1_000);
    await expect(
      promises.pipeline(source, createWriteStream(join(folder, 'no', 'where'))),
    ).rejects.toMatchObject({ code: 'ENOENT' });
    expect(source.destroyed).toBe(true);
  });

  it('pipeline, to a file that was opened to be read, fails with EBADF', async () => {
    const fd = openSync(file, 'r');
    const source = bytes(10, 10);
    await expect(promises.pipeline(source, createWriteStream('', { fd }))).rejects.toMatchObject({
      code: 'EBADF',
    });
    expect(source.destroyed).toBe(true);
  });

  it('pipeline, aborted while a file is read, destroys all', async () => {
    const stop = new AbortController();
    const source = createReadStream(file, { highWaterMark: 64 });
    const middle = inverter();
    const sink = new ours.Writable({
      write(_chunk, _encoding, done) {
        stop.abort();
        done();
      },
    });
    await expect(promises.pipeline(source, middle, sink, { signal: stop.signal })).rejects.toMatchObject({
      code: 'ABORT_ERR',
    });
    expect([source.destroyed, middle.destroyed, sink.destroyed]).toEqual([true, true, true]);
  });

  it('finished, of files that ours is piped from and to, comes after their end', async () => {
    const out = join(folder, 'finished');
    const sink = createWriteStream(out);
    const ended = new Promise((resolve) => finished(sink, (error) => resolve(tellOf(error))));
    bytes(100, 1_000).pipe(inverter()).pipe(sink);
    expect(await ended).toBe('a clean end');
    expect(readFileSync(out).equals(inverted(allBytes(100, 1_000)))).toBe(true);
  });

  it('pipeline, from a file through a generator to ours, gives what it yields', async () => {
    const sink = collector();
    await promises.pipeline(
      createReadStream(file, { highWaterMark: 10_000 }),
      async function* (source: AsyncIterable<Buffer>) {
        for await (const chunk of source) yield inverted(chunk);
      },
      sink,
    );
    expect(sink.all.equals(inverted(content))).toBe(true);
  });
});

describe('behaviour', () => {
  it('pipe, of a fast source of ours to a file, stops while the file is written', async () => {
    const source = bytes(200, 10_000);
    let pauses = 0;
    source.on('pause', () => pauses++);
    const out = join(folder, 'piped');
    const sink = source.pipe(createWriteStream(out, { highWaterMark: 1_000 }));
    await once(sink, 'close');
    expect(pauses).toBeGreaterThan(10);
    expect(readFileSync(out).equals(allBytes(200, 10_000))).toBe(true);
  });

  it('pipe, of a file to a slow sink of ours, stops the file', async () => {
    const source = createReadStream(file, { highWaterMark: 1_000 });
    const sink = collector(true);
    let most = 0;
    source.on('data', () => {
      most = Math.max(most, sink.writableLength);
    });
    source.pipe(sink);
    await once(sink, 'finish');
    expect(sink.all.equals(content)).toBe(true);
    expect(most).toBeLessThanOrEqual(3_000);
  });

  it('wrap and from, of a file, give its bytes', async () => {
    const wrapped = new ours.Readable().wrap(createReadStream(file));
    expect(Buffer.concat(await wrapped.toArray()).equals(content)).toBe(true);
    const from = ours.Readable.from(createReadStream(file));
    expect(Buffer.concat(await from.toArray()).equals(content)).toBe(true);
  });

  it('a file handle, written to from a stream of ours, holds its bytes', async () => {
    const out = join(folder, 'handle');
    const handle = await open(out, 'w');
    await handle.writeFile(bytes(10, 100) as AsyncIterable<Buffer> as never);
    await handle.close();
    expect(readFileSync(out).equals(allBytes(10, 100))).toBe(true);
  });

  it('readline, over a stream of ours, gives its lines', async () => {
    const lines = [];
    for await (const line of createInterface({ input: ours.Readable.from(['be', 'ep\nbo', 'op\n']) })) {
      lines.push(line);
    }
    expect(lines).toEqual(['beep', 'boop']);
  });

  it('destroy, of a file stream in a pipe of ours before it is open, leaves no file open', async () => {
    const out = join(folder, 'never');
    const sink = createWriteStream(out);
    const source = bytes(10, 10);
    source.pipe(sink);
    sink.destroy();
    await once(sink, 'close');
    expect(source.listenerCount('data')).toBe(0);
    expect(sink.pending || existsSync(out)).toBe(true);
  });
});
