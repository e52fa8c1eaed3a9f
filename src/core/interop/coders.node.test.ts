/** Transforms of zlib and crypto between streams of ours. */
import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createBrotliCompress, createBrotliDecompress, createGunzip, createGzip, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { allBytes, boom, bytes, collector, inverted, inverter, joiners, ours } from './_test-kit.ts';

const plain = allBytes(100, 5_000);
const key = Buffer.alloc(32, 1);
const iv = Buffer.alloc(16, 2);

describe.each(joiners)('pipeline, %s', (_name, { promises }) => {
  it.each([
    ['gzip', createGzip, createGunzip],
    ['brotli', createBrotliCompress, createBrotliDecompress],
  ])('pipeline, through %s and back with ours between, gives what went in', async (_coder, pack, unpack) => {
    const sink = collector(true);
    await promises.pipeline([bytes(100, 5_000), pack(), new ours.PassThrough(), unpack(), inverter(), sink]);
    expect(sink.all.equals(inverted(plain))).toBe(true);
  });

  it('pipeline, through a cipher and back with ours between, gives what went in', async () => {
    const sink = collector(true);
    await promises.pipeline([
      bytes(100, 5_000),
      createCipheriv('aes-256-cbc', key, iv),
      new ours.PassThrough({ highWaterMark: 7 }),
      createDecipheriv('aes-256-cbc', key, iv),
      sink,
    ]);
    expect(sink.all.equals(plain)).toBe(true);
  });

  it('pipeline, from ours to a hash, gives the digest', async () => {
    const hash = createHash('sha256');
    await promises.pipeline(bytes(100, 5_000), hash);
    expect(hash.digest('hex')).toBe(createHash('sha256').update(plain).digest('hex'));
  });

  it('pipeline, through a hash to ours, gives the digest as a chunk', async () => {
    const sink = collector();
    await promises.pipeline(bytes(100, 5_000), createHmac('sha1', 'key'), sink);
    expect(sink.all.equals(createHmac('sha1', 'key').update(plain).digest())).toBe(true);
  });

  it.each([
    ['a changed byte', (zipped: Buffer) => zipped.fill(0, 20, 60), 'Z_DATA_ERROR'],
    ['no header', (zipped: Buffer) => zipped.fill(0, 0, 2), 'Z_DATA_ERROR'],
    ['a cut end', (zipped: Buffer) => zipped.subarray(0, -20), 'Z_BUF_ERROR'],
  ])('pipeline, of gzip with %s, fails and destroys ours on both sides', async (_what, spoil, code) => {
    const source = ours.Readable.from([spoil(gzipSync(plain))]);
    const sink = collector();
    await expect(promises.pipeline(source, createGunzip(), sink)).rejects.toMatchObject({ code });
    expect([source.destroyed, sink.destroyed]).toEqual([true, true]);
  });

  it('pipeline, of a cipher text that was cut, fails and destroys ours on both sides', async () => {
    const source = bytes(1, 5);
    const sink = collector();
    await expect(
      promises.pipeline(source, createDecipheriv('aes-256-cbc', key, iv), sink),
    ).rejects.toMatchObject({ code: expect.stringMatching(/^ERR_OSSL/) });
    expect([source.destroyed, sink.destroyed]).toEqual([true, true]);
  });

  it('pipeline, whose source of ours fails, closes the zlib stream', async () => {
    const gzip = createGzip();
    let n = 0;
    const source = new ours.Readable({
      read() {
        if (n++ < 3) this.push('abc');
        else this.destroy(boom);
      },
    });
    await expect(promises.pipeline(source, gzip, collector())).rejects.toBe(boom);
    expect(gzip.destroyed).toBe(true);
  });
});

describe('behaviour', () => {
  it('compose, of a zlib stream and its inverse, is one stream of ours that gives what it takes', async () => {
    const { compose } = ours as unknown as { compose(...parts: unknown[]): NodeJS.ReadWriteStream };
    const sink = collector();
    bytes(100, 5_000).pipe(compose(createGzip(), createGunzip())).pipe(sink);
    await once(sink, 'finish');
    expect(sink.all.equals(plain)).toBe(true);
  });

  it('pipe, of ours through gzip flushed after each chunk, gives each at once', async () => {
    const gzip = createGzip();
    const source = new ours.Readable({ read() {} });
    const unpacked = source.pipe(gzip).pipe(createGunzip()).pipe(new ours.PassThrough());
    source.on('data', () => gzip.flush());
    for (const text of ['beep', 'boop']) {
      source.push(text);
      expect(`${await once(unpacked, 'data')}`).toBe(text);
    }
    source.push(null);
    await once(unpacked, 'end');
  });
});
