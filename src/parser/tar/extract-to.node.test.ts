import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join, parse } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { afterAll, describe, expect, expectTypeOf, it } from 'vitest';
import { pipeline } from '../../core/promises.ts';
import { Readable } from '../../core/readable.ts';
import type { Writable } from '../../core/writable.ts';
import { laws } from '../../testing/stream-spec/index.ts';
import type { TarHeader } from './_header.ts';
import type { Fields } from './_test-archive.node.ts';
import { archive, entry, extractArchive, pax } from './_test-archive.node.ts';
import { makeFolder, tree, ways } from './_test-files.node.ts';
import type { TarProgress } from './extract-to.node.ts';
import { ExtractToStream, extractTo } from './extract-to.node.ts';

const code = (code: string) => expect.objectContaining({ code });
const file = (name: string, body: string | Uint8Array = name): Fields => ({ name, body });
const directory = (name: string, mode = 0o755): Fields => ({ name, type: '5', mode });
const symlink = (name: string, linkname: string): Fields => ({ name, type: '2', linkname });
const link = (name: string, linkname: string): Fields => ({ name, type: '1', linkname });
const big = Buffer.alloc(300_000, 'big').subarray(1);

const openFiles = () => fs.readdirSync('/proc/self/fd').length;

describe.each(ways)('extractTo, with %s', (_way, held) => {
  const run = (bytes: Uint8Array, folder: string, options = {}) =>
    extractArchive(bytes, folder, options, held);

  describe('behaviour', () => {
    it('extractTo makes files, directories and links', async () => {
      const folder = makeFolder();
      const bytes = archive(
        directory('d/'),
        file('d/a', 'one'),
        file('e/f/g', big),
        symlink('d/s', '../e/f'),
        link('h', 'd/a'),
        file('empty', ''),
      );
      await run(bytes, folder);
      expect(tree(folder)).toEqual({
        'd/': '',
        'd/a': 'one',
        'd/s': '-> ../e/f',
        'e/': '',
        'e/f/': '',
        'e/f/g': big.toString('latin1'),
        empty: '',
        h: 'one',
      });
      expect(fs.statSync(join(folder, 'h')).ino).toBe(fs.statSync(join(folder, 'd/a')).ino);
    });

    it('extractTo makes the directory itself, which may be reached by a link', async () => {
      const folder = makeFolder();
      fs.mkdirSync(join(folder, 'real'));
      fs.symlinkSync('real', join(folder, 'link'));
      await run(archive(file('a')), join(folder, 'link/x/y'));
      expect(fs.readFileSync(join(folder, 'real/x/y/a'), 'utf8')).toBe('a');
    });

    it('extractTo extracts into the root of a file system', async () => {
      const folder = makeFolder();
      const { root } = parse(folder);
      await run(archive(pax({ path: join(folder, 'd/a').slice(root.length) }), file('a')), root);
      expect(tree(folder)).toEqual({ 'd/': '', 'd/a': 'a' });
    });

    it('extractTo takes slashes and dots in names for what every tar program does', async () => {
      const folder = makeFolder();
      await run(archive(directory('./'), file('./a'), file('/b'), file('//c//./d'), directory('e')), folder);
      expect(Object.keys(tree(folder))).toEqual(['a', 'b', 'c/', 'c/d', 'e/']);
    });

    it('extractTo sets modes and times, those of directories when they are filled', async () => {
      const folder = makeFolder();
      const bytes = archive(
        { ...directory('d', 0o500), mtime: 1000 },
        { ...directory('d/e', 0o711), mtime: 2000 },
        { ...file('d/e/f'), mode: 0o640, mtime: 3000 },
        { ...symlink('d/l', 'e'), mtime: 4000 },
        { ...file('d/big', big), mode: 0o755, mtime: 5000 },
      );
      await run(bytes, folder, { umask: 0 });
      const found = ['d', 'd/e', 'd/e/f', 'd/l', 'd/big'].map((name) => {
        const { mode, mtimeMs } = fs.lstatSync(join(folder, name));
        return [mode & 0o7777, mtimeMs / 1000];
      });
      expect(found).toEqual([
        [0o500, 1000],
        [0o711, 2000],
        [0o640, 3000],
        [0o777, 4000],
        [0o755, 5000],
      ]);
    });

    it('extractTo drops the special bits, unless they are asked for', async () => {
      const folder = makeFolder();
      const bytes = archive({ ...file('a'), mode: 0o6755 }, directory('d', 0o1777), {
        ...file('b', big),
        mode: 0o4711,
      });
      const modes = (below: string) =>
        ['a', 'd', 'b'].map((name) => fs.statSync(join(folder, below, name)).mode & 0o7777);
      await run(bytes, join(folder, '1'), { umask: 0 });
      expect(modes('1')).toEqual([0o755, 0o777, 0o711]);
      await run(bytes, join(folder, '2'), { umask: 0, specialBits: true });
      expect(modes('2')).toEqual([0o6755, 0o1777, 0o4711]);
    });

    it('extractTo takes the umask from modes: its own, or the one that it is told', async () => {
      const folder = makeFolder();
      const bytes = archive({ ...file('a'), mode: 0o666 }, directory('d', 0o777));
      const modes = (below: string) =>
        ['a', 'd'].map((name) => fs.statSync(join(folder, below, name)).mode & 0o7777);
      const before = process.umask();
      await run(bytes, join(folder, '1'));
      expect(modes('1')).toEqual([0o666 & ~before, 0o777 & ~before]);
      await run(bytes, join(folder, '2'), { umask: 0o027 });
      expect(modes('2')).toEqual([0o640, 0o750]);
    });

    it('extractTo takes the umask that it is told from directories that the archive does not tell of', async () => {
      const folder = makeFolder();
      const modesWith = async (umask: number) => {
        await run(archive(file('d/e/f')), join(folder, String(umask)), { umask });
        return ['d', 'd/e'].map((name) => fs.statSync(join(folder, String(umask), name)).mode & 0o7777);
      };
      expect(await modesWith(0o077)).toEqual([0o700, 0o700]);
      const own = 0o777 & ~process.umask();
      expect(await modesWith(0)).toEqual([own, own]);
    });

    it('extractTo lets nobody read a file meanwhile who may not when it is done', async () => {
      const folder = makeFolder();
      const stream = new ExtractToStream(folder, { umask: 0o077 }, held);
      const modes = new Set<number>();
      stream.on('progress', () => modes.add(fs.statSync(join(folder, 'big')).mode & 0o7777));
      const bytes = archive(file('big', big));
      stream.write(bytes.subarray(0, 200_000));
      await once(stream, 'progress');
      stream.end(bytes.subarray(200_000));
      await new Promise((resolve) => stream.on('close', resolve));
      expect([...modes]).toEqual([0o600]);
    });

    it('extractTo gives files to their owners, when asked', async () => {
      const folder = makeFolder();
      const bytes = archive(
        { ...file('a'), uid: 1234, gid: 4321 },
        { ...directory('d'), uid: 1, gid: 2 },
        { ...symlink('s', 'a'), uid: 3, gid: 4 },
      );
      const owners = (below: string) =>
        ['a', 'd', 's']
          .map((name) => fs.lstatSync(join(folder, below, name)))
          .map(({ uid, gid }) => [uid, gid]);
      const own = [process.getuid?.(), process.getgid?.()];
      await run(bytes, join(folder, '1'));
      expect(owners('1')).toEqual([own, own, own]);
      if (own[0] !== 0) return;
      await run(bytes, join(folder, '2'), { owners: true });
      expect(owners('2')).toEqual([
        [1234, 4321],
        [1, 2],
        [3, 4],
      ]);
    });

    it('extractTo leaves times alone with touch', async () => {
      const folder = makeFolder();
      const before = Date.now() - 1000;
      await run(archive(file('a'), directory('d'), symlink('s', 'a')), folder, { touch: true });
      for (const name of ['a', 'd', 's']) {
        expect(fs.lstatSync(join(folder, name)).mtimeMs).toBeGreaterThan(before);
      }
    });

    it('extractTo strips, filters and maps', async () => {
      const folder = makeFolder();
      const bytes = archive(
        directory('top'),
        file('top/a'),
        file('top/b'),
        link('top/l', 'top/a'),
        symlink('top/s', 'top/a'),
        file('c'),
      );
      await run(bytes, folder, {
        strip: 1,
        filter: ({ name }: TarHeader) => name !== 'top/b',
        map: (header: TarHeader) => ({
          ...header,
          name: header.name.replace('/a', '/A'),
          linkname: header.linkname?.replace('/a', '/A') ?? null,
        }),
      });
      expect(tree(folder)).toEqual({ A: 'top/a', l: 'top/a', s: '-> top/A' });
    });

    it('extractTo lets the last of several entries with one name win', async () => {
      const folder = makeFolder();
      const bytes = archive(
        file('a', 'first'),
        file('a', 'second'),
        symlink('b', 'a'),
        file('b', 'a file'),
        file('c', 'a file'),
        symlink('c', 'a'),
        directory('d', 0o700),
        file('d', 'a file'),
        file('e', big),
        directory('e'),
        symlink('f', 'x'),
        directory('f'),
      );
      await run(bytes, folder);
      expect(tree(folder)).toEqual({ a: 'second', b: 'a file', c: '-> a', d: 'a file', 'e/': '', 'f/': '' });
    });

    it('extractTo reads an archive as extract is told to', async () => {
      const folder = makeFolder();
      const latin = Buffer.from(
        archive(file('caf#')).toString('latin1').replaceAll('caf#', 'caf\u00e9'),
        'latin1',
      );
      latin.write('        ', 148, 8);
      const sum = latin.subarray(0, 512).reduce((sum, byte) => sum + byte, 0);
      latin.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 8, 'latin1');
      await run(latin, folder, { filenameEncoding: 'latin1' });
      expect(Object.keys(tree(folder))).toEqual(['caf\u00e9']);
      const two = Buffer.concat([archive(file('a')), archive(file('b'))]);
      await run(two, join(folder, 'first'), { firstArchiveOnly: true });
      expect(Object.keys(tree(join(folder, 'first')))).toEqual(['a']);
      await expect(run(two, folder, { strict: true })).rejects.toEqual(
        expect.objectContaining({ code: expect.stringMatching(/^ERR_TAR_/) }),
      );
    });

    it('extractTo emits progress for each entry', async () => {
      const folder = makeFolder();
      const stream = extractTo(folder);
      const seen: TarProgress[] = [];
      stream.on('progress', (progress) => seen.push(progress));
      stream.end(archive(file('a', '12345'), directory('d'), file('big', big)));
      await new Promise((resolve) => stream.on('close', resolve));
      expect(seen.at(-1)).toEqual({ name: 'big', entries: 3, bytes: 5 + big.length });
      expect(new Set(seen.map(({ name }) => name))).toEqual(new Set(['a', 'd', 'big']));
    });

    it('extractTo emits progress for a link that has to wait once, when it is made', async () => {
      const folder = makeFolder();
      const stream = new ExtractToStream(folder, {}, held);
      const seen: [name: string, entries: number, made: boolean][] = [];
      stream.on('progress', ({ name, entries }) => {
        seen.push([name, entries, fs.readdirSync(folder).includes(name)]);
      });
      stream.end(
        archive(symlink('soft', 'later'), link('hard', 'later'), file('later'), link('link', 'later')),
      );
      await new Promise((resolve) => stream.on('close', resolve));
      expect(seen).toEqual([
        ['later', 1, true],
        ['link', 2, true],
        ['soft', 3, true],
        ['hard', 4, true],
      ]);
    });

    it('extractTo counts no bytes of files that are kept', async () => {
      const folder = makeFolder();
      for (const name of ['small', 'large']) fs.writeFileSync(join(folder, name), 'old');
      const stream = new ExtractToStream(folder, { existing: 'keep' }, held);
      let last: TarProgress | undefined;
      stream.on('progress', (progress) => (last = progress));
      stream.end(archive(file('small'), file('large', big), file('new', '123')));
      await new Promise((resolve) => stream.on('close', resolve));
      expect(last).toEqual({ name: 'new', entries: 3, bytes: 3 });
    });

    it('extractTo takes a URL, and lets go of all it held when it is closed', async () => {
      const folder = makeFolder();
      const before = openFiles();
      const stream = extractTo(pathToFileURL(folder));
      const names = Array.from({ length: 100 }, (_, i) => `d${i}/e/f`);
      stream.end(archive(...names.map((name) => file(name))));
      await new Promise((resolve) => stream.on('close', resolve));
      expect(Object.keys(tree(folder)).length).toBe(300);
      expect(openFiles()).toBe(before);
    });

    it('extractTo does what it can hold no path for: names longer than PATH_MAX', async () => {
      if (!held) return;
      const folder = makeFolder();
      const name = `${'x'.repeat(200)}/`.repeat(30);
      await run(archive(pax({ path: `${name}file` }), file('short', 'deep')), folder, {
        maxNameBytes: 10_000,
      });
      await expect(run(archive(pax({ path: `${name}file` }), file('short', 'deep')), folder)).rejects.toEqual(
        code('ERR_TAR_UNSAFE_NAME'),
      );
    });
  });

  describe('existing files', () => {
    const old = new Date('2001-01-01');
    function makeOld(): string {
      const folder = makeFolder();
      fs.writeFileSync(join(folder, 'a'), 'old');
      fs.utimesSync(join(folder, 'a'), old, old);
      return folder;
    }
    const newA = archive({ ...file('a', 'new'), mtime: old.getTime() / 1000 + 1 });
    const olderA = archive({ ...file('a', 'new'), mtime: old.getTime() / 1000 - 1 });

    it('extractTo replaces what is there, and does not write into it', async () => {
      const folder = makeOld();
      fs.linkSync(join(folder, 'a'), join(folder, 'other'));
      await run(newA, folder);
      expect(tree(folder)).toEqual({ a: 'new', other: 'old' });
    });

    it('extractTo replaces a link, and does not follow it', async () => {
      const [folder, outside] = [makeFolder(), makeFolder()];
      fs.writeFileSync(join(outside, 'x'), 'outside');
      for (const name of ['a', 'b', 'c', 'd']) fs.symlinkSync(join(outside, 'x'), join(folder, name));
      await run(
        archive(file('x'), file('a', 'new'), file('b', big), symlink('c', 'a'), link('d', 'x')),
        folder,
      );
      expect(tree(folder)).toMatchObject({ a: 'new', c: '-> a', d: 'x', x: 'x' });
      expect(tree(outside)).toEqual({ x: 'outside' });
    });

    it('extractTo keeps what is there, if told so', async () => {
      const folder = makeOld();
      await run(archive(file('a', 'new'), file('b'), file('a', big)), folder, { existing: 'keep' });
      expect(tree(folder)).toEqual({ a: 'old', b: 'b' });
    });

    it('extractTo keeps what is newer, if told so', async () => {
      const folder = makeOld();
      await run(olderA, folder, { existing: 'newer' });
      expect(tree(folder)).toEqual({ a: 'old' });
      await run(newA, folder, { existing: 'newer' });
      expect(tree(folder)).toEqual({ a: 'new' });
    });

    it('extractTo refuses what is there, if told so', async () => {
      const folder = makeOld();
      await expect(run(newA, folder, { existing: 'error' })).rejects.toEqual(code('ERR_TAR_EXISTS'));
      expect(tree(folder)).toEqual({ a: 'old' });
    });

    it('extractTo does not replace a directory with something in it', async () => {
      for (const fields of [file('d'), symlink('d', 'x'), link('d', 'x'), file('d', big)]) {
        const folder = makeFolder();
        fs.mkdirSync(join(folder, 'd'));
        fs.writeFileSync(join(folder, 'd/mine'), 'mine');
        const failed = run(archive(file('x'), fields), folder);
        await expect(failed).rejects.toEqual(code('ERR_TAR_EXISTS'));
        expect(tree(folder)).toEqual({ 'd/': '', 'd/mine': 'mine', x: 'x' });
      }
    });

    it('extractTo makes nothing of a hard link that is there already', async () => {
      const folder = makeFolder();
      const bytes = archive(file('a'), link('b', 'a'), link('b', 'a'), link('a', 'a'));
      await run(bytes, folder);
      expect(tree(folder)).toEqual({ a: 'a', b: 'a' });
    });

    it('extractTo, when the new file is cut off, keeps the old one', async () => {
      const folder = makeOld();
      const bytes = archive(file('a', big)).subarray(0, 100_000);
      await expect(run(bytes, folder)).rejects.toThrow();
      expect(tree(folder)).toEqual({ a: 'old' });
    });
  });

  describe('links', () => {
    it('extractTo makes links at the end, and puts nothing through them', async () => {
      const folder = makeFolder();
      const bytes = archive(directory('real'), symlink('x', 'real'), file('x/a'));
      await expect(run(bytes, folder)).rejects.toEqual(code('ERR_TAR_EXISTS'));
      expect(tree(folder)).toEqual({ 'real/': '', 'x/': '', 'x/a': 'x/a' });
    });

    it.each([['/etc'], ['..'], ['../x'], ['d/../../x'], ['d/..'], ['./../x']])(
      'extractTo refuses a link to %s',
      async (target) => {
        const folder = makeFolder();
        const failed = run(archive(directory('d'), symlink('s', target)), folder);
        await expect(failed).rejects.toEqual(code('ERR_TAR_UNSAFE_LINK'));
        expect(fs.existsSync(join(folder, 's'))).toBe(false);
      },
    );

    it('extractTo makes any link, if told so, and puts nothing through it', async () => {
      const [folder, outside] = [makeFolder(), makeFolder()];
      await run(archive(symlink('s', outside), symlink('t', '../..')), folder, { links: 'any' });
      expect(tree(folder)).toEqual({ s: `-> ${outside}`, t: '-> ../..' });
      const failed = run(archive(file('s/x')), folder, { links: 'any' });
      await expect(failed).rejects.toEqual(code('ERR_TAR_THROUGH_LINK'));
      expect(tree(outside)).toEqual({});
    });

    it('extractTo makes hard links to what comes later, and in place of a link to a link another one', async () => {
      const folder = makeFolder();
      const bytes = archive(
        link('early', 'd/late'),
        file('d/late'),
        symlink('d/s', 'late'),
        link('d/t', 'd/s'),
      );
      await run(bytes, folder);
      expect(tree(folder)).toMatchObject({ early: 'd/late', 'd/s': '-> late', 'd/t': '-> late' });
    });

    it('extractTo refuses a hard link to a link that would lead out from its place', async () => {
      const folder = makeFolder();
      const bytes = archive(symlink('d/e/s', '../../x'), link('t', 'd/e/s'));
      await expect(run(bytes, folder)).rejects.toEqual(code('ERR_TAR_UNSAFE_LINK'));
    });

    it.each([
      ['of which there is nothing', 'nothing'],
      ['to a directory', 'd'],
      ['to a link that was there', 'old'],
      ['to the root', './'],
      ['without a target', ''],
    ])('extractTo refuses a hard link %s', async (_what, target) => {
      const [folder, outside] = [makeFolder(), makeFolder()];
      fs.writeFileSync(join(outside, 'secret'), 'secret');
      fs.symlinkSync(join(outside, 'secret'), join(folder, 'old'));
      const failed = run(archive(directory('d'), link('l', target)), folder);
      await expect(failed).rejects.toEqual(code('ERR_TAR_LINK_TARGET'));
      expect(fs.existsSync(join(folder, 'l'))).toBe(false);
    });

    it('extractTo refuses a hard link through a link', async () => {
      const [folder, outside] = [makeFolder(), makeFolder()];
      fs.writeFileSync(join(outside, 'secret'), 'secret');
      fs.symlinkSync(outside, join(folder, 'old'));
      const failed = run(archive(link('l', 'old/secret')), folder);
      await expect(failed).rejects.toEqual(code('ERR_TAR_THROUGH_LINK'));
    });
  });

  describe('what is swapped meanwhile', () => {
    /** Swaps a directory for a link to the outside, after the first entries. */
    async function swapAfter(first: Fields[], then: Fields[]) {
      const [folder, outside] = [makeFolder(), makeFolder()];
      const stream = new ExtractToStream(folder, {}, held);
      let error: unknown;
      stream.on('error', (reason) => (error = reason));
      const closed = new Promise<void>((resolve) => stream.on('close', resolve));
      let done = 0;
      const ready = new Promise<void>((resolve) => {
        stream.on('progress', () => ++done === first.length && resolve());
      });
      stream.write(Buffer.concat(first.map(entry)));
      await ready;
      fs.renameSync(join(folder, 'd'), join(folder, 'moved'));
      fs.symlinkSync(outside, join(folder, 'd'));
      stream.end(archive(...then));
      await closed;
      return { error, folder, outside };
    }

    it('extractTo puts nothing through a directory that was swapped before anything was put into it', async () => {
      const { error, outside } = await swapAfter([directory('d')], [file('d/x')]);
      expect(error).toEqual(code('ERR_TAR_THROUGH_LINK'));
      expect(tree(outside)).toEqual({});
    });

    it.each([
      ['a file', file('d/x')],
      ['a large file', file('d/x', big)],
      ['a directory', directory('d/x')],
      ['a file below', file('d/x/y')],
      ['a symbolic link', symlink('d/x', 'y')],
      ['a hard link', link('d/x', 'other')],
    ])('extractTo puts %s not through a directory that was swapped later', async (_what, fields) => {
      const { error, folder, outside } = await swapAfter([file('other'), file('d/first')], [fields]);
      if (held) {
        expect(error).toBeUndefined();
        expect(Object.keys(tree(join(folder, 'moved'))).length).toBeGreaterThan(1);
      } else {
        expect(error).toEqual(code('ERR_TAR_THROUGH_LINK'));
      }
      expect(tree(outside)).toEqual({});
    });
  });

  describe('errors', () => {
    it('extractTo, with skip, leaves out what it refuses and says so', async () => {
      const folder = makeFolder();
      const stream = new ExtractToStream(folder, { refused: 'skip' }, held);
      const skipped: unknown[] = [];
      stream.on('skip', (header, error) => skipped.push([header.name, (error as { code?: string }).code]));
      stream.end(archive(file('../x'), symlink('s', '..'), link('l', 'none'), file('y')));
      await new Promise((resolve) => stream.on('close', resolve));
      expect(tree(folder)).toEqual({ y: 'y' });
      expect(skipped).toEqual([
        ['../x', 'ERR_TAR_UNSAFE_NAME'],
        ['s', 'ERR_TAR_UNSAFE_LINK'],
        ['l', 'ERR_TAR_LINK_TARGET'],
      ]);
    });

    it.each(['3', '4', '6'])('extractTo refuses or skips an entry of type %s', async (type) => {
      const folder = makeFolder();
      const bytes = archive({ name: 'special', type }, file('x'));
      await expect(run(bytes, folder)).rejects.toEqual(code('ERR_TAR_ENTRY_TYPE'));
      await run(bytes, folder, { refused: 'skip' });
      expect(tree(folder)).toEqual({ x: 'x' });
    });

    it('extractTo keeps to its limits, each to the last', async () => {
      const folder = makeFolder();
      const bytes = archive(file('a/b', '12345'), file('c', '123'));
      const within = { maxEntries: 2, maxFileBytes: 5, maxTotalBytes: 8, maxNameBytes: 3, maxDepth: 2 };
      await run(bytes, folder, within);
      for (const [limit, most] of Object.entries(within)) {
        await expect(run(bytes, folder, { ...within, [limit]: most - 1 })).rejects.toEqual(
          code(
            limit.startsWith('maxN') || limit === 'maxDepth' ? 'ERR_TAR_UNSAFE_NAME' : 'ERR_TAR_TOO_LARGE',
          ),
        );
      }
    });

    it('extractTo refuses links whose targets are longer than names may be', async () => {
      const bytes = archive(pax({ linkpath: 't'.repeat(5000) }), symlink('a', ''));
      for (const links of ['inside', 'any']) {
        const failed = run(bytes, makeFolder(), { links });
        await expect(failed).rejects.toEqual(code('ERR_TAR_UNSAFE_LINK'));
      }
    });

    it('extractTo passes limits by for nothing with skip', async () => {
      const failed = run(archive(file('a'), file('b')), makeFolder(), { maxEntries: 1, refused: 'skip' });
      await expect(failed).rejects.toEqual(code('ERR_TAR_TOO_LARGE'));
    });

    it.each([
      ['small', file('x', 'x'.repeat(1000))],
      ['large', file('x', big)],
    ])(
      'extractTo, when the archive is cut off in a %s file, fails and leaves no part of it',
      async (_size, fields) => {
        const folder = makeFolder();
        const before = openFiles();
        const cut = archive(file('whole'), fields).subarray(0, 1024 + 512 + 600);
        await expect(run(cut, folder)).rejects.toEqual(code('ERR_TAR_TRUNCATED'));
        expect(tree(folder)).toEqual({ whole: 'whole' });
        expect(openFiles()).toBe(before);
      },
    );

    it('extractTo, when it is aborted or destroyed in a large file, leaves no part of it', async () => {
      for (const end of ['abort', 'destroy'] as const) {
        const folder = makeFolder();
        const before = openFiles();
        const abort = new AbortController();
        const stream = new ExtractToStream(folder, { signal: abort.signal }, held);
        let error: unknown;
        stream.on('error', (reason) => (error = reason));
        const closed = new Promise<void>((resolve) => stream.on('close', resolve));
        const begun = new Promise<void>((resolve) => stream.on('progress', () => resolve()));
        stream.write(archive(file('x', big)).subarray(0, 200_000));
        await begun;
        expect(fs.existsSync(join(folder, 'x'))).toBe(true);
        if (end === 'abort') abort.abort();
        else stream.destroy();
        await closed;
        if (end === 'abort') expect(error).toEqual(code('ABORT_ERR'));
        else expect(error).toBeUndefined();
        expect(tree(folder)).toEqual({});
        expect(openFiles()).toBe(before);
      }
    });

    it('extractTo, with a signal that has aborted, makes nothing', async () => {
      const folder = makeFolder();
      const stream = new ExtractToStream(join(folder, 'new'), { signal: AbortSignal.abort() }, held);
      const error = await new Promise((resolve) => stream.on('error', resolve));
      expect(error).toEqual(code('ABORT_ERR'));
      expect(tree(folder)).toEqual({});
    });

    it('extractTo, when it is destroyed while a large file is being opened, leaves no part of it', async () => {
      const folder = makeFolder();
      const path = join(folder, 'x');
      const before = openFiles();
      const stream = new ExtractToStream(folder, { filter: () => Boolean(setImmediate(look)) }, held);
      const closed = new Promise<void>((resolve) => stream.on('close', resolve));
      // As long as this looks, nobody is told that the file is open.
      function look() {
        for (let looks = 0; looks < 10_000 && !fs.existsSync(path); looks++);
        if (fs.existsSync(path)) stream.destroy();
        else setImmediate(look);
      }
      stream.write(archive(file('x', big)).subarray(0, 200_000));
      await closed;
      expect(tree(folder)).toEqual({});
      expect(openFiles()).toBe(before);
    });

    it.each(['filter', 'map'] as const)(
      'extractTo, when %s throws, is destroyed with its error',
      async (name) => {
        const error = new Error('expected');
        const options = {
          [name]() {
            throw error;
          },
        };
        await expect(run(archive(file('a')), makeFolder(), options)).rejects.toBe(error);
      },
    );

    it('extractTo, when a listener of progress throws, is destroyed with its error', async () => {
      const error = new Error('expected');
      const stream = new ExtractToStream(makeFolder(), {}, held);
      stream.on('progress', () => {
        throw error;
      });
      const source = Readable.from([archive(file('a'), file('b', big))]) as Readable<Uint8Array>;
      await expect(pipeline(source, stream)).rejects.toBe(error);
    });

    it('extractTo, when the system refuses an entry, says which, and where in the cause', async () => {
      const folder = makeFolder();
      fs.writeFileSync(join(folder, 'l'), 'old');
      const bytes = archive(pax({ linkpath: 'x'.repeat(5000) }), symlink('l', ''));
      const error = await run(bytes, folder, { maxNameBytes: 10_000 }).catch((error) => error);
      expect(error).toMatchObject({ code: 'ENAMETOOLONG', syscall: 'symlink', path: 'l' });
      expect(error.message).toBe("ENAMETOOLONG: name too long, symlink 'l'");
      expect(error.cause.dest).toMatch(/\/l$/);
      expect(tree(folder)).toEqual({ l: 'old' });
    });

    it('extractTo, where no directory can be made, fails with the error of the system', async () => {
      const folder = makeFolder();
      fs.writeFileSync(join(folder, 'file'), '');
      await expect(run(archive(file('a')), join(folder, 'file/below'))).rejects.toEqual(
        expect.objectContaining({ code: expect.stringMatching(/^(?:ENOTDIR|EEXIST)$/) }),
      );
      await expect(run(archive(file('a')), join(folder, 'file'))).rejects.toEqual(
        expect.objectContaining({ code: expect.stringMatching(/^(?:ENOTDIR|EEXIST)$/) }),
      );
    });

    it('extractTo, where a file is in the way of a directory, refuses to go through it', async () => {
      const folder = makeFolder();
      fs.writeFileSync(join(folder, 'd'), 'mine');
      await expect(run(archive(file('d/x')), folder)).rejects.toEqual(code('ERR_TAR_THROUGH_LINK'));
      expect(tree(folder)).toEqual({ d: 'mine' });
    });

    it('extractTo refuses what is no archive', async () => {
      const failed = run(Buffer.alloc(2000, 'x'), makeFolder());
      await expect(failed).rejects.toEqual(
        expect.objectContaining({ code: expect.stringMatching(/^ERR_TAR_/) }),
      );
    });
  });

  describe('chunk boundaries', () => {
    const whole = archive(
      pax({ path: 'long/'.repeat(30) }),
      directory('short'),
      file('a', 'x'.repeat(700)),
      file('b', big),
      symlink('c', 'a'),
      link('d', 'b'),
    );

    it('extractTo makes the same of an archive however it is cut', async () => {
      const folder = makeFolder();
      await run(whole, join(folder, 'whole'));
      const expected = tree(join(folder, 'whole'));
      let runs = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(fc.nat(whole.length), { maxLength: 30 }), async (cuts) => {
          const places = [0, ...cuts.sort((a, b) => a - b), whole.length];
          const chunks = places.slice(1).map((end, i) => whole.subarray(places[i], end));
          const target = join(folder, String(runs++));
          await extractArchive(chunks, target, {}, held);
          expect(tree(target)).toEqual(expected);
        }),
        { numRuns: 15 },
      );
    });
  });

  describe('laws', () => {
    const small = archive(file('a', 'x'.repeat(700)), directory('d'), file('d/b'), symlink('c', 'a'));
    const chunks = Array.from({ length: 12 }, (_, i) => small.subarray(i * 512, (i + 1) * 512)).filter(
      (chunk) => chunk.length > 0,
    );
    const folders: string[] = [];
    afterAll(() => {
      for (const folder of folders) fs.rmSync(folder, { recursive: true });
    });
    function make(options = {}): ExtractToStream {
      const folder = fs.mkdtempSync(join(tmpdir(), 'gardenhose-tar-laws-'));
      folders.push(folder);
      return Object.assign(new ExtractToStream(folder, options, held), { folder });
    }
    const options = {
      input: chunks,
      rechunk: 'bytes' as const,
      runs: 5,
      result: (stream: ExtractToStream & { folder: string }) => tree(stream.folder),
      signal: (signal: AbortSignal) => make({ signal }),
      fails: {
        make: (error: Error) =>
          make({
            filter() {
              throw error;
            },
          }),
      },
      except: { 'snaps onto classic emitters': 'it takes a sink for over that has been ended' },
    };
    for (const { name, check } of laws(() => make(), options)) it(name, check);
  });
});

describe('extractTo, against another process', () => {
  /** Puts a link to the outside in the place of the directory and back, until it is told to stop. */
  const swapper = `
    const fs = require('node:fs');
    const [root, outside] = process.argv.slice(1);
    const d = root + '/d';
    let on = true;
    process.stdin.on('data', () => { on = false; }).resume();
    const turn = () => {
      for (let i = 0; i < 50; i++) {
        try { fs.renameSync(d, root + '/real'); } catch {}
        try { fs.symlinkSync(outside, d); } catch {}
        try { fs.unlinkSync(d); } catch {}
        try { fs.renameSync(root + '/real', d); } catch {}
      }
      if (on) setImmediate(turn); else process.exit();
    };
    process.stdout.write('ready');
    turn();
  `;

  it('extractTo writes nothing through a directory that is swapped all the time', async () => {
    const [folder, outside] = [makeFolder(), makeFolder()];
    fs.mkdirSync(join(folder, 'd'));
    const child = spawn(process.execPath, ['-e', swapper, folder, outside], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    for (let round = 0; round < 12; round++) {
      const names = Array.from({ length: 40 }, (_, i) =>
        file(i % 2 ? `d/${round}-${i}` : `d/e/${round}-${i}`),
      );
      await extractArchive(archive(...names), folder, {}, true).catch((error) => {
        expect(error).toHaveProperty('code');
      });
    }
    child.stdin.end('stop');
    await once(child, 'exit');
    expect(tree(outside)).toEqual({});
  });
});

describe('types', () => {
  it('extractTo returns a writable of bytes', () => {
    expectTypeOf(extractTo).returns.toExtend<Writable<Uint8Array>>();
    expectTypeOf<TarProgress>().toEqualTypeOf<{
      readonly name: string;
      readonly entries: number;
      readonly bytes: number;
    }>();
  });

  it('extractTo refuses arguments that it cannot take', () => {
    expect(() => extractTo(1 as never)).toThrow(code('ERR_INVALID_ARG_TYPE'));
    expect(() => extractTo('a\0b')).toThrow(code('ERR_INVALID_ARG_TYPE'));
    expect(() => extractTo('x', { existing: 'x' as never })).toThrow(code('ERR_INVALID_ARG_VALUE'));
    expect(() => extractTo('x', { links: 'x' as never })).toThrow(code('ERR_INVALID_ARG_VALUE'));
    expect(() => extractTo('x', { filter: 'x' as never })).toThrow(code('ERR_INVALID_ARG_TYPE'));
    expect(() => extractTo('x', { maxEntries: -1 })).toThrow(code('ERR_OUT_OF_RANGE'));
    expect(() => extractTo('x', { umask: 0o1000 })).toThrow(code('ERR_OUT_OF_RANGE'));
    expect(() => extractTo('x', { signal: {} as never })).toThrow(code('ERR_INVALID_ARG_TYPE'));
  });
});
