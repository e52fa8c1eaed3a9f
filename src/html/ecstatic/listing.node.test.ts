import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { original } from '../../../oracles/original.ts';
import { asker, useSite } from './_test-site.ts';
import type { EcstaticHandler, EcstaticOptions } from './index.node.ts';
import { ecstatic } from './index.node.ts';

const { directory, listen, serve } = useSite();
const root = join(directory, 'listed');
const SIZES = [0, 1, 999, 1000, 1023, 1024, 1500, 10_240, 12_345, 102_399, 1_048_576, 15_000_000];

beforeAll(() => {
  for (const name of ['dir/deep', 'b dir', '.well-known', 'sizes'])
    mkdirSync(join(root, name), { recursive: true });
  for (const name of ['a.txt', 'é%41#?.txt', `<b>&"'.html`, 'back\\slash', '.hidden', 'C', 'javascript:x']) {
    writeFileSync(join(root, name), 'x'.repeat(1500), { mode: 0o640 });
  }
  symlinkSync('/nowhere', join(root, 'dangling'));
  symlinkSync('..', join(root, 'outside'));
  for (const size of SIZES) {
    writeFileSync(join(root, 'sizes', String(size)), '');
    truncateSync(join(root, 'sizes', String(size)), size);
  }
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

const JSON_ONLY = { accept: 'application/json' };

function list(options: EcstaticOptions = {}) {
  return serve({ root, showDir: true, ...options });
}

async function namesOf(options: EcstaticOptions, path = '/'): Promise<string[]> {
  const { body } = await (await list(options))(path, JSON_ONLY);
  return (JSON.parse(Buffer.from(body, 'latin1').toString()) as { name: string }[]).map(({ name }) => name);
}

describe('listings', () => {
  it('showDir, of a directory without an index, is a page in which every link leads to a file', async () => {
    const ask = await list();
    const { status, headers, body } = await ask('/');
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([
      200,
      'text/html; charset=utf-8',
      'no-cache',
    ]);
    expect(body).toContain('<h1>Index of /</h1>');
    const links = [...body.matchAll(/href="([^"]*)"/g)].map(([, link = '']) => link);
    expect(links).toHaveLength(9);
    for (const link of links) {
      const { pathname, host } = new URL(link, 'http://x/');
      expect([link, host, (await ask(pathname)).status]).toEqual([link, 'x', 200]);
    }
  });

  it('showDir, of names with markup, escapes them', async () => {
    const { body } = await (await list())('/');
    expect(body).toContain('>&lt;b&gt;&amp;&quot;');
    expect(body).not.toContain('<b>');
    const { body: page } = await (await serve({ root, showDir: true }))('/%3Cb%3E/');
    expect(page).not.toContain('<b>');
  });

  it('showDir, for those who accept JSON rather, is an array', async () => {
    const { headers, body } = await (await list())('/dir/', JSON_ONLY);
    expect([headers['content-type'], headers.vary]).toEqual(['application/json', 'Accept']);
    expect(JSON.parse(body)).toEqual([
      { name: 'deep', type: 'directory', size: 0, modified: expect.stringMatching(/^2.*Z$/) },
    ]);
  });

  it('showDir, directories first and by name, leaves out dotfiles and what cannot be had', async () => {
    const names = [
      '.well-known',
      'b dir',
      'dir',
      'sizes',
      `<b>&"'.html`,
      'a.txt',
      'C',
      'é%41#?.txt',
      'javascript:x',
    ];
    expect((await namesOf({})).toSorted()).toEqual(names.toSorted());
    expect((await namesOf({})).slice(0, 4)).toEqual(names.slice(0, 4));
    expect(await namesOf({ showDotfiles: true })).toContain('.hidden');
    expect(await namesOf({ outsideLinks: true })).toContain('outside');
  });

  it('showDir, below a baseDir and below the root, leads up but not out', async () => {
    const ask = await list({ baseDir: 'blog' });
    expect((await ask('/blog/')).body).not.toContain('"./../"');
    const { body } = await ask('/blog/dir/');
    expect(body).toContain('<h1>Index of /blog/dir/</h1>');
    expect(body).toContain('href="./../"');
    expect((await ask('/blog/dir')).headers.location).toBe('/blog/dir/');
  });

  it('showDir, hidePermissions and humanReadable, are heeded', async () => {
    expect((await (await list())('/')).body).toContain('<code>-rw-r-----</code></td><td>1.5k</td>');
    const bare = await (await list({ hidePermissions: true, humanReadable: false }))('/');
    expect(bare.body).toContain('<td>1500B</td>');
    expect(bare.body).not.toContain('<code>');
  });

  it.each([false, true])('showDir, si %s, gives the sizes that the original gives', async (si) => {
    const theirs = original<(options: EcstaticOptions) => EcstaticHandler>('ecstatic');
    const [ours, other] = await Promise.all(
      [ecstatic, theirs].map(async (make) => {
        const port = await listen(make({ root, showDir: true, si }));
        const { body } = await asker(port)('/sizes/');
        return [...body.matchAll(/>([\d.]+[BkM])</g)].map(([, size]) => size);
      }),
    );
    expect(ours).toHaveLength(SIZES.length);
    expect(ours?.toSorted()).toEqual(other?.toSorted());
  });

  it('showDir, without autoIndex, lists a directory that has an index', async () => {
    const ask = await serve({ showDir: true, autoIndex: false });
    expect((await ask('/sub/')).body).toContain('./index.html');
    expect((await ask('/sub/', {}, 'HEAD')).body).toBe('');
  });

  it('ecstatic.showDir, as a middleware, lists directories and leaves files to next', async () => {
    const port = await listen(ecstatic.showDir(root), true);
    const ask = asker(port);
    expect((await ask('/dir/')).body).toContain('deep/');
    expect((await ask('/a.txt')).body).toBe('next 404 ');
  });
});
