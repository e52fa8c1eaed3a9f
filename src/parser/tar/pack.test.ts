import { describe, expect, expectTypeOf, it } from 'vitest';
import { Readable } from '../../core/readable.ts';
import { laws } from '../../testing/stream-spec/laws.ts';
import type { TarEntryHeader, TarHeader } from './_header.ts';
import type { TarSink } from './_sink.ts';
import { bytesFrom, bytesOf, read, textOf } from './_test-read.ts';
import { extract } from './extract.ts';
import { pack } from './index.ts';
import type { TarPack, TarPackOptions } from './pack.ts';

const mtime = new Date(1_234_567_890_000);

/** What is read of an archive that a function packs. */
async function entriesOf(fill: (archive: TarPack) => void, options?: TarPackOptions) {
  const archive = pack(options);
  fill(archive);
  archive.finalize();
  return read(await bytesFrom(archive));
}

async function packed(header: TarEntryHeader, body: string | null = ''): Promise<TarHeader> {
  return (await entriesOf((archive) => archive.entry(header, body)))[0]!.header;
}

const errorOf = (archive: TarPack): Promise<unknown> =>
  new Promise((resolve) => archive.on('error', resolve).resume());

describe('pack', () => {
  describe('behaviour', () => {
    it('entry, with contents or without, of each type, is read as it was packed', async () => {
      const headers = [
        { name: 'file', mode: 0o4755, uid: 1, gid: 2, uname: 'u', gname: 'g', mtime },
        { name: 'dir/', type: 'directory', mtime },
        { name: 'soft', type: 'symlink', linkname: 'file', mtime },
        { name: 'hard', type: 'link', linkname: 'file', mtime },
        { name: 'tty', type: 'character-device', devmajor: 5, devminor: 1, mtime },
        { name: 'disk', type: 'block-device', devmajor: 8, devminor: 0, mtime },
        { name: 'pipe', type: 'fifo', mtime },
        { name: 'whole', type: 'contiguous-file', mtime },
      ] as const;
      const seen = await entriesOf((archive) => {
        for (const header of headers) archive.entry(header, header.name === 'file' ? 'beep' : null).end();
      });
      for (const [i, header] of headers.entries()) expect(seen[i]!.header).toMatchObject(header);
      expect(seen.map(({ body }) => textOf(body)).join('|')).toBe('beep|||||||');
    });

    it('archive, of two entries, is blocks of 512 bytes with two of zeros at its end', async () => {
      const archive = pack();
      archive.entry({ name: 'a' }, 'beep');
      archive.entry({ name: 'b' }, 'x'.repeat(512));
      archive.finalize();
      const bytes = await bytesFrom(archive);
      expect(bytes.length).toBe(4 * 512 + 1024);
      expect(bytes.subarray(-1024).every((byte) => byte === 0)).toBe(true);
      expect(bytes.subarray(2048 - 512, 2048).every((byte) => byte === 0x78)).toBe(true);
    });

    it('header, with little in it, gets the defaults', async () => {
      const before = Date.now() - 1000;
      const header = await packed({ name: 'a' });
      expect(header).toMatchObject({ mode: 0o644, uid: 0, gid: 0, type: 'file', size: 0, pax: null });
      expect(header.mtime.getTime()).toBeGreaterThanOrEqual(before);
      expect((await packed({ name: 'd', type: 'directory' })).mode).toBe(0o755);
      expect((await packed({ name: 'd', mode: 0o40700 })).type).toBe('directory');
    });

    it('header, that is given, is not changed', async () => {
      const header = Object.freeze({ name: 'a' });
      await packed(header, 'beep');
      expect(header).toEqual({ name: 'a' });
    });

    it('names, long and of any characters, come out as they were', async () => {
      for (const name of [
        '',
        'a'.repeat(100),
        `${'a'.repeat(155)}/b`,
        'b'.repeat(101),
        `${'é/'.repeat(90)}x`,
        '漢/',
      ]) {
        expect((await packed({ name, linkname: 't'.repeat(120), type: 'symlink' })).name).toBe(name);
        expect((await packed({ name })).name).toBe(name);
      }
    });

    it('numbers and owners, that have no room in a block, come out as they were', async () => {
      const header = {
        name: 'a',
        uid: 2 ** 31,
        gid: 2 ** 40,
        uname: 'ü'.repeat(20),
        gname: 'g'.repeat(33),
        mtime: new Date(-1000),
        devmajor: 2 ** 20,
        devminor: 2 ** 21,
        type: 'character-device',
      } as const;
      expect(await packed(header)).toMatchObject(header);
      const late = new Date(2 ** 33 * 1000);
      expect((await packed({ name: 'a', mtime: late })).mtime).toEqual(late);
    });

    it('pax, given, is in the extended header, but for what the header itself says', async () => {
      const pax = {
        hdrcharset: 'BINARY',
        comment: 'ä',
        path: 'old',
        size: '99',
        'GNU.sparse.major': '1',
        mtime: '1234567890.5',
      };
      const header = await packed({ name: 'new', mtime, pax }, 'beep');
      expect(header).toMatchObject({ name: 'new', size: 4, mtime: new Date(1_234_567_890_500) });
      expect(header.pax).toEqual({ path: 'new', comment: 'ä', mtime: '1234567890.5' });
      const later = await packed({ name: 'new', mtime: new Date(0), pax });
      expect(later.mtime).toEqual(new Date(0));
    });

    it('global header, packed, holds for the entries after it', async () => {
      const seen = await entriesOf((archive) => {
        archive.entry({ name: 'a' }, '');
        archive.entry({ name: 'ignored', type: 'pax-global-header', pax: { comment: 'c' } });
        archive.entry({ name: 'b' }, '');
      });
      expect(seen.map(({ header }) => [header.name, header.pax])).toEqual([
        ['a', null],
        ['b', { comment: 'c' }],
      ]);
    });

    it('global header, packed, has all the records that are given', async () => {
      const pax = { uname: 'all', mtime: '12.5', 'GNU.volume.label': 'Backup' };
      const seen = await entriesOf((archive) => {
        archive.entry({ name: '', type: 'pax-global-header', pax });
        archive.entry({ name: 'a' }, '');
      });
      expect(seen[0]!.header).toMatchObject({ uname: 'all', mtime: new Date(12_500), pax });
    });

    it('an archive, repacked with other names by pipes, has them', async () => {
      const first = pack();
      first.entry({ name: 'é'.repeat(80), mtime }, 'x'.repeat(100_000));
      first.entry({ name: 'b', mtime }, '');
      first.finalize();
      const second = pack();
      const source = extract();
      source.on('entry', (header, entry, next) => {
        header.name = `new/${header.size}`;
        entry.pipe(second.entry(header, next));
      });
      source.on('finish', () => second.finalize());
      first.pipe(source);
      const seen = await read(await bytesFrom(second));
      expect(seen.map(({ header, body }) => [header.name, body.length])).toEqual([
        ['new/100000', 100_000],
        ['new/0', 0],
      ]);
    });

    it('entries, written to at the same time, come one after the other', async () => {
      const seen = await entriesOf((archive) => {
        const sinks = ['a', 'b', 'c'].map((name) => archive.entry({ name, size: 4 }));
        for (const sink of sinks) sink.write('be');
        for (const sink of sinks.reverse()) sink.end('ep');
      });
      expect(seen.map(({ header, body }) => header.name + textOf(body))).toEqual(['abeep', 'bbeep', 'cbeep']);
    });

    it('many entries, waiting for one before them, are packed without deep calls', async () => {
      const seen = await entriesOf((archive) => {
        const first = archive.entry({ name: 'first', size: 1 });
        for (let i = 0; i < 20_000; i++) archive.entry({ name: `${i}`, size: 0 }).end();
        first.end('x');
      });
      expect(seen).toHaveLength(20_001);
    });

    it('entry, of unknown size, is spooled, and the ones after it wait', async () => {
      const seen = await entriesOf((archive) => {
        const unknown = archive.entry({ name: 'unknown' });
        archive.entry({ name: 'b' }, 'after');
        for (let i = 0; i < 10; i++) unknown.write('0123456789');
        unknown.end();
      });
      expect(seen.map(({ header }) => [header.name, header.size])).toEqual([
        ['unknown', 100],
        ['b', 5],
      ]);
      expect(await entriesOf((archive) => void archive.entry({ name: 'empty' }).end())).toHaveLength(1);
    });

    it('callback, of each kind of entry, is called once it is packed and read', async () => {
      const archive = pack();
      const called: unknown[] = [];
      archive.entry({ name: 'a' }, 'x', (error) => called.push(['a', error]));
      archive.entry({ name: 'd', type: 'directory' }, (error) => called.push(['d', error]));
      const stream = archive.entry({ name: 's', size: 1 }, null, (error) => called.push(['s', error]));
      expect(called).toEqual([]);
      stream.end('x');
      archive.finalize();
      await bytesFrom(archive);
      expect(called).toEqual([
        ['a', null],
        ['d', null],
        ['s', null],
      ]);
    });

    it('write, while nobody reads, asks to wait, and drain follows', async () => {
      const archive = pack({ highWaterMark: 1000 });
      const sink = archive.entry({ name: 'a', size: 300_000 });
      const chunk = new Uint8Array(100_000);
      expect(sink.write(chunk)).toBe(false);
      sink.write(chunk);
      sink.end(chunk);
      await new Promise((resolve) => archive.once('readable', resolve));
      expect(archive.readableLength).toBeLessThan(150_000);
      archive.finalize();
      expect((await bytesFrom(archive)).length).toBe(512 + 300_032 + 1024);
    });

    it('finalize, twice or of an empty archive, ends it once', async () => {
      const archive = pack();
      archive.finalize();
      archive.finalize();
      expect((await bytesFrom(archive)).length).toBe(1024);
    });
  });

  describe('errors', () => {
    it('entry, after finalize or destroy, throws ERR_TAR_FINALIZED', () => {
      const code = expect.objectContaining({ code: 'ERR_TAR_FINALIZED' });
      const final = pack();
      final.finalize();
      expect(() => final.entry({ name: 'a' }, 'x')).toThrow(code);
      expect(() => pack().destroy().entry({ name: 'a' }, 'x')).toThrow(code);
    });

    it.each([
      ['fewer', 5, 'abc', 3],
      ['more', 2, 'abc', 3],
    ])(
      'entry, of %s bytes than its size, is ERR_TAR_SIZE_MISMATCH everywhere',
      async (_how, size, text, written) => {
        const archive = pack();
        const failed = errorOf(archive);
        const called = new Promise((resolve) => {
          archive.entry({ name: 'a', size }, resolve).end(text);
        });
        const error = await failed;
        expect(error).toMatchObject({
          code: 'ERR_TAR_SIZE_MISMATCH',
          message: `Cannot pack entry 'a': ${written} bytes were written, expected ${size}`,
        });
        expect(await called).toBe(error);
      },
    );

    it('entry, of a directory or of contents given, that is written to, is ERR_TAR_BODY_NOT_ALLOWED', async () => {
      const archive = pack();
      const failed = errorOf(archive);
      archive.entry({ name: 'd', type: 'directory' }).end('x');
      expect(await failed).toMatchObject({
        code: 'ERR_TAR_BODY_NOT_ALLOWED',
        message: "Cannot write to entry 'd': a directory has no body",
      });
    });

    it('entry, of unknown size, beyond maxSpoolBytes, is ERR_TAR_SPOOL_TOO_LARGE', async () => {
      const archive = pack({ maxSpoolBytes: 10 });
      const failed = errorOf(archive);
      archive.entry({ name: 'a' }).end('x'.repeat(11));
      expect(await failed).toMatchObject({ code: 'ERR_TAR_SPOOL_TOO_LARGE' });
    });

    it('destroy, of an entry that is not over, destroys the archive', async () => {
      for (const error of [undefined, new Error('boo')]) {
        const archive = pack();
        const failed = errorOf(archive);
        const called = new Promise((resolve) => {
          archive.entry({ name: 'a', size: 5 }, resolve).destroy(error);
        });
        const expected = error ?? expect.objectContaining({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
        expect(await failed).toEqual(expected);
        expect(await called).toEqual(expected);
      }
    });

    it('destroy, of the archive, destroys its entries and calls their callbacks', async () => {
      const archive = pack();
      const called: unknown[] = [];
      const sinks: TarSink[] = [{ name: 'a', size: 5 }, { name: 'b', size: 5 }, { name: 'c' }].map((header) =>
        archive.entry(header, (error) => called.push((error as { code?: string } | null)?.code)),
      );
      const closed = new Promise((resolve) => archive.on('close', resolve));
      archive.destroy();
      await closed;
      expect(called).toEqual(Array(3).fill('ERR_STREAM_PREMATURE_CLOSE'));
      expect(sinks.every((sink) => sink.destroyed)).toBe(true);
    });

    it('callback, of each kind of entry, is called when entry and destroy have returned', async () => {
      for (const end of ['finalize', 'destroy'] as const) {
        const archive = pack();
        const called: boolean[] = [];
        const sinks: TarSink[] = [];
        const add = (header: TarEntryHeader, body: string | null) => {
          const sink: TarSink = archive.entry(header, body, () => {
            called.push(
              sinks.includes(sink) && (end === 'finalize' || sinks.slice(1).every((one) => one.destroyed)),
            );
          });
          sinks.push(sink);
        };
        archive.resume();
        add({ name: 'd', type: 'directory' }, null);
        add({ name: 'a', size: 1 }, null);
        add({ name: 'b' }, 'x');
        add({ name: 'e', type: 'directory' }, null);
        const closed = new Promise((resolve) => archive.on('close', resolve));
        if (end === 'finalize') sinks[1]!.end('x');
        archive[end]();
        await closed;
        expect(called).toEqual([true, true, true, true]);
      }
    });

    it('a source, that fails into an entry by pipeline, destroys the archive', async () => {
      const archive = pack();
      const failed = errorOf(archive);
      const source = new Readable<Uint8Array>({
        read() {
          this.destroy(new Error('boo'));
        },
      });
      const sink = archive.entry({ name: 'a', size: 5 });
      source.on('error', (error) => sink.destroy(error));
      source.pipe(sink);
      expect(await failed).toMatchObject({ message: 'boo' });
    });

    it.each([
      ['ERR_INVALID_ARG_TYPE', {}],
      ['ERR_INVALID_ARG_TYPE', { name: 5 }],
      ['ERR_INVALID_ARG_TYPE', { name: 'a', mode: '5' }],
      ['ERR_INVALID_ARG_TYPE', { name: 'a', mtime: 5 }],
      ['ERR_INVALID_ARG_TYPE', { name: 'a', pax: 5 }],
      ['ERR_INVALID_ARG_VALUE', { name: 'a\0b' }],
      ['ERR_INVALID_ARG_VALUE', { name: 'a', type: 'odd' }],
      ['ERR_INVALID_ARG_VALUE', { name: 'a', mtime: new Date(Number.NaN) }],
      ['ERR_INVALID_ARG_VALUE', { name: 'a', pax: { 'a=b': 'c' } }],
      ['ERR_OUT_OF_RANGE', { name: 'a', size: -1 }],
      ['ERR_OUT_OF_RANGE', { name: 'a', uid: 1.5 }],
      ['ERR_OUT_OF_RANGE', { name: 'a', gid: 2 ** 60 }],
    ])('entry, of a header that cannot be, throws %s', (code, header) => {
      expect(() => pack().entry(header as never)).toThrow(expect.objectContaining({ code }));
    });

    it('entry, of contents or a callback of another type, throws ERR_INVALID_ARG_TYPE', () => {
      const code = expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' });
      expect(() => pack().entry({ name: 'a' }, 5 as never)).toThrow(code);
      expect(() => pack().entry({ name: 'a' }, 'x', 5 as never)).toThrow(code);
    });
  });

  describe('laws', () => {
    const make = (options?: TarPackOptions): TarPack => {
      const archive = pack(options);
      if (archive.destroyed) return archive;
      for (let i = 0; i < 5; i++) archive.entry({ name: `${i}`, mtime }, 'x'.repeat(i * 300));
      archive.entry({ name: 'sized', size: 90_000, mtime }).end('y'.repeat(90_000));
      archive.entry({ name: 'spooled', mtime }).end('z');
      archive.finalize();
      return archive;
    };
    const failing = (error: Error): TarPack => {
      const archive = pack();
      archive.entry({ name: 'a', size: 5 }).destroy(error);
      return archive;
    };
    for (const { name, check } of laws(() => make(), {
      signal: (signal) => make({ signal }),
      fails: { make: failing },
      bound: 200_000,
    })) {
      it(name, check);
    }
  });

  describe('types', () => {
    it('pack, gives bytes, and entries that text and bytes are written to', () => {
      expectTypeOf(pack()).toExtend<AsyncIterable<Uint8Array>>();
      expectTypeOf(pack().entry).returns.toEqualTypeOf<TarSink>();
      expectTypeOf<TarHeader>().toExtend<TarEntryHeader>();
      expectTypeOf(bytesOf('')).toExtend<Parameters<TarSink['write']>[0]>();
    });
  });
});
