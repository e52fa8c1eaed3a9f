import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { joinBytes } from '../../core/_lengths.ts';
import { laws } from '../../testing/stream-spec/laws.ts';
import type { TarEntry } from './_entry.ts';
import type { TarHeader } from './_header.ts';
import {
  archiveOf,
  block,
  bytesFrom,
  bytesOf,
  cutAt,
  END,
  entry,
  octal,
  read,
  record,
  textOf,
} from './_test-read.ts';
import type { TarExtract, TarExtractOptions, TarNext } from './extract.ts';
import { extract } from './extract.ts';

/** What is seen of each entry: its name and contents. */
async function contentsOf(archive: Uint8Array, options = {}): Promise<[string, string][]> {
  return (await read(archive, options)).map(({ header, body }) => [header.name, textOf(body)]);
}

async function headerOf(archive: Uint8Array, options = {}): Promise<TarHeader> {
  return (await read(archive, options))[0]!.header;
}

const codeOf = (archive: Uint8Array, options = {}): Promise<unknown> =>
  read(archive, options).then(
    () => 'no error',
    (error) => error.code,
  );

const two = archiveOf(entry({ name: 'a' }, 'beep'), entry({ name: 'b' }, 'x'.repeat(1000)));

describe('extract', () => {
  describe('behaviour', () => {
    it('extract, of a whole archive in one chunk, emits entry, data, end, close and finish in order', async () => {
      const stream = extract();
      const seen: unknown[] = [];
      stream.on('entry', (header, entry, next) => {
        seen.push(header.name);
        entry.on('data', (chunk) => seen.push(chunk.length));
        for (const event of ['end', 'close']) entry.on(event, () => seen.push(event));
        entry.on('end', () => next());
      });
      stream.on('finish', () => seen.push('finish'));
      const closed = new Promise((resolve) => stream.on('close', resolve));
      stream.end(two);
      await closed;
      expect(seen).toEqual(['a', 4, 'end', 'close', 'b', 1000, 'end', 'close', 'finish']);
    });

    it('header, of a plain file, has the fields of tar-stream', async () => {
      expect(
        await headerOf(archiveOf(entry({ name: 'a', uid: '0000765\0', mtime: octal(5) }, 'beep'))),
      ).toEqual({
        name: 'a',
        mode: 0o644,
        uid: 501,
        gid: 0,
        size: 4,
        byteOffset: 512,
        mtime: new Date(5000),
        type: 'file',
        linkname: null,
        uname: '',
        gname: '',
        devmajor: 0,
        devminor: 0,
        pax: null,
      });
    });

    it.each([
      ['\0', 'file'],
      ['0', 'file'],
      ['1', 'link'],
      ['2', 'symlink'],
      ['3', 'character-device'],
      ['4', 'block-device'],
      ['5', 'directory'],
      ['6', 'fifo'],
      ['7', 'contiguous-file'],
      ['M', 'continuation'],
      ['Z', 'file'],
    ])('type, of the letter %j, is %s', async (type, expected) => {
      expect((await headerOf(archiveOf(block({ type })))).type).toBe(expected);
    });

    it('type, of a file whose name ends with a slash, is directory', async () => {
      expect((await headerOf(archiveOf(block({ name: 'a/', magic: '\0', type: '\0' })))).type).toBe(
        'directory',
      );
    });

    it('name, with a prefix, is both, but not in the format of GNU', async () => {
      expect((await headerOf(archiveOf(block({ name: 'b', prefix: 'a' })))).name).toBe('a/b');
      const gnu = block({ name: 'b', magic: 'ustar  \0', prefix: '12345670123' });
      expect((await headerOf(archiveOf(gnu))).name).toBe('b');
    });

    it('name, with the shorter prefix of star, does not take the times for a part of it', async () => {
      const at = { 345: 'p'.repeat(131), 476: octal(1), 488: octal(2), 508: 'tar\0' };
      expect((await headerOf(archiveOf(block({ name: 'b', at })))).name).toBe(`${'p'.repeat(131)}/b`);
    });

    it('name, that is empty, is an entry like others', async () => {
      expect(await contentsOf(archiveOf(entry({ name: '' }, 'x'), entry({ name: 'b' }, 'y')))).toEqual([
        ['', 'x'],
        ['b', 'y'],
      ]);
    });

    it('filenameEncoding, when given, decodes names', async () => {
      const at = { 0: Uint8Array.of(0xe9, 0) };
      expect((await headerOf(archiveOf(block({ at })), { filenameEncoding: 'latin1' })).name).toBe('é');
    });

    it('numbers, in base 256, with leading spaces, without an end or blank, are read', async () => {
      const at = { 108: Uint8Array.of(0x80, 0, 0, 0, 0, 0x20, 0, 1), 116: '  12 \0\0\0' };
      const header = await headerOf(archiveOf(block({ at, mtime: Uint8Array.from(Array(12).fill(0xff)) })));
      expect([header.uid, header.gid, header.mtime]).toEqual([0x200001, 0o12, new Date(-1000)]);
      const full = await headerOf(archiveOf(block({ at: { 108: '77777777', 116: '\0\0\0\0\0\0\0\0' } })));
      expect([full.uid, full.gid]).toEqual([0o77777777, 0]);
    });

    it("devminor, of headers that differ in its last digit only, is each one's own", async () => {
      const node = (last: number) =>
        block({ type: '3', at: { 337: Uint8Array.of(0x80, 0, 0, 0, 0, 0, 0, last) } });
      const seen = await read(archiveOf(node(1), node(2)));
      expect(seen.map(({ header }) => header.devminor)).toEqual([1, 2]);
    });

    it('checksum, summed of signed bytes, is right too', async () => {
      const name = 'é';
      const plain = block({ name });
      const sum = plain.reduce((sum, byte, i) => sum + (i >= 148 && i < 156 ? 0x20 : (byte << 24) >> 24), 0);
      expect(await codeOf(archiveOf(block({ name, checksum: `${sum.toString(8)}\0` })))).toBe('no error');
    });

    it('long names of GNU, in either order, are those of the next entry only', async () => {
      const long = 'n'.repeat(300);
      const target = 't'.repeat(200);
      const archive = archiveOf(
        entry({ name: '././@LongLink', type: 'K' }, `${target}\0`),
        entry({ name: '././@LongLink', type: 'L' }, `${long}\0`),
        block({ name: 'n', type: '2', linkname: 't' }),
        block({ name: 'm', type: '2', linkname: 'u' }),
      );
      const [first, second] = await read(archive);
      expect([first!.header.name, first!.header.linkname]).toEqual([long, target]);
      expect([second!.header.name, second!.header.linkname]).toEqual(['m', 'u']);
    });

    it('records of extended headers, several of them and of Solaris, say all of the next entry', async () => {
      const archive = archiveOf(
        entry({ type: 'x' }, record('path', 'é/ü') + record('uid', '5000000') + record('mtime', '1.5')),
        entry({ type: 'X' }, record('gid', '7') + record('uname', 'ûser') + record('size', '3')),
        entry({ name: 'short', size: octal(0) }, 'abc'),
        block({ name: 'b' }),
      );
      const [first, second] = await read(archive);
      expect(first).toMatchObject({
        header: { name: 'é/ü', uid: 5_000_000, gid: 7, uname: 'ûser', size: 3, mtime: new Date(1500) },
      });
      expect(textOf(first!.body)).toBe('abc');
      expect(first!.header.pax).toEqual({
        path: 'é/ü',
        uid: '5000000',
        mtime: '1.5',
        gid: '7',
        uname: 'ûser',
        size: '3',
      });
      expect(second!.header).toMatchObject({ name: 'b', uid: 0, pax: null });
    });

    it('records of global headers, hold until others come, and an empty one takes them back', async () => {
      const archive = archiveOf(
        entry({ type: 'g' }, record('path', 'all') + record('comment', 'c')),
        block({ name: 'a' }),
        entry({ type: 'x' }, record('path', 'own')),
        block({ name: 'b' }),
        entry({ type: 'x' }, record('path', '')),
        block({ name: 'c' }),
        entry({ type: 'g' }, record('path', '')),
        block({ name: 'd' }),
      );
      const headers = (await read(archive)).map(({ header }) => header);
      expect(headers.map(({ name }) => name)).toEqual(['all', 'own', 'c', 'd']);
      expect(headers.map(({ pax }) => pax)).toEqual([
        { path: 'all', comment: 'c' },
        { comment: 'c', path: 'own' },
        { comment: 'c' },
        { comment: 'c' },
      ]);
    });

    it('records, with the keyword __proto__, are records', async () => {
      const archive = archiveOf(entry({ type: 'x' }, record('__proto__', 'x')), block({}));
      const { pax } = await headerOf(archive);
      expect(Object.entries(pax!)).toEqual([['__proto__', 'x']]);
      expect(Object.getPrototypeOf(pax)).toBe(Object.prototype);
    });

    it('links and directories, that carry a size, have a body only if one follows', async () => {
      const size = octal(700);
      const archive = archiveOf(
        block({ name: 'd', type: '5', size }),
        block({ name: 'l', type: '1', linkname: 'x', size }),
        entry({ name: 'm', type: '1', linkname: 'x' }, 'y'.repeat(700)),
        entry({ name: 'f' }, 'z'),
      );
      expect(
        (await read(archive)).map(({ header, body }) => [header.name, header.size, body.length]),
      ).toEqual([
        ['d', 0, 0],
        ['l', 0, 0],
        ['m', 700, 700],
        ['f', 1, 1],
      ]);
      expect(await contentsOf(block({ name: 'd', type: '5', size }))).toEqual([['d', '']]);
    });

    it('labels of volumes, are events and no entries', async () => {
      const stream = extract();
      const labels: string[] = [];
      stream.on('label', (label) => labels.push(label));
      stream.end(
        archiveOf(block({ name: 'Backup', type: 'V', magic: 'ustar  \0' }), entry({ name: 'a' }, 'x')),
      );
      const names: string[] = [];
      for await (const { header } of stream) names.push(header.name);
      expect([labels, names]).toEqual([['Backup'], ['a']]);
    });

    it('labels of volumes, in global headers, are events too', async () => {
      const stream = extract();
      const events: string[] = [];
      stream.on('label', (label) => events.push(`label ${label}`));
      stream.on('entry', ({ name }, _entry, next) => {
        events.push(name);
        next();
      });
      const global = entry({ type: 'g' }, record('GNU.volume.label', 'Backup') + record('comment', 'c'));
      stream.end(
        archiveOf(global, block({ name: 'a' }), entry({ type: 'g' }, record('comment', 'd')), block({})),
      );
      await new Promise((resolve) => stream.on('finish', resolve));
      expect(events).toEqual(['label Backup', 'a', 'a']);
    });

    it('the rest of a file of another volume, which a global header tells of, is a continuation', async () => {
      const volume = record('GNU.volume.filename', 'd/whole') + record('GNU.volume.offset', '512');
      const entries = await read(
        archiveOf(
          entry({ type: 'g' }, volume),
          entry({ type: 'x' }, record('atime', '0')),
          entry({ name: 'd/GNUFileParts/whole.2' }, 'rest'),
          entry({ name: 'next' }, 'next'),
        ),
      );
      expect(entries.map(({ header, body }) => [header.name, header.type, textOf(body)])).toEqual([
        ['d/whole', 'continuation', 'rest'],
        ['next', 'file', 'next'],
      ]);
    });

    it('filenameEncoding, of names in extended headers, is that of those that are not UTF-8', async () => {
      const binary = (keyword: string, value: string) => bytesOf(record(keyword, value)).map(latin1);
      const latin1 = (byte: number) => (byte === 0x7e ? 0xe9 : byte);
      const archive = archiveOf(
        entry({ type: 'x' }, binary('path', 'caf~')),
        block({}),
        entry({ type: 'x' }, record('path', 'café')),
        block({}),
      );
      const names = async (options?: TarExtractOptions) =>
        (await read(archive, options)).map(({ header }) => header.name);
      expect(await names({ filenameEncoding: 'latin1' })).toEqual(['café', 'café']);
      expect(await names()).toEqual(['caf\ufffd', 'café']);
    });

    it('entries of access lists and inodes, that nobody knows, are left out with their bodies', async () => {
      const parts = [...'AEIN'].map((type) => entry({ type }, 'x'.repeat(600)));
      expect(await contentsOf(archiveOf(...parts, entry({ name: 'a' }, 'b')))).toEqual([['a', 'b']]);
    });

    it('archives, one after the other, are read as one, unless only the first is asked for', async () => {
      const archive = joinBytes([
        archiveOf(entry({ type: 'g' }, record('uname', 'u')), entry({ name: 'a' }, 'b')),
        END,
        archiveOf(entry({ name: 'c' }, 'd')),
      ]);
      expect(await contentsOf(archive)).toEqual([
        ['a', 'b'],
        ['c', 'd'],
      ]);
      expect((await read(archive))[1]!.header.uname).toBe('');
      expect(await contentsOf(archive, { firstArchiveOnly: true })).toEqual([['a', 'b']]);
    });

    it('what is behind the end, if it is no header, is ignored', async () => {
      expect(await contentsOf(joinBytes([two, bytesOf('garbage'.repeat(200))]))).toHaveLength(2);
    });

    it('an archive, without its end or without the padding of its last entry, is read', async () => {
      const parts = entry({ name: 'a' }, 'beep');
      expect(await contentsOf(parts)).toEqual([['a', 'beep']]);
      expect(await contentsOf(parts.subarray(0, 516))).toEqual([['a', 'beep']]);
      expect(await contentsOf(new Uint8Array(0))).toEqual([]);
      expect(await contentsOf(new Uint8Array(512))).toEqual([]);
    });

    it('next, before the contents are read, skips what nobody reads', async () => {
      const stream = extract();
      const names: string[] = [];
      stream.on('entry', (header, _entry, next) => {
        names.push(header.name);
        next();
      });
      const finished = new Promise((resolve) => stream.on('finish', resolve));
      const big = entry({ name: 'big' }, new Uint8Array(1_000_000));
      for (const chunk of cutAt(archiveOf(big, entry({ name: 'b' }, 'x')), [100_000, 300_000, 700_000])) {
        stream.write(chunk);
      }
      stream.end();
      await finished;
      expect(names).toEqual(['big', 'b']);
    });

    it('next, before the contents are read, waits for whoever reads them', async () => {
      const stream = extract();
      const sizes: number[] = [];
      stream.on('entry', (header, entry, next) => {
        next();
        let size = 0;
        entry.on('data', (chunk) => {
          size += chunk.length;
          entry.pause();
          queueMicrotask(() => entry.resume());
        });
        entry.on('end', () => sizes.push(size));
        if (header.name === 'b') entry.on('end', () => ended());
      });
      let ended = (): void => {};
      const allRead = new Promise<void>((resolve) => {
        ended = resolve;
      });
      for (const chunk of cutAt(two, [700, 1400, 1600])) stream.write(chunk);
      stream.end();
      await allRead;
      expect(sizes).toEqual([4, 1000]);
    });

    it('entry, without a listener, waits for one', async () => {
      const stream = extract();
      stream.end(two);
      await new Promise((resolve) => queueMicrotask(() => resolve(undefined)));
      const names: string[] = [];
      for await (const { header } of stream) names.push(header.name);
      expect(names).toEqual(['a', 'b']);
    });

    it.each(['on', 'once', 'addListener'] as const)(
      'entry, without a listener, waits for one that is added by %s',
      async (method) => {
        const stream = extract();
        stream.end(two);
        await new Promise<void>((resolve) => queueMicrotask(resolve));
        expect(await new Promise((resolve) => stream[method]('entry', ({ name }) => resolve(name)))).toBe(
          'a',
        );
      },
    );

    it('destroy, of an entry, skips the rest of it', async () => {
      const stream = extract();
      const seen: unknown[] = [];
      stream.end(archiveOf(entry({ name: 'a' }, 'x'.repeat(200_000)), entry({ name: 'b' }, 'y')));
      for await (const entry of stream) {
        for await (const chunk of entry) {
          seen.push(entry.header.name, chunk.length > 0);
          break;
        }
      }
      expect(seen).toEqual(['a', true, 'b', true]);
    });

    it('for await, of entries and their contents, gives all', async () => {
      for (const cuts of [[], [512], [300, 515, 600, 1800], Array.from({ length: 50 }, (_, i) => i * 61)]) {
        const stream = extract();
        for (const chunk of cutAt(two, cuts)) stream.write(chunk);
        stream.end();
        const seen: unknown[] = [];
        for await (const entry of stream) seen.push([entry.header.name, (await bytesFrom(entry)).length]);
        expect(seen).toEqual([
          ['a', 4],
          ['b', 1000],
        ]);
      }
    });

    it('for await, left early, destroys the stream', async () => {
      const stream = extract();
      stream.write(two.subarray(0, 2000));
      for await (const _entry of stream) break;
      expect(stream.destroyed).toBe(true);
    });

    it('for await, over a stream that has finished or failed, ends or throws', async () => {
      const finished = extract();
      finished.end(END);
      await new Promise((resolve) => finished.on('close', resolve));
      for await (const _entry of finished) expect.unreachable();
      const failed = extract();
      failed.on('error', () => {});
      failed.destroy(new Error('boo'));
      await expect(failed[Symbol.asyncIterator]().next()).rejects.toThrow('boo');
    });

    it.each(['pipe', 'readable', 'setEncoding', 'pause', 'later'])(
      'entry, read by %s, gives the same as by data',
      async (how) => {
        const stream = extract();
        const seen: string[] = [];
        const finished = new Promise((resolve) => stream.on('finish', resolve));
        stream.on('entry', (_header, entry, next) => {
          let text = '';
          const take = (chunk: unknown): void => {
            text += typeof chunk === 'string' ? chunk : textOf(chunk as Uint8Array);
          };
          entry.on('end', () => {
            seen.push(text);
            next();
          });
          if (how === 'pipe') entry.pipe(extract({ highWaterMark: 1 }).on('error', () => {}));
          if (how === 'pipe') entry.on('data', take);
          else if (how === 'readable') {
            entry.on('readable', () => {
              for (let chunk = entry.read(); chunk !== null; chunk = entry.read()) take(chunk);
            });
          } else if (how === 'setEncoding') entry.setEncoding('utf8').on('data', take);
          else if (how === 'pause') {
            entry.on('data', take).pause();
            queueMicrotask(() => entry.resume());
          } else queueMicrotask(() => entry.on('data', take));
        });
        stream.end(two);
        await finished;
        expect(seen).toEqual(['beep', 'x'.repeat(1000)]);
      },
    );
  });

  describe('errors', () => {
    it('a block, that is no header, is ERR_TAR_CHECKSUM, which says where', async () => {
      const archive = joinBytes([entry({ name: 'a' }, 'x'), block({ checksum: '000001\0 ' })]);
      await expect(read(archive)).rejects.toMatchObject({
        code: 'ERR_TAR_CHECKSUM',
        message: expect.stringMatching(/^Cannot read header at byte 1024: checksum is \d+, expected 1$/),
      });
      expect(await codeOf(bytesOf('not an archive, '.repeat(100)))).toBe('ERR_TAR_CHECKSUM');
    });

    it('an archive, that ends anywhere in an entry, is ERR_TAR_TRUNCATED', async () => {
      const long = joinBytes([entry({ type: 'L' }, 'n'.repeat(600)), entry({}, 'x'.repeat(600))]);
      for (const end of [1, 511, 512, 1000, 1024, 1536, 1600, 2048, 2100, 2647]) {
        expect([end, await codeOf(long.subarray(0, end))]).toEqual([end, 'ERR_TAR_TRUNCATED']);
      }
      expect(await codeOf(long.subarray(0, 2648))).toBe('no error');
    });

    it.each([
      ['negative', Uint8Array.from(Array(12).fill(0xff))],
      ['huge', Uint8Array.of(0x80, 0, 0, 0, 0x20, 0, 0, 0, 0, 0, 0, 0)],
      ['no number', 'bananas'],
    ])('a size, that is %s, is ERR_TAR_HEADER, of entries and of extended headers', async (_what, size) => {
      for (const type of ['0', 'x', 'g', 'L', 'V', 'A', 'S', '5']) {
        expect([type, await codeOf(archiveOf(block({ size, type })))]).toEqual([type, 'ERR_TAR_HEADER']);
      }
    });

    it('a size, that is more than there is, is ERR_TAR_TRUNCATED', async () => {
      expect(await codeOf(archiveOf(block({ size: '77777777777\0' })))).toBe('ERR_TAR_TRUNCATED');
    });

    it.each([
      ['longer than the header', '99 path=a\n'],
      ['shorter than itself', '5 path=a\n'],
      ['zero', '0 path=a\n'],
      ['negative', '-9 path=a\n'],
      ['endless', `${'9'.repeat(400)} path=a\n`],
      ['missing', ' path=a\n'],
      ['without an equals sign', '7 path\n'],
      ["with another's equals sign", '7 path\n9 uid=12\n'],
      ['without a newline', '9 path=ab'],
    ])('a record, whose length is %s, is ERR_TAR_HEADER', async (_what, records) => {
      expect(await codeOf(archiveOf(entry({ type: 'x' }, records), block({})))).toBe('ERR_TAR_HEADER');
    });

    it.each([
      ['size', '-1'],
      ['size', '1e3'],
      ['size', '99999999999999999999'],
      ['path', 'a\0b'],
      ['linkpath', 'a\0b'],
    ])('a record %s of %j, is ERR_TAR_HEADER', async (keyword, value) => {
      expect(await codeOf(archiveOf(entry({ type: 'x' }, record(keyword, value)), block({})))).toBe(
        'ERR_TAR_HEADER',
      );
    });

    it('a record, of an owner or a time that cannot be, is as if it were not there', async () => {
      const records = record('uid', '-x') + record('mtime', '1e999') + record('gid', 'NaN');
      const archive = archiveOf(entry({ type: 'x' }, records), block({ uid: '0000007\0', mtime: octal(5) }));
      expect(await headerOf(archive)).toMatchObject({ uid: 7, gid: 0, mtime: new Date(5000) });
      const far = block({ mtime: Uint8Array.of(0x80, 0, 0, 0, 0xff, 0, 0, 0, 0, 0, 0, 0) });
      expect((await headerOf(archiveOf(far))).mtime).toEqual(new Date(0));
    });

    it('maxHeaderBytes, of all headers before one entry, is ERR_TAR_HEADER_TOO_LARGE when passed', async () => {
      const code = 'ERR_TAR_HEADER_TOO_LARGE';
      for (const type of ['x', 'g', 'L', 'K', 'X']) {
        expect([type, await codeOf(block({ type, size: octal(1_048_577) }))]).toEqual([type, code]);
        expect(
          await codeOf(archiveOf(entry({ type }, record('a', 'b')), block({})), { maxHeaderBytes: 3 }),
        ).toBe(code);
      }
      const many = Array.from({ length: 200 }, () => entry({ type: 'L' }, ''));
      expect(await codeOf(archiveOf(...many, block({})), { maxHeaderBytes: 100 })).toBe(code);
      const each = Array.from({ length: 200 }, () => [
        entry({ type: 'L' }, 'n'.repeat(60)),
        block({}),
      ]).flat();
      expect(await codeOf(archiveOf(...each), { maxHeaderBytes: 100 })).toBe('no error');
    });

    it('global records, more than 1000 of them, are ERR_TAR_HEADER, in one header or many', async () => {
      const records = Array.from({ length: 1001 }, (_, i) => record(`k${i}`, 'v'));
      expect(await codeOf(archiveOf(entry({ type: 'g' }, records.join(''))))).toBe('ERR_TAR_HEADER');
      expect(await codeOf(archiveOf(...records.map((one) => entry({ type: 'g' }, one))))).toBe(
        'ERR_TAR_HEADER',
      );
    });

    it('global records, of different keywords in headers that are each short enough, are ERR_TAR_HEADER_TOO_LARGE', async () => {
      const headers = [0, 1, 2].map((i) => entry({ type: 'g' }, record(`k${i}`, 'v'.repeat(600))));
      expect(await codeOf(archiveOf(...headers), { maxHeaderBytes: 1500 })).toBe('ERR_TAR_HEADER_TOO_LARGE');
      const again = [0, 0, 0].map((i) => entry({ type: 'g' }, record(`k${i}`, 'v'.repeat(600))));
      expect(await codeOf(archiveOf(...again), { maxHeaderBytes: 1500 })).toBe('no error');
    });

    it('strict, refuses what the standards do not allow', async () => {
      const strict = { strict: true };
      const file = entry({ name: 'a' }, 'x');
      expect(await codeOf(archiveOf(file), strict)).toBe('no error');
      expect(await codeOf(file, strict)).toBe('ERR_TAR_TRUNCATED');
      expect(await codeOf(file.subarray(0, 513), strict)).toBe('ERR_TAR_TRUNCATED');
      expect(await codeOf(archiveOf(block({ magic: '\0' })), strict)).toBe('ERR_TAR_HEADER');
      expect(await codeOf(archiveOf(block({ type: 'Z' })), strict)).toBe('ERR_TAR_HEADER');
      expect(await codeOf(joinBytes([archiveOf(file), file]), strict)).toBe('ERR_TAR_HEADER');
      expect(await codeOf(joinBytes([archiveOf(file), bytesOf('z'.repeat(512))]), strict)).toBe(
        'ERR_TAR_CHECKSUM',
      );
    });

    it('allowUnknownFormat, set to false, refuses headers that do not say their format', async () => {
      const v7 = archiveOf(block({ magic: '\0' }));
      expect(await codeOf(v7)).toBe('no error');
      expect(await codeOf(v7, { allowUnknownFormat: false })).toBe('ERR_TAR_HEADER');
      expect(await codeOf(v7, { allowUnknownFormat: true, strict: true })).toBe('no error');
    });

    it('next, given an error, destroys the stream and the entry with it', async () => {
      const stream = extract();
      const error = new Error('mine');
      let got: TarEntry | undefined;
      stream.on('entry', (_header, entry, next) => {
        got = entry;
        queueMicrotask(() => next(error));
      });
      const failed = new Promise((resolve) => stream.on('error', resolve));
      stream.write(archiveOf(entry({ size: octal(1_000_000) }, 'x')));
      expect(await failed).toBe(error);
      expect(got).toMatchObject({ destroyed: true, errored: error });
    });

    it('a listener of entry, data or end, that throws, destroys the stream with what it threw', async () => {
      for (const event of ['entry', 'data', 'end']) {
        const stream = extract();
        const error = new Error(event);
        stream.on('entry', (_header, entry, next) => {
          if (event === 'entry') throw error;
          entry.on(event, () => {
            throw error;
          });
          entry.on('end', () => next());
          entry.resume();
        });
        const failed = new Promise((resolve) => stream.on('error', resolve));
        stream.end(two);
        expect(await failed).toBe(error);
      }
    });

    it('for await, over a damaged archive, throws, in the entry as well', async () => {
      const stream = extract();
      stream.end(two.subarray(0, 1700));
      const seen: unknown[] = [];
      const reading = async (): Promise<void> => {
        for await (const entry of stream) {
          seen.push(entry.header.name);
          await bytesFrom(entry).catch((error) => seen.push(error.code));
        }
      };
      await expect(reading()).rejects.toMatchObject({ code: 'ERR_TAR_TRUNCATED' });
      expect(seen).toEqual(['a', 'b', 'ERR_TAR_TRUNCATED']);
    });

    it('options, of the wrong type or below their least, are refused', () => {
      expect(() => extract({ maxHeaderBytes: -1 })).toThrow(
        expect.objectContaining({ code: 'ERR_OUT_OF_RANGE' }),
      );
      expect(() => extract({ maxSparseBytes: '1' as never })).toThrow(
        expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }),
      );
      expect(() => extract({ sparse: 'hole' as never })).toThrow(
        expect.objectContaining({ code: 'ERR_INVALID_ARG_VALUE' }),
      );
      expect(() => extract({ filenameEncoding: 'klingon' as never })).toThrow(
        expect.objectContaining({ code: 'ERR_UNKNOWN_ENCODING' }),
      );
    });
  });

  describe('chunk boundaries', () => {
    const parts = archiveOf(
      entry({ name: 'a' }, 'beep'),
      entry({ type: 'L' }, `${'n'.repeat(120)}\0`),
      entry({ name: 'n' }, 'x'.repeat(512)),
      entry({ type: 'x' }, record('path', 'ü') + record('size', '600')),
      entry({ name: 'u', size: octal(0) }, 'y'.repeat(600)),
      entry({ name: 'm', type: '1', linkname: 'x' }, 'z'.repeat(700)),
      block({ name: 'd', type: '5', size: octal(5) }),
      entry({ name: 'e' }, ''),
    );

    it('an archive, cut anywhere, gives the same', async () => {
      const whole = await read(parts);
      expect(whole.map(({ body }) => body.length)).toEqual([4, 512, 600, 700, 0, 0]);
      await fc.assert(
        fc.asyncProperty(fc.array(fc.nat()), async (cuts) => {
          expect(await read(cutAt(parts, cuts))).toEqual(whole);
        }),
        { numRuns: 200 },
      );
      expect(await read(Array.from(parts, (byte) => Uint8Array.of(byte)))).toEqual(whole);
    });

    it('a damaged archive, cut anywhere, gives the same entries and error', async () => {
      const outcome = (chunks: readonly Uint8Array[]): Promise<unknown> =>
        read(chunks).catch((error) => [error.code, error.message]);
      await fc.assert(
        fc.asyncProperty(fc.array(fc.nat()), fc.nat(), fc.nat({ max: 255 }), async (cuts, place, byte) => {
          const damaged = parts.slice();
          damaged[place % parts.length] = byte;
          expect(await outcome(cutAt(damaged, cuts))).toEqual(await outcome([damaged]));
        }),
        { numRuns: 200 },
      );
    });
  });

  describe('laws', () => {
    const resultOf = new WeakMap<TarExtract, string[]>();
    const make = (options = {}): TarExtract => {
      const stream = extract(options);
      const seen: string[] = [];
      resultOf.set(stream, seen);
      stream.on('entry', (header, entry, next) => {
        let size = 0;
        entry.on('data', (chunk) => {
          size += chunk.length;
        });
        entry.on('end', () => {
          seen.push(`${header.name}: ${size}`);
          next();
        });
      });
      return stream;
    };
    const failing = (error: Error): TarExtract =>
      extract().on('entry', () => {
        throw error;
      });
    const given = {
      input: cutAt(two, [700, 1600]),
      result: (stream: never) => resultOf.get(stream),
      rechunk: 'bytes',
      signal: (signal: AbortSignal) => make({ signal }),
      fails: { make: failing },
      except: {
        'snaps onto classic emitters': 'it looks at a sink that has been ended, not at one that has finished',
      },
    } as const;
    for (const { name, check } of laws(() => make(), given)) it(name, check);
  });

  describe('types', () => {
    it('extract, gives entries of bytes with their headers', () => {
      const stream = extract();
      for (const method of ['on', 'once', 'addListener'] as const) {
        stream[method]('entry', (header, entry, next) => {
          expectTypeOf(header).toEqualTypeOf<TarHeader>();
          expectTypeOf(entry).toEqualTypeOf<TarEntry>();
          expectTypeOf(next).toEqualTypeOf<TarNext>();
        });
      }
      expectTypeOf(stream[Symbol.asyncIterator]).returns.toEqualTypeOf<
        AsyncGenerator<TarEntry, void, undefined>
      >();
      expectTypeOf<TarEntry>().toExtend<AsyncIterable<Uint8Array>>();
    });
  });
});
