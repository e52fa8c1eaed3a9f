/**
 * Every published advisory of npm tar, tar-fs and tar-stream, each as the archive that it tells of: nothing outside
 * of the directory is made, changed or linked to, nothing crashes, and nothing is without a bound.
 */
import * as fs from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buffer } from '../../core/consumers.ts';
import type { Fields } from './_test-archive.node.ts';
import { archive, entry, extractArchive, pax } from './_test-archive.node.ts';
import { makeFolder, tree, ways } from './_test-files.node.ts';
import { extract } from './extract.ts';
import type { ExtractToOptions } from './extract-to.node.ts';
import { packDirectory } from './pack-directory.node.ts';

const code = (code: string) => expect.objectContaining({ code });
const file = (name: string, body = 'evil'): Fields => ({ name, body });
const directory = (name: string): Fields => ({ name, type: '5', mode: 0o755 });
const symlink = (name: string, linkname: string): Fields => ({ name, type: '2', linkname });
const link = (name: string, linkname: string): Fields => ({ name, type: '1', linkname });

/** A folder to extract into, `in`, beside a file that must stay as it is. */
function makeScene(): { readonly folder: string; readonly check: () => void } {
  const scene = makeFolder();
  const folder = join(scene, 'in');
  fs.writeFileSync(join(scene, 'secret'), 'secret');
  return {
    folder,
    check() {
      expect(fs.readdirSync(scene).filter((name) => name !== 'in')).toEqual(['secret']);
      expect(fs.readFileSync(join(scene, 'secret'), 'utf8')).toBe('secret');
      expect(fs.statSync(join(scene, 'secret')).nlink).toBe(1);
    },
  };
}

/** Extracts an archive and checks that nothing outside is other than it was; returns the error and what there is. */
async function attack(
  held: boolean,
  bytes: Uint8Array | ((folder: string) => Uint8Array),
  options: ExtractToOptions = {},
): Promise<{ readonly error: unknown; readonly found: Record<string, string> }> {
  const { folder, check } = makeScene();
  const archive = typeof bytes === 'function' ? bytes(folder) : bytes;
  const error = await extractArchive(archive, folder, options, held).then(
    () => undefined,
    (error) => error,
  );
  check();
  return { error, found: tree(folder) };
}

describe.each(ways)('extractTo, with %s', (_way, held) => {
  it('CVE-2015-8860, GHSA-gfjr-3jmm-4g9v: a file through a link to the outside', async () => {
    const bytes = archive(symlink('out', '..'), file('out/secret'));
    expect((await attack(held, bytes)).error).toEqual(code('ERR_TAR_UNSAFE_LINK'));
    const { error, found } = await attack(held, bytes, { links: 'any' });
    expect(error).toEqual(code('ERR_TAR_EXISTS'));
    expect(found).toEqual({ 'out/': '', 'out/secret': 'evil' });
  });

  it('CVE-2018-20834, GHSA-j44m-qm6p-hp7m; CVE-2018-20835, GHSA-x2mc-8fgj-3wmr: a hard link to the outside, then a file of its name', async () => {
    for (const target of ['../secret', './../secret', 'x/../../secret']) {
      const bytes = archive(link('x', target), file('x'));
      expect((await attack(held, bytes)).error).toEqual(code('ERR_TAR_UNSAFE_NAME'));
      const { error, found } = await attack(held, bytes, { refused: 'skip' });
      expect(error).toBeUndefined();
      expect(found).toEqual({ x: 'evil' });
    }
    const absolute = (folder: string) => archive(link('x', join(folder, '../secret')), file('x'));
    const { error, found } = await attack(held, absolute);
    expect(error).toBeUndefined();
    expect(found).toEqual({ x: 'evil' });
  });

  it('CVE-2021-32803, GHSA-r628-mhmh-qjhw: a directory that becomes a link, after it is known for a directory', async () => {
    const bytes = archive(directory('x'), file('x/first'), symlink('x', '..'), file('x/secret'));
    const { error, found } = await attack(held, bytes, { links: 'any' });
    expect(error).toEqual(code('ERR_TAR_EXISTS'));
    expect(found).toEqual({ 'x/': '', 'x/first': 'evil', 'x/secret': 'evil' });
  });

  it('CVE-2021-32804, GHSA-3jfq-g458-7qm9: absolute names, also with several slashes', async () => {
    for (const slashes of ['/', '//', '////', '/./', '/.//']) {
      const bytes = (folder: string) => archive(file(`${slashes}${join(folder, '../made').slice(1)}`));
      const { error, found } = await attack(held, bytes);
      expect(error).toBeUndefined();
      expect(Object.values(found)).toContain('evil');
    }
    const parent = (folder: string) => archive(file(`/..${folder}/../secret`));
    expect((await attack(held, parent)).error).toEqual(code('ERR_TAR_UNSAFE_NAME'));
  });

  it('CVE-2021-37701, GHSA-9r2w-394v-53qc: a directory and a link that differ in slashes, backslashes or case', async () => {
    for (const name of ['x', 'x/', './x', '/x', 'X', 'x\\', 'a\\x']) {
      const bytes = archive(directory('x'), directory(name), symlink(name, '..'), file('x/secret'));
      const options = { links: 'any', refused: 'skip' } as const;
      const { error, found } = await attack(held, bytes, options);
      expect(error).toBeUndefined();
      expect(found['x/secret']).toBe('evil');
      expect((await attack(held, bytes, { ...options, portableNames: true })).error).toBeUndefined();
    }
  });

  it('CVE-2021-37712, GHSA-qq89-hq3f-393p: a directory and a link whose names are forms of one', async () => {
    const bytes = archive(directory('caf\u00e9'), symlink('cafe\u0301', '..'), file('caf\u00e9/secret'));
    const any = await attack(held, bytes, { links: 'any' });
    expect(any.found['caf\u00e9/secret']).toBe('evil');
    const { error } = await attack(held, bytes, { links: 'any', portableNames: true });
    expect(error).toEqual(code('ERR_TAR_COLLISION'));
  });

  it('CVE-2021-37713, GHSA-5955-9wpr-37jh: names with a drive', async () => {
    for (const name of ['C:../../secret', 'D:/../secret']) {
      expect((await attack(held, archive(file(name)))).error).toEqual(code('ERR_TAR_UNSAFE_NAME'));
    }
    for (const name of ['C:../secret', 'C:secret', 'C:\\secret', '\\\\?\\C:\\secret', '..\\secret', 'C:/x']) {
      const { error } = await attack(held, archive(file(name)), { portableNames: true });
      expect(error).toEqual(code('ERR_TAR_UNSAFE_NAME'));
      expect((await attack(held, archive(file(name)))).error).toBeUndefined();
    }
  });

  it('CVE-2024-28863, GHSA-f5x3-32g6-xq36: a name of very many folders', async () => {
    const bytes = archive(pax({ path: `${'a/'.repeat(50_000)}file` }), file('file'));
    const { error, found } = await attack(held, bytes);
    expect(error).toEqual(code('ERR_TAR_UNSAFE_NAME'));
    expect(found).toEqual({});
    const deep = archive(pax({ path: `${'a/'.repeat(300)}file` }), file('file'));
    expect((await attack(held, deep)).error).toEqual(code('ERR_TAR_UNSAFE_NAME'));
  });

  it('CVE-2026-23745, GHSA-8qq5-rm4j-mr97: links with absolute targets', async () => {
    const hard = (folder: string) => archive(link('x', join(folder, '../secret')), file('x'));
    const soft = (folder: string) => archive(symlink('x', join(folder, '../secret')), file('x'));
    expect((await attack(held, hard)).found).toEqual({ x: 'evil' });
    const alone = (folder: string) => archive(link('x', join(folder, '../secret')));
    expect((await attack(held, alone)).error).toEqual(code('ERR_TAR_LINK_TARGET'));
    expect((await attack(held, soft)).error).toEqual(code('ERR_TAR_UNSAFE_LINK'));
    const { error, found } = await attack(held, soft, { links: 'any' });
    expect(error).toBeUndefined();
    expect(found).toEqual({ x: 'evil' });
  });

  it('CVE-2026-23950, GHSA-r6q2-hw4h-h46w: names that race because a file system takes them for one', async () => {
    const bytes = archive(
      directory('collision_ss'),
      symlink('collision_\u00df', '..'),
      file('collision_ss/secret'),
      file('collision_\u1e9e/secret'),
    );
    const { error } = await attack(held, bytes, { links: 'any', portableNames: true });
    expect(error).toEqual(code('ERR_TAR_COLLISION'));
    const any = await attack(held, bytes, { links: 'any', refused: 'skip' });
    expect(any.found['collision_ss/secret']).toBe('evil');
  });

  it('CVE-2026-24842, GHSA-34x7-hfp2-rc4v: a hard link whose target is checked from its folder, but used from the root', async () => {
    const bytes = archive(link('a/b/c/d/x', '../../../../secret'), file('a/b/c/d/x'));
    expect((await attack(held, bytes)).error).toEqual(code('ERR_TAR_UNSAFE_NAME'));
    const inside = archive(link('a/b/c/d/x', '../secret'));
    expect((await attack(held, inside)).error).toEqual(code('ERR_TAR_UNSAFE_NAME'));
  });

  it('CVE-2026-26960, GHSA-83g3-92jg-28cx: a hard link through a chain of links', async () => {
    const chain = [symlink('a/b/c/up', '../..'), symlink('a/b/escape', 'c/up/../..')];
    const bytes = archive(...chain, link('exfil', 'a/b/escape/secret'));
    expect((await attack(held, bytes)).error).toEqual(code('ERR_TAR_UNSAFE_LINK'));
    const { error, found } = await attack(held, bytes, { links: 'any' });
    expect(error).toEqual(code('ERR_TAR_THROUGH_LINK'));
    expect(found).not.toHaveProperty('exfil');
  });

  it('CVE-2026-29786, GHSA-qffp-2rhf-9h96: a hard link whose target has a drive', async () => {
    for (const target of ['C:../secret', 'C:secret', 'C:\\secret']) {
      const bytes = archive(link('x', target), file('x'));
      expect((await attack(held, bytes)).found).toEqual({ x: 'evil' });
      const { error } = await attack(held, bytes, { portableNames: true });
      expect(error).toEqual(code('ERR_TAR_UNSAFE_NAME'));
    }
  });

  it('CVE-2026-31802, GHSA-9ppj-qmqm-q256: a symbolic link whose target has a drive', async () => {
    const bytes = archive(symlink('a/b/x', 'C:../../../secret'), file('a/b/x'));
    expect((await attack(held, bytes)).error).toEqual(code('ERR_TAR_UNSAFE_LINK'));
    const { error } = await attack(held, archive(symlink('x', 'C:secret')), { portableNames: true });
    expect(error).toEqual(code('ERR_TAR_UNSAFE_LINK'));
  });

  it('CVE-2026-53655, GHSA-vmf3-w455-68vh: a pax size that is not meant for the header of a long name', async () => {
    // The size is that of the file behind the long name, as GNU tar and bsdtar have it: the second file is its contents.
    const first = file('file_a', 'AAAA_file_a_body');
    const second = archive(file('file_b', 'BBBB_file_b_body'));
    const bytes = (size: number) =>
      Buffer.concat([
        pax({ size: String(size) }),
        entry({ name: '././@LongLink', type: 'L', body: 'longname.txt\0' }),
        entry(first),
        second,
      ]);
    const smuggled = await attack(held, bytes(2048));
    expect(smuggled.error).toBeUndefined();
    expect(Object.keys(smuggled.found)).toEqual(['longname.txt']);
    expect(smuggled.found['longname.txt']).toHaveLength(2048);
    const honest = await attack(held, bytes(16));
    expect(honest.found).toEqual({ 'longname.txt': 'AAAA_file_a_body', file_b: 'BBBB_file_b_body' });
  });

  it('CVE-2026-59873, GHSA-23hp-3jrh-7fpw: more than there is room for', async () => {
    const many = archive(...Array.from({ length: 20 }, (_, i) => file(`f${i}`)));
    expect((await attack(held, many, { maxEntries: 10 })).error).toEqual(code('ERR_TAR_TOO_LARGE'));
    expect((await attack(held, many, { maxTotalBytes: 79 })).error).toEqual(code('ERR_TAR_TOO_LARGE'));
    expect((await attack(held, many, { maxTotalBytes: 80, maxEntries: 20 })).error).toBeUndefined();
    const lie = archive({ name: 'f', size: 2 ** 33 - 1 });
    const { error, found } = await attack(held, lie, { maxFileBytes: 1024 });
    expect(error).toEqual(code('ERR_TAR_TOO_LARGE'));
    expect(found).toEqual({});
    const huge = Buffer.from([0x80, 0, 0, 0, 0, 0, 0x10, 0, 0, 0, 0, 0]);
    expect((await attack(held, archive({ name: 'f', size: huge }))).error).toEqual(code('ERR_TAR_TOO_LARGE'));
  });

  it('CVE-2026-59874, GHSA-8x88-c5mf-7j5w: a negative size', async () => {
    for (const size of [Buffer.alloc(12, 0xff), Buffer.from([0xff, ...Buffer.alloc(10, 0xff), 0])]) {
      const { error } = await attack(held, archive({ name: 'f', size }, file('g')));
      expect(error).toEqual(expect.objectContaining({ code: expect.stringMatching(/^ERR_TAR_/) }));
    }
  });

  it('CVE-2026-59875, GHSA-gvwx-54wh-qm9j: a NUL in a name or a target of an extended header', async () => {
    for (const bytes of [
      archive(pax({ path: 'visible.txt\0hidden.txt' }), file('x')),
      archive(pax({ linkpath: 'target\0garbage' }), symlink('x', 't')),
      archive(pax({ linkpath: 'target\0garbage' }), link('x', 't')),
    ]) {
      const { error, found } = await attack(held, bytes);
      expect(Object.keys(found).join()).not.toContain('hidden');
      if (error !== undefined)
        expect(error).toEqual(expect.objectContaining({ code: expect.stringMatching(/^ERR_TAR_/) }));
    }
  });

  it('GHSA-w8wr-v893-vjvp: names and targets of an extended header that are numbers', async () => {
    const bytes = archive(
      pax({ path: '12345' }),
      file('x'),
      pax({ path: '1e3', linkpath: '12345' }),
      symlink('x', 'x'),
      pax({ path: '0x10', linkpath: '12345' }),
      link('x', 'x'),
    );
    const { error, found } = await attack(held, bytes, { filter: ({ name }) => name.length > 0 });
    expect(error).toBeUndefined();
    expect(found).toEqual({ '12345': 'evil', '1e3': '-> 12345', '0x10': 'evil' });
  });

  it('CVE-2026-73566, GHSA-r292-9mhp-454m: long paths cost no more than their length', async () => {
    const long = `${'x'.repeat(100)}/`.repeat(5_000);
    const { error, found } = await attack(held, archive(pax({ path: long }), file('x')), {
      filter: ({ name }) => name.startsWith('x'),
    });
    expect(error).toEqual(code('ERR_TAR_UNSAFE_NAME'));
    expect(found).toEqual({});
    const { error: slashes } = await attack(
      held,
      archive(pax({ path: `a${'/'.repeat(500_000)}b` }), file('x')),
    );
    expect(slashes).toEqual(code('ERR_TAR_UNSAFE_NAME'));
  });

  it('CVE-2024-12905, GHSA-pq67-2wwv-3xjx: tar-fs, a link to the outside and a file through it', async () => {
    const bytes = archive(symlink('x', '.'), symlink('x/y', '..'), file('x/y/secret'));
    expect((await attack(held, bytes)).error).toEqual(expect.objectContaining({ code: expect.any(String) }));
    const { error } = await attack(held, bytes, { links: 'any', refused: 'skip' });
    expect(error).toBeUndefined();
    const hard = archive(symlink('root', '..'), link('x', 'root/secret'), file('x'));
    expect((await attack(held, hard, { links: 'any', refused: 'skip' })).error).toBeUndefined();
  });

  it('CVE-2025-48387, GHSA-8cj5-5rvv-wf4v: tar-fs, a link in steps that each look harmless', async () => {
    const bytes = archive(
      directory('a'),
      symlink('a/b', '.'),
      symlink('a/b/c', '..'),
      symlink('d', 'a/b/c/..'),
      file('d/secret'),
      link('e', 'd/secret'),
    );
    expect((await attack(held, bytes)).error).toEqual(code('ERR_TAR_UNSAFE_LINK'));
    expect((await attack(held, bytes, { links: 'any', refused: 'skip' })).error).toBeUndefined();
  });

  it('CVE-2025-59343, GHSA-vj76-c3g6-qr5v: tar-fs, a folder beside whose name begins alike', async () => {
    const { folder, check } = makeScene();
    const beside = makeFolder();
    const evil = `${beside}-evil`;
    fs.mkdirSync(evil);
    try {
      for (const target of [evil, `../${evil.split('/').at(-1)}`]) {
        const bytes = archive(symlink('x', target), file('x/secret'));
        await expect(extractArchive(bytes, beside, {}, held)).rejects.toEqual(code('ERR_TAR_UNSAFE_LINK'));
        const any = extractArchive(bytes, beside, { links: 'any', refused: 'skip' }, held);
        await any;
        expect(fs.readdirSync(evil)).toEqual([]);
        fs.rmSync(join(beside, 'x'), { recursive: true, force: true });
      }
    } finally {
      fs.rmSync(evil, { recursive: true });
    }
    fs.mkdirSync(folder);
    check();
  });
});

describe('packDirectory', () => {
  it('CVE-2025-64118, GHSA-29xp-372q-xqph: memory that was never written is not read of a file that was cut', async () => {
    const folder = makeFolder();
    fs.writeFileSync(join(folder, 'a'), Buffer.alloc(2_000_000, 'x'));
    const stream = packDirectory(folder, {
      shrunk: 'pad',
      map(header) {
        fs.truncateSync(join(folder, 'a'), 1000);
        return header;
      },
    });
    const bytes = await buffer(stream);
    const body = bytes.subarray(512, 512 + 2_000_000);
    expect(body.subarray(0, 1000).every((byte) => byte === 0x78)).toBe(true);
    expect(body.every((byte) => byte === 0x78 || byte === 0)).toBe(true);
  });
});

describe('extract', () => {
  it('CVE-2026-59874, GHSA-8x88-c5mf-7j5w: a negative size, read as a stream', async () => {
    const stream = extract();
    stream.on('entry', (_header, body, next) => body.on('end', () => next()).resume());
    const failed = new Promise((resolve) => stream.on('error', resolve));
    stream.end(archive({ name: 'f', size: Buffer.alloc(12, 0xff) }));
    expect(await failed).toEqual(expect.objectContaining({ code: expect.stringMatching(/^ERR_TAR_/) }));
  });
});
