import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { joinBytes } from '../../core/_lengths.ts';
import { ClassicReadable } from '../../core/classic.ts';
import { laws } from '../../testing/stream-spec/laws.ts';
import { factsOf, gnuTar, inFolder, plantTree, run } from './_test-oracles.node.ts';
import { bytesFrom, read, textOf } from './_test-read.ts';
import tar, { extract, pack, Tar } from './index.node.ts';

/** How many files of a folder this process has open, with a name or without. */
function openIn(folder: string): number {
  const paths = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return '';
    }
  });
  return paths.filter((path) => path.startsWith(`${folder}/`)).length;
}

/** All that an archive emits. */
async function archived(archive: Tar): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of archive) chunks.push(chunk);
  return joinBytes(chunks);
}

describe('Tar', () => {
  describe('behaviour', () => {
    it('append, of a file, a directory and a link, archives what they are', async () => {
      await inFolder(async (folder) => {
        writeFileSync(join(folder, 'a.txt'), 'beep');
        chmodSync(join(folder, 'a.txt'), 0o640);
        mkdirSync(join(folder, 'dir'));
        symlinkSync('a.txt', join(folder, 'soft'));
        const archive = new Tar();
        archive.append(join(folder, 'a.txt')).append(join(folder, 'dir')).append(join(folder, 'soft'));
        archive.close();
        const seen = await read(await archived(archive));
        const stats = lstatSync(join(folder, 'a.txt'));
        expect(seen.map(({ header }) => [header.name, header.type])).toEqual([
          [join(folder, 'a.txt'), 'file'],
          [`${join(folder, 'dir')}/`, 'directory'],
          [join(folder, 'soft'), 'symlink'],
        ]);
        expect(seen[0]!.header).toMatchObject({ mode: 0o640, uid: stats.uid, gid: stats.gid, size: 4 });
        expect(seen[0]!.header.mtime.getTime()).toBe(Math.floor(stats.mtimeMs / 1000) * 1000);
        expect(seen[2]!.header.linkname).toBe('a.txt');
        expect(textOf(seen[0]!.body)).toBe('beep');
      });
    });

    it('append, with overrides, says what they say', async () => {
      await inFolder(async (folder) => {
        writeFileSync(join(folder, 'a.txt'), 'beep');
        const overrides = { fileName: 'b', fileMode: 0o600, uid: 1, gid: 2, owner: 'o', group: 'g' };
        const archive = new Tar();
        archive.append(join(folder, 'a.txt'), { ...overrides, mtime: 5, fileSize: 2 });
        archive.append(join(folder, 'a.txt'), { ...overrides, mtime: new Date(7000) });
        archive.close();
        const [first, second] = await read(await archived(archive));
        expect(first!.header).toMatchObject({
          name: 'b',
          mode: 0o600,
          uid: 1,
          gid: 2,
          uname: 'o',
          gname: 'g',
        });
        expect([first!.header.mtime, second!.header.mtime]).toEqual([new Date(5000), new Date(7000)]);
        expect([textOf(first!.body), textOf(second!.body)]).toEqual(['be', 'beep']);
      });
    });

    it('addDirectory, of a tree, archives all of it and calls back; the archive is a record long', async () => {
      await inFolder(async (folder) => {
        plantTree(folder, true);
        const archive = new Tar();
        const called = new Promise((resolve) => archive.addDirectory(folder, { fileName: 'root' }, resolve));
        archive.close();
        const bytes = await archived(archive);
        expect(await called).toBeUndefined();
        expect(bytes.length % 10_240).toBe(0);
        const names = (await read(bytes)).map(({ header }) => header.name.replace(/\/$/, ''));
        const paths = Object.keys(factsOf(folder)).map((path) => `root/${path}`);
        expect(names.sort()).toEqual(['root', ...paths].sort());
      });
    });

    it('addDirectory, of blocks and long names, makes what GNU tar extracts', async () => {
      await inFolder(async (folder) => {
        mkdirSync(join(folder, 'from'));
        mkdirSync(join(folder, 'to'));
        plantTree(join(folder, 'from'), true);
        const archive = new Tar();
        archive.addDirectory(join(folder, 'from'), { fileName: '.' });
        archive.close();
        run(gnuTar(), ['-xpf', '-', '-C', join(folder, 'to')], await archived(archive));
        expect(factsOf(join(folder, 'to'))).toEqual(factsOf(join(folder, 'from')));
      });
    });

    it('archive, of a file whose size is a multiple of 512, has no block of zeros behind it', async () => {
      await inFolder(async (folder) => {
        writeFileSync(join(folder, 'a'), 'x'.repeat(512));
        writeFileSync(join(folder, 'b'), 'y');
        const archive = new Tar();
        archive.append(join(folder, 'a'), { fileName: 'a' }).append(join(folder, 'b'), { fileName: 'b' });
        archive.close();
        const bytes = await archived(archive);
        expect(textOf(bytes.subarray(1024, 1025))).toBe('b');
      });
    });

    it('pause, while it is read, holds it back; pipe and data events work as those of a classic stream', async () => {
      await inFolder(async (folder) => {
        writeFileSync(join(folder, 'a'), 'x'.repeat(300_000));
        const archive = new Tar();
        expect(archive).toBeInstanceOf(ClassicReadable);
        archive.append(join(folder, 'a'), { fileName: 'a' });
        archive.close();
        let length = 0;
        archive.on('data', (chunk) => {
          length += chunk.length;
          archive.pause();
          setImmediate(() => archive.resume());
        });
        await new Promise((resolve) => archive.on('end', () => resolve(undefined)));
        expect(length).toBe(307_200);
      });
    });

    it('require, of the module, gives the class with all else as its properties', () => {
      expect(tar).toBe(Tar);
      expect(new tar()).toBeInstanceOf(Tar);
      expect([tar.Tar, tar.pack, tar.extract]).toEqual([Tar, pack, extract]);
      expectTypeOf(new tar()).toEqualTypeOf<Tar>();
    });
  });

  describe('errors', () => {
    it('append, of what is not there, destroys the archive, and addDirectory calls back with it', async () => {
      const archive = new Tar();
      archive.append('/does/not/exist');
      archive.close();
      await expect(archived(archive)).rejects.toMatchObject({ code: 'ENOENT' });
      const other = new Tar();
      other.on('error', () => {});
      const called = new Promise((resolve) => other.addDirectory('/does/not/exist', null, resolve));
      expect(await called).toMatchObject({ code: 'ENOENT' });
      expect(other.destroyed).toBe(true);
    });

    it('addDirectory, of an archive that is destroyed before or meanwhile, calls back with an error', async () => {
      await inFolder(async (folder) => {
        writeFileSync(join(folder, 'a'), 'x');
        const early = expect.objectContaining({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
        const failed = new Tar();
        failed.on('error', () => {});
        failed.append('/does/not/exist');
        expect(await new Promise((resolve) => failed.addDirectory(folder, null, resolve))).toEqual(early);
        const archive = new Tar();
        const called = new Promise((resolve) => archive.addDirectory(folder, null, resolve));
        archive.once('data', () => archive.destroy());
        expect(await called).toEqual(early);
      });
    });

    it('append and addDirectory, after close, throw ERR_TAR_FINALIZED', () => {
      const archive = new Tar();
      archive.close();
      archive.close();
      const finalized = expect.objectContaining({ code: 'ERR_TAR_FINALIZED' });
      expect(() => archive.append('a')).toThrow(finalized);
      expect(() => archive.addDirectory('a')).toThrow(finalized);
    });

    it('append, of a file that is shorter than its size says, destroys the archive', async () => {
      await inFolder(async (folder) => {
        writeFileSync(join(folder, 'a'), 'beep');
        const archive = new Tar();
        archive.append(join(folder, 'a'), { fileSize: 10 });
        archive.close();
        await expect(archived(archive)).rejects.toMatchObject({ code: 'ERR_TAR_SIZE_MISMATCH' });
      });
    });

    it('destroy, while a file is read, ends the reading', async () => {
      await inFolder(async (folder) => {
        writeFileSync(join(folder, 'a'), '');
        truncateSync(join(folder, 'a'), 100_000_000);
        const archive = new Tar();
        archive.append(join(folder, 'a'));
        const closed = new Promise((resolve) => archive.on('close', () => resolve(undefined)));
        archive.once('data', () => archive.destroy());
        await closed;
        expect(archive.destroyed).toBe(true);
      });
    });
  });

  describe('laws', async () => {
    const file = join(import.meta.dirname, 'index.ts');
    const make = (signal?: AbortSignal): Tar => {
      const archive = new Tar({ signal });
      archive.append(file, { fileName: 'a' });
      archive.close();
      return archive;
    };
    const failing = (error: Error): Tar => {
      const archive = new Tar();
      queueMicrotask(() => archive.destroy(error));
      return archive;
    };
    const options = { signal: make, fails: { make: failing }, joined: true } as const;
    for (const { name, check } of laws(() => make(), options)) it(name, check);
  });
});

describe('pack, on Node', () => {
  /** Gives temporary files a folder of their own; `count` says how many of them are open, and how many have a name. */
  const withTemporaryFolder = (
    task: (count: () => readonly [open: number, named: number]) => Promise<void>,
  ): Promise<void> =>
    inFolder(async (folder) => {
      const before = process.env.TMPDIR;
      process.env.TMPDIR = folder;
      try {
        await task(() => [openIn(folder), readdirSync(folder).length]);
      } finally {
        if (before === undefined) delete process.env.TMPDIR;
        else process.env.TMPDIR = before;
      }
    });

  it('entry, of unknown size beyond a megabyte, is spooled in a file without a name, which is closed then', () =>
    withTemporaryFolder(async (count) => {
      const archive = pack();
      const sink = archive.entry({ name: 'big' }, () => archive.finalize());
      const contents = Buffer.alloc(5_000_000, 'abcdefghijk');
      await new Promise((resolve) => sink.write(contents.subarray(0, 4_000_000), resolve));
      expect(count()).toEqual([1, 0]);
      sink.end(contents.subarray(4_000_000));
      const [entry] = await read(await bytesFrom(archive));
      expect(contents.equals(entry!.body)).toBe(true);
      while (count()[0] > 0) await new Promise((resolve) => setImmediate(resolve));
    }));

  it('destroy, while an entry is spooled, closes the file', () =>
    withTemporaryFolder(async (count) => {
      const archive = pack();
      archive.on('error', () => {});
      const sink = archive.entry({ name: 'big' });
      await new Promise((resolve) => sink.write(Buffer.alloc(2_000_000), resolve));
      expect(count()).toEqual([1, 0]);
      archive.destroy();
      while (count()[0] > 0) await new Promise((resolve) => setImmediate(resolve));
    }));

  it('streams of node:fs, piped into entries of unknown size, are packed', async () => {
    const { createReadStream } = await import('node:fs');
    const file = join(import.meta.dirname, 'index.node.ts');
    const archive = pack();
    createReadStream(file).pipe(archive.entry({ name: 'a' }, () => archive.finalize()));
    const [entry] = await read(await bytesFrom(archive));
    expect(textOf(entry!.body)).toBe(readFileSync(file, 'utf8'));
  });
});

describe('extract, on Node', () => {
  it('an entry of many chunks, piped to a slow stream or paused, comes whole', async () => {
    const { Writable } = await import('node:stream');
    const archive = pack();
    archive.entry({ name: 'a', size: 3_000_000 }).end(Buffer.alloc(3_000_000, 'abcdefg'));
    archive.entry({ name: 'b', size: 3_000_000 }).end(Buffer.alloc(3_000_000, 'abcdefg'));
    archive.finalize();
    const bytes = Buffer.from(await bytesFrom(archive));
    const stream = extract();
    const seen: Record<string, Buffer> = {};
    stream.on('entry', (header, entry, next) => {
      const chunks: Buffer[] = [];
      const done = (): void => {
        seen[header.name] = Buffer.concat(chunks);
        next();
      };
      if (header.name === 'a') {
        const slow = new Writable({
          write(chunk, _encoding, callback) {
            chunks.push(chunk);
            setImmediate(callback);
          },
        });
        entry.pipe(slow).on('finish', done);
      } else {
        entry.on('end', done);
        entry.on('data', (chunk) => {
          chunks.push(chunk as Buffer);
          if (chunks.length % 3 === 0) {
            entry.pause();
            setImmediate(() => entry.resume());
          }
        });
      }
    });
    const finished = new Promise((resolve) => stream.on('finish', () => resolve(undefined)));
    for (let at = 0; at < bytes.length; at += 50_000) {
      if (!stream.write(bytes.subarray(at, at + 50_000)))
        await new Promise((resolve) => stream.once('drain', resolve));
    }
    stream.end();
    await finished;
    const contents = Buffer.alloc(3_000_000, 'abcdefg');
    expect([contents.equals(seen.a!), contents.equals(seen.b!)]).toEqual([true, true]);
  });
});
