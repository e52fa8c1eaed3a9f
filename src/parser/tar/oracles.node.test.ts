import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bsdtarPath } from '../../../tools/bsdtar.ts';
import type { Fact } from './_test-oracles.node.ts';
import { factsOf, gnuTar, inFolder, plantSparse, plantTree, run } from './_test-oracles.node.ts';
import type { Seen } from './_test-read.ts';
import { bytesFrom, cutAt, read, textOf } from './_test-read.ts';
import type { TarExtractOptions } from './extract.ts';
import { extract, pack } from './index.node.ts';

/** What entries say, in the form of `factsOf`; a link is the file that it is. */
function factsIn(entries: readonly Seen[]): Record<string, Fact> {
  const facts: Record<string, Fact> = {};
  for (const { header, body } of entries) {
    const path = header.name.replace(/^\.\//, '').replace(/\/$/, '');
    if (path === '' || path === '.') continue;
    const common = { mode: header.mode & 0o7777, seconds: Math.floor(header.mtime.getTime() / 1000) };
    if (header.type === 'link') facts[path] = facts[header.linkname!.replace(/^\.\//, '')]!;
    else if (header.type === 'symlink') {
      facts[path] = { type: 'symlink', mode: 0o777, seconds: 0, linkname: header.linkname! };
    } else if (header.type === 'file') {
      facts[path] = { type: 'file', ...common, contents: Buffer.from(body).toString('latin1') };
    } else facts[path] = { type: header.type, ...common };
  }
  return facts;
}

/** Reads what a program writes of a tree, and compares. */
async function expectSame(
  program: string,
  args: readonly string[],
  plant: (folder: string) => void,
  options?: TarExtractOptions,
): Promise<Seen[]> {
  return inFolder(async (folder) => {
    plant(folder);
    const archive = run(program, [...args, '-cf', '-', '-C', folder, '.']);
    const entries = await read(cutAt(archive, [1, 700, 5000, 5001, 60_000]), options);
    expect(factsIn(entries)).toEqual(factsOf(folder));
    return entries;
  });
}

describe('GNU tar', () => {
  it.each([
    ['v7', false],
    ['ustar', false],
    ['oldgnu', true],
    ['gnu', true],
    ['posix', true],
  ])('extract, of what it writes as %s, gives the tree', async (format, long) => {
    await expectSame(gnuTar(), [`--format=${format}`], (folder) => plantTree(folder, long));
  });

  it('extract, strict, takes what it writes as ustar, gnu and posix', async () => {
    for (const format of ['ustar', 'gnu', 'posix']) {
      await expectSame(gnuTar(), [`--format=${format}`], (folder) => plantTree(folder, false), {
        strict: true,
      });
    }
  });

  const sparse = [
    ['old GNU', ['--format=gnu']],
    ['0.0', ['--format=posix', '--sparse-version=0.0']],
    ['0.1', ['--format=posix', '--sparse-version=0.1']],
    ['1.0', ['--format=posix', '--sparse-version=1.0']],
  ] as const;

  it.each(sparse)('extract, of sparse files as %s, expands them', async (_version, args) => {
    const plant = (folder: string): void => {
      plantSparse(join(folder, 'a few'), 3, 4096, 10_000);
      plantSparse(join(folder, 'many'), 70, 0, 70_000);
      plantSparse(join(folder, 'nothing'), 0, 0, 100_000);
      plantTree(folder, true);
    };
    const entries = await expectSame(gnuTar(), [...args, '--sparse', '--hole-detection=raw'], plant);
    expect(entries.filter(({ header }) => header.sparse !== undefined)).toHaveLength(3);
  });

  it.each(sparse)(
    'extract, of sparse files as %s, gives what is stored when asked to',
    async (_version, args) => {
      await inFolder(async (folder) => {
        plantSparse(join(folder, 'a'), 30, 8192, 5000);
        const whole = readFileSync(join(folder, 'a'));
        const archive = run(gnuTar(), [...args, '-S', '--hole-detection=raw', '-cf', '-', '-C', folder, 'a']);
        const [entry] = await read(archive, { sparse: 'stored' });
        const { sparse = [], size } = entry!.header;
        expect([entry!.header.name, size]).toEqual(['a', entry!.body.length]);
        expect(size).toBeLessThan(whole.length);
        const again = Buffer.alloc(whole.length);
        let at = 0;
        for (const extent of sparse) {
          again.set(entry!.body.subarray(at, at + extent.size), extent.offset);
          at += extent.size;
        }
        expect([at, again.equals(whole)]).toEqual([size, true]);
      });
    },
  );

  it('extract, of records in global and local headers, gives them', async () => {
    await inFolder(async (folder) => {
      writeFileSync(join(folder, 'a'), 'x');
      const args = ['--format=posix', '--pax-option=comment=all,uname=who', '--pax-option=own:=one'];
      const [entry] = await read(run(gnuTar(), [...args, '-cf', '-', '-C', folder, 'a']));
      expect(entry!.header).toMatchObject({ name: 'a', uname: 'who', pax: { comment: 'all', own: 'one' } });
    });
  });

  it('extract, of numbers that have no room in octal, gives them', async () => {
    await inFolder(async (folder) => {
      writeFileSync(join(folder, 'a'), 'x');
      for (const format of ['gnu', 'posix']) {
        const args = [`--format=${format}`, '--owner=x:4000000', '--group=y:5000000', '--mtime=@-100'];
        const [entry] = await read(run(gnuTar(), [...args, '-cf', '-', '-C', folder, 'a']));
        expect(entry!.header).toMatchObject({ uid: 4_000_000, gid: 5_000_000, mtime: new Date(-100_000) });
      }
    });
  });

  it.each(['gnu', 'posix'])('extract, of a label as %s, emits it', async (format) => {
    await inFolder(async (folder) => {
      writeFileSync(join(folder, 'a'), '');
      const stream = extract();
      const labels: string[] = [];
      stream.on('label', (label) => labels.push(label));
      stream.end(run(gnuTar(), [`--format=${format}`, '-V', 'Backup', '-cf', '-', '-C', folder, 'a']));
      const names: string[] = [];
      for await (const { header } of stream) names.push(header.name);
      expect([labels, names]).toEqual([['Backup'], ['a']]);
    });
  });

  it('extract, of an incremental archive with a label, gives its files and directories', async () => {
    await inFolder(async (folder) => {
      mkdirSync(join(folder, 'dir'));
      writeFileSync(join(folder, 'dir/a'), 'beep');
      const args = ['--format=gnu', '-V', 'Backup', '-g', join(folder, 'snapshot'), '-cf', '-'];
      const entries = await read(run(gnuTar(), [...args, '-C', folder, 'dir']));
      expect(entries.map(({ header, body }) => [header.name, header.type, textOf(body)])).toEqual([
        ['dir/', 'directory', ''],
        ['dir/a', 'file', 'beep'],
      ]);
    });
  });

  it.each(['gnu', 'posix'])(
    'extract, of the second volume as %s, begins with the rest of a file',
    async (format) => {
      await inFolder(async (folder) => {
        const whole = Buffer.alloc(30_000, 'abcdefg');
        writeFileSync(join(folder, 'a'), whole);
        const volumes = ['one', 'two', 'three'].map((name) => join(folder, name));
        const files = volumes.flatMap((volume) => ['-f', volume]);
        run(gnuTar(), [`--format=${format}`, '-c', '-M', '-L', '20', ...files, '-C', folder, 'a']);
        const second = await read(readFileSync(volumes[1]!));
        expect(second[0]!.header).toMatchObject({ name: 'a', type: 'continuation' });
        const { body } = second[0]!;
        expect(whole.subarray(-body.length).equals(body)).toBe(true);
      });
    },
  );

  it('extract, of archives one after the other, gives what it gives with --ignore-zeros', async () => {
    await inFolder(async (folder) => {
      plantTree(folder, true);
      const archive = run(gnuTar(), ['-cf', '-', '-C', folder, '.']);
      const both = Buffer.concat([archive, archive]);
      const names = run(gnuTar(), ['-itf', '-', '--quoting-style=literal'], both)
        .toString()
        .trim()
        .split('\n');
      expect((await read(both)).map(({ header }) => header.name)).toEqual(names);
    });
  });
});

describe('bsdtar', () => {
  it.each([
    ['v7', false],
    ['ustar', false],
    ['gnutar', true],
    ['pax', true],
  ])('extract, of what it writes as %s, gives the tree', async (format, long) => {
    await expectSame(bsdtarPath(), ['--format', format], (folder) => plantTree(folder, long));
  });

  it('extract, of names in no UTF-8, takes the encoding it is told', async () => {
    await inFolder(async (folder) => {
      const latin1 = (path: string): Buffer => Buffer.from(path, 'latin1');
      writeFileSync(latin1(join(folder, 'café')), '');
      symlinkSync(latin1('café'), latin1(join(folder, 'dé')));
      const args = ['--format', 'pax', '-cf', '-', '-C', folder, '.'];
      const entries = await read(run(bsdtarPath(), args), { filenameEncoding: 'latin1' });
      const links = entries.map(({ header }) => [header.name, header.linkname]);
      expect(links.sort()).toEqual([
        ['./', null],
        ['./café', null],
        ['./dé', 'café'],
      ]);
    });
  });

  it('extract, of sparse files as pax, expands them', async () => {
    await expectSame(bsdtarPath(), ['--format', 'pax'], (folder) => {
      writeFileSync(join(folder, 'hole'), '');
      truncateSync(join(folder, 'hole'), 1_000_000);
      plantSparse(join(folder, 'a'), 2, 70_000, 3);
    });
  });
});

/** Packs what every reader understands, in every way that there is. */
async function packTree(): Promise<Uint8Array> {
  const archive = pack();
  const mtime = new Date(1_234_567_890_000);
  archive.entry({ name: 'dir', type: 'directory', mtime });
  archive.entry({ name: 'dir/small.txt', mode: 0o600, mtime }, 'beep');
  archive.entry({ name: 'empty', mtime }, '');
  archive.entry({ name: 'block', mtime }, 'x'.repeat(1024));
  archive.entry({ name: 'soft', type: 'symlink', linkname: 'dir/small.txt', mtime });
  archive.entry({ name: 'hard', type: 'link', linkname: 'dir/small.txt', mtime });
  archive.entry({ name: 'pipe', type: 'fifo', mtime });
  archive.entry({ name: `${'d'.repeat(120)}/`, type: 'directory', mtime });
  archive.entry({ name: `${'d'.repeat(120)}/${'f'.repeat(90)}`, mtime }, 'prefix');
  archive.entry({ name: `${'d'.repeat(120)}/${'g'.repeat(200)}`, mtime }, 'record');
  archive.entry({ name: 'grüße 漢字.txt', mtime }, 'héllo');
  archive.entry({ name: 'far', type: 'symlink', linkname: 't'.repeat(180), mtime });
  archive.entry({ name: 'sized', size: 200_000, mtime }).end('y'.repeat(200_000));
  const unknown = archive.entry({ name: 'unknown', mtime });
  unknown.write('z'.repeat(3000));
  unknown.end('z'.repeat(3000));
  archive.finalize();
  return bytesFrom(archive);
}

describe.each([
  ['GNU tar', gnuTar],
  ['bsdtar', bsdtarPath],
])('%s', (_name, pathOf) => {
  it('pack, when it extracts the archive, has made the tree', async () => {
    const archive = await packTree();
    await inFolder(async (folder) => {
      run(pathOf(), ['-xpf', '-', '-C', folder], archive);
      const facts = factsOf(folder);
      expect(facts).toEqual(factsIn(await read(archive)));
      expect(Object.keys(facts)).toHaveLength(14);
    });
  });

  it('pack, of numbers that have no room in a header block, is read by it', async () => {
    const archive = pack();
    const mtime = new Date(-100_000);
    archive.entry({ name: 'a', uid: 4_000_000, gid: 5_000_000, uname: 'u'.repeat(40), mtime }, 'x');
    archive.finalize();
    const list = run(pathOf(), ['-tvf', '-', '--numeric-owner'], await bytesFrom(archive)).toString();
    expect(list).toMatch(/\b4000000\b.*\b5000000\b.*1969/);
  });

  it('pack, of a size beyond 8 GiB, has a header that it reads', async () => {
    const archive = pack();
    archive.entry({ name: 'huge', size: 2 ** 40 });
    const header = await new Promise<Uint8Array>((resolve) => archive.once('data', resolve));
    archive.destroy();
    // That the archive ends too early it says behind the list.
    const { stdout } = spawnSync(pathOf(), ['-tvf', '-'], { input: header, encoding: 'utf8' });
    expect(stdout).toMatch(/\b1099511627776\b.*\bhuge\b/);
  });
});
