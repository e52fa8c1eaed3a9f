import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, expectTypeOf, it } from 'vitest';
import { buffer } from '../../core/consumers.ts';
import { pipeline } from '../../core/promises.ts';
import { Readable } from '../../core/readable.ts';
import { Writable } from '../../core/writable.ts';
import { laws } from '../../testing/stream-spec/index.ts';
import type { TarEntryHeader, TarHeader } from './_header.ts';
import { makeFolder } from './_test-files.node.ts';
import { extract } from './extract.ts';
import type { TarProgress } from './extract-to.node.ts';
import type { PackDirectoryOptions } from './pack-directory.node.ts';
import { packDirectory } from './pack-directory.node.ts';

const code = (code: string) => expect.objectContaining({ code });
const big = Buffer.alloc(1_300_000, 'big').subarray(1);
const openFiles = () => fs.readdirSync('/proc/self/fd').length;

/** Makes files in a folder: contents by name, or null for a directory. */
function fill(folder: string, files: Record<string, string | Uint8Array | null>): string {
  for (const [name, contents] of Object.entries(files)) {
    const path = join(folder, name);
    fs.mkdirSync(contents === null ? path : join(path, '..'), { recursive: true });
    if (contents !== null) fs.writeFileSync(path, contents);
  }
  return folder;
}

/** Reads the entries of an archive. */
async function entriesOf(archive: Uint8Array): Promise<(TarHeader & { body: string })[]> {
  const entries: (TarHeader & { body: string })[] = [];
  for await (const entry of Readable.from([archive]).pipe(extract() as never) as ReturnType<typeof extract>) {
    entries.push({ ...entry.header, body: Buffer.from(await buffer(entry)).toString('latin1') });
  }
  return entries;
}

async function packed(folder: string, options?: PackDirectoryOptions) {
  return entriesOf(await buffer(packDirectory(folder, options)));
}

describe('packDirectory', () => {
  describe('behaviour', () => {
    it('packDirectory packs files, directories and links, sorted, a directory before what is in it', async () => {
      const folder = fill(makeFolder(), { b: 'b', 'a/z': 'z', 'a.txt': big, 'a/B': '', empty: null });
      fs.symlinkSync('../b', join(folder, 'a/link'));
      const entries = await packed(folder);
      expect(entries.map(({ name, type, size, linkname }) => [name, type, size, linkname])).toEqual([
        ['a', 'directory', 0, null],
        ['a/B', 'file', 0, null],
        ['a/link', 'symlink', 0, '../b'],
        ['a/z', 'file', 1, null],
        ['a.txt', 'file', big.length, null],
        ['b', 'file', 1, null],
        ['empty', 'directory', 0, null],
      ]);
      expect(entries.map(({ body }) => body)).toEqual(['', '', '', 'z', big.toString('latin1'), 'b', '']);
    });

    it('packDirectory says modes, times and owners as they are', async () => {
      const folder = fill(makeFolder(), { a: 'a', d: null });
      fs.chmodSync(join(folder, 'a'), 0o4751);
      fs.chmodSync(join(folder, 'd'), 0o1700);
      fs.utimesSync(join(folder, 'a'), 0, 1_234_567);
      const [a, d] = await packed(folder);
      const own = fs.statSync(folder);
      expect(a).toMatchObject({ mode: 0o4751, mtime: new Date(1_234_567_000), uid: own.uid, gid: own.gid });
      expect(a).toMatchObject({ uname: '', gname: '' });
      expect(d).toMatchObject({ mode: 0o1700 });
    });

    it('packDirectory keeps a mode of no rights', async () => {
      const folder = fill(makeFolder(), { a: '' });
      fs.chmodSync(join(folder, 'a'), 0);
      if (process.getuid?.() !== 0) return;
      expect(await packed(folder)).toMatchObject([{ mode: 0 }]);
    });

    it('packDirectory says the names of owners, when asked', async () => {
      const folder = fill(makeFolder(), { a: 'a' });
      const name = execFileSync('stat', ['-c', '%U %G', join(folder, 'a')], { encoding: 'utf8' }).trim();
      const [a] = await packed(folder, { ownerNames: true });
      expect(`${a?.uname} ${a?.gname}`).toBe(name);
    });

    it('packDirectory packs further names of a file as links to the first', async () => {
      const folder = fill(makeFolder(), { a: 'contents', 'd/big': big });
      fs.linkSync(join(folder, 'a'), join(folder, 'd/b'));
      fs.linkSync(join(folder, 'a'), join(folder, 'c'));
      fs.linkSync(join(folder, 'd/big'), join(folder, 'd/big2'));
      const entries = await packed(folder);
      expect(entries.map(({ name, type, size, linkname }) => [name, type, size, linkname])).toEqual([
        ['a', 'file', 8, null],
        ['c', 'link', 0, 'a'],
        ['d', 'directory', 0, null],
        ['d/b', 'link', 0, 'a'],
        ['d/big', 'file', big.length, null],
        ['d/big2', 'link', 0, 'd/big'],
      ]);
    });

    it('packDirectory makes the same bytes of what has the same names and contents, when portable', async () => {
      const one = fill(makeFolder(), { b: 'b', 'a/x': 'x' });
      const two = fill(makeFolder(), { 'a/x': 'x', b: 'b' });
      fs.chmodSync(join(one, 'b'), 0o600);
      fs.utimesSync(join(two, 'a/x'), 1, 1);
      const options = { portable: true };
      const bytes = await buffer(packDirectory(one, options));
      expect(await buffer(packDirectory(two, options))).toEqual(bytes);
      const entries = await packed(one, { portable: true, mtime: new Date(5000) });
      for (const { uid, gid, uname, mode, type, mtime } of entries) {
        expect([uid, gid, uname, mtime]).toEqual([0, 0, '', new Date(5000)]);
        expect(mode).toBe(type === 'directory' ? 0o755 : 0o644);
      }
    });

    it('packDirectory leaves out what the filter does, and does not look at it', async () => {
      const folder = fill(makeFolder(), { 'no/a': 'a', 'yes/b': 'b', 'yes/c': 'c' });
      const asked: string[] = [];
      const entries = await packed(folder, {
        filter(name, type) {
          asked.push(`${name} ${type}`);
          return name !== 'no' && name !== 'yes/c';
        },
      });
      expect(entries.map(({ name }) => name)).toEqual(['yes', 'yes/b']);
      expect(asked).toEqual(['no directory', 'yes directory', 'yes/b file', 'yes/c file']);
    });

    it('packDirectory packs with the headers that map returns, links to the new names', async () => {
      const folder = fill(makeFolder(), { a: 'a', 'x.txt': 'x' });
      fs.linkSync(join(folder, 'a'), join(folder, 'b'));
      const entries = await packed(folder, {
        map: (header) => ({
          ...header,
          name: `top/${header.name}`,
          size: 99,
          mtime: new Date(0),
          uname: 'me',
        }),
      });
      expect(entries.map(({ name, size, linkname, uname }) => [name, size, linkname, uname])).toEqual([
        ['top/a', 1, null, 'me'],
        ['top/b', 0, 'top/a', 'me'],
        ['top/x.txt', 1, null, 'me'],
      ]);
    });

    it('packDirectory packs no contents of what map makes a link or a directory of', async () => {
      const folder = fill(makeFolder(), { a: 'small', b: 'x'.repeat(100_000), c: 'c' });
      const types = { a: 'directory', b: 'symlink', c: 'file' } as const;
      const entries = await packed(folder, {
        map: (header) => ({ ...header, type: types[header.name as keyof typeof types], linkname: 'c' }),
      });
      expect(entries.map(({ name, type, size }) => [name, type, size])).toEqual([
        ['a', 'directory', 0],
        ['b', 'symlink', 0],
        ['c', 'file', 1],
      ]);
    });

    it('packDirectory packs the contents of a further name that map makes a file of, or that comes first', async () => {
      const folder = fill(makeFolder(), { a: 'small', b: 'x'.repeat(100_000), gone: 'kept' });
      for (const name of ['a', 'b', 'gone']) fs.linkSync(join(folder, name), join(folder, `${name}2`));
      const entries = await packed(folder, {
        map: (header) => ({ ...header, type: header.name === 'gone' ? 'symlink' : 'file', linkname: '' }),
      });
      expect(entries.map(({ name, type, size }) => [name, type, size])).toEqual([
        ['a', 'file', 5],
        ['a2', 'file', 5],
        ['b', 'file', 100_000],
        ['b2', 'file', 100_000],
        ['gone', 'symlink', 0],
        ['gone2', 'file', 4],
      ]);
    });

    it('packDirectory gives a header of map without a mode the mode that pack gives it', async () => {
      const folder = fill(makeFolder(), { a: 'a', d: null });
      const entries = await packed(folder, { map: ({ name, type }) => ({ name, type }) });
      expect(entries.map(({ mode }) => mode)).toEqual([0o644, 0o755]);
    });

    it('packDirectory packs names and targets of any length and script', async () => {
      const folder = makeFolder();
      const names = [
        'é',
        'e\u0301',
        '日本語',
        'x'.repeat(200),
        `${'y'.repeat(90)}/${'z'.repeat(90)}`,
        ' ',
        'a\\b',
        'a\nb',
        '-',
      ];
      fill(folder, Object.fromEntries(names.map((name) => [name, name])));
      fs.symlinkSync('t'.repeat(300), join(folder, 'link'));
      const entries = await packed(folder);
      const files = entries.filter(({ type }) => type === 'file');
      expect(new Set(files.map(({ name }) => name))).toEqual(new Set(names));
      expect(entries.find(({ type }) => type === 'symlink')?.linkname).toBe('t'.repeat(300));
    });

    it('packDirectory packs FIFOs, and skips or refuses them and sockets, as told', async () => {
      const folder = fill(makeFolder(), { a: 'a' });
      execFileSync('mkfifo', [join(folder, 'fifo')]);
      expect((await packed(folder)).map(({ name, type }) => [name, type])).toEqual([
        ['a', 'file'],
        ['fifo', 'fifo'],
      ]);
      await expect(packed(folder, { specials: 'error' })).rejects.toEqual(code('ERR_TAR_ENTRY_TYPE'));
      const server = createServer().listen(join(folder, 'socket'));
      await once(server, 'listening');
      try {
        await expect(packed(folder)).rejects.toEqual(code('ERR_TAR_ENTRY_TYPE'));
        const stream = packDirectory(folder, { specials: 'skip' });
        const skipped: string[] = [];
        stream.on('skip', (name, type) => skipped.push(`${name} ${type}`));
        expect((await entriesOf(await buffer(stream))).map(({ name }) => name)).toEqual(['a']);
        expect(skipped).toEqual(['fifo fifo', 'socket socket']);
      } finally {
        server.close();
      }
    });

    it('packDirectory packs devices with their numbers', async () => {
      if (process.getuid?.() !== 0) return;
      const folder = makeFolder();
      try {
        execFileSync('mknod', [join(folder, 'c'), 'c', '259', '66051'], { stdio: 'ignore' });
        execFileSync('mknod', [join(folder, 'd'), 'b', '8', '17'], { stdio: 'ignore' });
      } catch {
        return;
      }
      expect(await packed(folder)).toMatchObject([
        { type: 'character-device', devmajor: 259, devminor: 66051 },
        { type: 'block-device', devmajor: 8, devminor: 17 },
      ]);
    });

    it('packDirectory packs an empty directory as an empty archive, and takes a URL or a link to one', async () => {
      const folder = makeFolder();
      expect(await buffer(packDirectory(pathToFileURL(folder)))).toEqual(Buffer.alloc(1024));
      fill(folder, { 'd/a': 'a' });
      fs.symlinkSync('d', join(folder, 'link'));
      expect((await packed(join(folder, 'link'))).map(({ name }) => name)).toEqual(['a']);
    });

    it('packDirectory emits progress for each entry, and for the parts of large files', async () => {
      const stream = packDirectory(fill(makeFolder(), { a: '12345', 'd/big': big }));
      const seen: TarProgress[] = [];
      stream.on('progress', (progress) => seen.push(progress));
      await buffer(stream);
      expect(seen.at(-1)).toEqual({ name: 'd/big', entries: 3, bytes: 5 + big.length });
      expect(seen.filter(({ name }) => name === 'd/big').length).toBeGreaterThan(2);
    });

    it('packDirectory reads no further ahead than it says, while nobody reads', async () => {
      const names = Array.from({ length: 500 }, (_, i) => String(i));
      const folder = fill(makeFolder(), Object.fromEntries(names.map((name) => [name, 'x'.repeat(60_000)])));
      const before = openFiles();
      const asked: string[] = [];
      const stream = packDirectory(folder, { filter: (name) => asked.push(name) > 0 });
      await new Promise((resolve) => stream.once('readable', () => resolve(undefined)));
      for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
      expect(asked.length).toBeLessThan(60);
      await new Promise((resolve) => stream.destroy().on('close', () => resolve(undefined)));
      expect(openFiles()).toBe(before);
    });
  });

  describe('errors', () => {
    it('packDirectory packs of a growing file what it had when it was opened', async () => {
      for (const size of [1000, 1_000_000]) {
        const folder = fill(makeFolder(), { a: 'x'.repeat(size) });
        const entries = await packed(folder, {
          map(header) {
            fs.appendFileSync(join(folder, 'a'), 'more');
            return header;
          },
        });
        expect(entries.map(({ body }) => body)).toEqual(['x'.repeat(size)]);
      }
    });

    it('packDirectory, when a file shrinks while it is packed, fails or pads with zeros', async () => {
      const folder = fill(makeFolder(), { a: big });
      const cut = (header: TarEntryHeader) => {
        fs.truncateSync(join(folder, 'a'), 1000);
        return header;
      };
      const before = openFiles();
      await expect(packed(folder, { map: cut })).rejects.toEqual(code('ERR_TAR_FILE_CHANGED'));
      expect(openFiles()).toBe(before);
      fill(folder, { a: big });
      const [entry] = await packed(folder, { map: cut, shrunk: 'pad' });
      expect(entry?.size).toBe(big.length);
      expect(entry?.body.slice(0, 1000)).toBe(big.toString('latin1', 0, 1000));
      expect(entry?.body.slice(1000)).toBe('\0'.repeat(big.length - 1000));
    });

    it('packDirectory does not wait for a FIFO, nor follow a link, that has just replaced a file', async () => {
      for (const replace of [
        (path: string) => execFileSync('mkfifo', [path]),
        (path: string) => fs.symlinkSync('/etc/passwd', path),
      ]) {
        const folder = fill(makeFolder(), { a: 'a' });
        const failed = packed(folder, {
          filter() {
            fs.rmSync(join(folder, 'a'));
            replace(join(folder, 'a'));
            return true;
          },
        });
        await expect(failed).rejects.toEqual(code('ERR_TAR_FILE_CHANGED'));
      }
    });

    it('packDirectory, when a file is gone or there is no directory, fails with the error of the system', async () => {
      const folder = fill(makeFolder(), { a: 'a' });
      const failed = packed(folder, {
        filter() {
          fs.rmSync(join(folder, 'a'));
          return true;
        },
      });
      await expect(failed).rejects.toEqual(code('ENOENT'));
      await expect(packed(join(folder, 'none'))).rejects.toEqual(code('ENOENT'));
      fs.writeFileSync(join(folder, 'file'), '');
      await expect(packed(join(folder, 'file'))).rejects.toEqual(code('ENOTDIR'));
    });

    it('packDirectory refuses to go deeper than it is told', async () => {
      const folder = fill(makeFolder(), { 'a/b/c': 'x' });
      expect(await packed(folder, { maxDepth: 3 })).toHaveLength(3);
      await expect(packed(folder, { maxDepth: 2 })).rejects.toEqual(code('ERR_TAR_TOO_LARGE'));
    });

    it.each(['filter', 'map'] as const)(
      'packDirectory, when %s throws, fails with its error',
      async (name) => {
        const error = new Error('expected');
        const before = openFiles();
        const folder = fill(makeFolder(), { a: 'a', b: big });
        const options = {
          [name]() {
            throw error;
          },
        };
        await expect(packed(folder, options)).rejects.toBe(error);
        expect(openFiles()).toBe(before);
      },
    );

    it('packDirectory, when it is aborted or destroyed in the middle, closes all files', async () => {
      const folder = fill(makeFolder(), Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [name, big])));
      const before = openFiles();
      const abort = new AbortController();
      let chunks = 0;
      const sink = new Writable<Uint8Array>({
        write(_chunk, _encoding, callback) {
          if (++chunks === 2) abort.abort();
          callback();
        },
      });
      await expect(pipeline(packDirectory(folder, { signal: abort.signal }), sink)).rejects.toEqual(
        code('ABORT_ERR'),
      );
      expect(openFiles()).toBe(before);
      const left = packDirectory(folder);
      const closed = new Promise<void>((resolve) => left.on('close', resolve));
      for await (const _chunk of left) break;
      await closed;
      expect(openFiles()).toBe(before);
    });

    it('packDirectory refuses arguments that it cannot take', () => {
      expect(() => packDirectory(1 as never)).toThrow(code('ERR_INVALID_ARG_TYPE'));
      expect(() => packDirectory('x', { filter: 1 as never })).toThrow(code('ERR_INVALID_ARG_TYPE'));
      expect(() => packDirectory('x', { map: 1 as never })).toThrow(code('ERR_INVALID_ARG_TYPE'));
      expect(() => packDirectory('x', { signal: 1 as never })).toThrow(code('ERR_INVALID_ARG_TYPE'));
      expect(() => packDirectory('x', { specials: 'x' as never })).toThrow(code('ERR_INVALID_ARG_VALUE'));
      expect(() => packDirectory('x', { shrunk: 'x' as never })).toThrow(code('ERR_INVALID_ARG_VALUE'));
      expect(() => packDirectory('x', { mtime: 1 as never })).toThrow(code('ERR_INVALID_ARG_TYPE'));
      expect(() => packDirectory('x', { mtime: new Date('x') })).toThrow(code('ERR_INVALID_ARG_VALUE'));
      expect(() => packDirectory('x', { maxDepth: 0 })).toThrow(code('ERR_OUT_OF_RANGE'));
    });
  });

  describe('laws', () => {
    const folder = fs.mkdtempSync(join(tmpdir(), 'gardenhose-tar-laws-'));
    fill(folder, { a: 'a', 'd/b': 'b'.repeat(3000), 'd/c': big.subarray(0, 100_000) });
    afterAll(() => fs.rmSync(folder, { recursive: true }));
    const options = {
      runs: 5,
      bound: 1024 * 1024,
      signal: (signal: AbortSignal) => packDirectory(folder, { signal }),
      fails: {
        make: (error: Error) =>
          packDirectory(folder, {
            map() {
              throw error;
            },
          }),
      },
    };
    for (const { name, check } of laws(() => packDirectory(folder), options)) it(name, check);
  });

  describe('types', () => {
    it('packDirectory returns a readable of bytes', () => {
      expectTypeOf(packDirectory).returns.toExtend<Readable<Uint8Array>>();
    });
  });
});
