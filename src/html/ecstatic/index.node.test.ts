import { execFileSync } from 'node:child_process';
import { appendFileSync, renameSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { chmod, mkdir, symlink, unlink, utimes, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { until } from '../../core/_test/until.ts';
import type { Answer } from './_test-site.ts';
import { asker, asNobody, useSite } from './_test-site.ts';
import type { EcstaticOptions } from './index.node.ts';
import { ecstatic } from './index.node.ts';

const files = useSite();
const { directory, root: site, listen, serve, openFiles } = files;

/** Asks for a file, and does something when the file has been opened and its sending begins. */
async function askWhile(path: string, act: () => void): Promise<Answer> {
  const handler = ecstatic(site);
  const port = await listen((request, response) => {
    response.once('pipe', act);
    handler(request, response);
  });
  return asker(port)(path);
}

describe('ecstatic', () => {
  describe('behaviour', () => {
    it('a file, when asked for, comes with its headers', async () => {
      const ask = await serve();
      const { status, headers, body } = await ask('/a.txt?x=1');
      expect([status, body]).toEqual([200, '0123456789']);
      expect(headers).toMatchObject({
        'content-type': 'text/plain',
        'content-length': '10',
        'cache-control': 'max-age=3600',
        'accept-ranges': 'bytes',
        server: 'gardenhose',
        vary: 'Accept-Encoding',
      });
      expect(headers.etag).toMatch(/^W\/"/);
      expect(Date.parse(headers['last-modified'] as string)).toBeGreaterThan(0);
    });

    it.each([
      ['/', '<h1>root</h1>'],
      ['/sub/', 'sub'],
      ['/page', 'page'],
      ['/%C3%A9%20x.txt', 'e'],
      ['/a%23b%3F%2541.txt', 'odd'],
      ['//a.txt', '0123456789'],
      ['/sub/../a.txt', '0123456789'],
      ['/sub%2f..%2fa.txt', '0123456789'],
      ['/.well-known/acme', 'acme'],
      ['/empty/readme.txt', ''],
    ])('%s, when asked for, is found', async (path, body) => {
      const ask = await serve();
      expect(await ask(path)).toMatchObject({ status: 200, body });
    });

    it('a root given alone, or before the options, is served', async () => {
      for (const handler of [ecstatic(site), ecstatic(site, { cache: 1 })]) {
        const port = await listen(handler);
        const response = await fetch(`http://127.0.0.1:${port}/a.txt`);
        expect(await response.text()).toBe('0123456789');
      }
    });

    it('a file, that appears or changes after the start, is seen', async () => {
      const ask = await serve();
      expect((await ask('/late.txt')).status).toBe(404);
      await writeFile(join(site, 'late.txt'), 'late');
      const first = await ask('/late.txt');
      expect(first.body).toBe('late');
      await writeFile(join(site, 'late.txt'), 'later');
      const second = await ask('/late.txt', { 'if-none-match': first.headers.etag as string });
      expect([second.status, second.body]).toEqual([200, 'later']);
    });

    it('a directory without its slash, when asked for, is redirected on the same host', async () => {
      const ask = await serve();
      expect(await ask('/sub?x=1')).toMatchObject({ status: 302, headers: { location: '/sub/?x=1' } });
      expect((await ask('//sub')).headers.location).toBe('/sub/');
      expect((await ask('//example.com/..%2fsub')).headers.location).toMatch(/^\/[^/\\]/);
    });

    it('a directory without an index, when asked for, is refused', async () => {
      const ask = await serve();
      expect((await ask('/empty/')).status).toBe(403);
    });

    it('a file with a slash after its name, when asked for, is not found', async () => {
      const ask = await serve();
      for (const path of ['/a.txt/', '/page/', '/page.html/']) {
        expect([path, (await ask(path)).status]).toEqual([path, 404]);
      }
    });

    it('HEAD, of a file, has the headers of GET and no body', async () => {
      const ask = await serve();
      const get = await ask('/a.txt');
      const head = await ask('/a.txt', {}, 'HEAD');
      expect([head.status, head.body]).toEqual([200, '']);
      expect({ ...head.headers, date: '' }).toEqual({ ...get.headers, date: '' });
      const lost = await ask('/nope', {}, 'HEAD');
      expect([lost.status, lost.headers['content-length']]).toEqual([404, String('Not Found\n'.length)]);
    });

    it.each([
      ['bytes=2-4', 206, 'bytes 2-4/10', '234'],
      ['bytes=0-0', 206, 'bytes 0-0/10', '0'],
      ['bytes=7-', 206, 'bytes 7-9/10', '789'],
      ['bytes=5-100', 206, 'bytes 5-9/10', '56789'],
      ['bytes=-3', 206, 'bytes 7-9/10', '789'],
      ['bytes=-30', 206, 'bytes 0-9/10', '0123456789'],
      ['bytes=10-', 416, 'bytes */10', 'Range Not Satisfiable\n'],
      ['bytes=-0', 416, 'bytes */10', 'Range Not Satisfiable\n'],
      ['bytes=99999999999999999999-', 416, 'bytes */10', 'Range Not Satisfiable\n'],
      ['bytes=4-2', 200, undefined, '0123456789'],
      ['bytes=0-1,3-4', 200, undefined, '0123456789'],
      ['bytes=-', 200, undefined, '0123456789'],
      ['lines=1-2', 200, undefined, '0123456789'],
      ['junk', 200, undefined, '0123456789'],
    ])('Range %s, of ten bytes, gives %d', async (range, status, contentRange, body) => {
      const ask = await serve();
      const answer = await ask('/a.txt', { range });
      expect([answer.status, answer.headers['content-range'], answer.body]).toEqual([
        status,
        contentRange,
        body,
      ]);
      expect(answer.headers['content-length']).toBe(String(body.length));
    });

    it('If-Range, of another version or a weak tag, gives the whole file', async () => {
      const ask = await serve({ weakEtags: false });
      const range = 'bytes=0-1';
      const { etag = '', 'last-modified': date = '' } = (await ask('/a.txt')).headers;
      expect((await ask('/a.txt', { range, 'if-range': etag })).status).toBe(206);
      expect((await ask('/a.txt', { range, 'if-range': date })).status).toBe(206);
      expect((await ask('/a.txt', { range, 'if-range': '"other"' })).status).toBe(200);
      expect((await ask('/a.txt', { range, 'if-range': `W/${etag}` })).status).toBe(200);
      expect((await ask('/a.txt', { range, 'if-range': new Date(0).toUTCString() })).status).toBe(200);
    });

    it('If-None-Match and If-Modified-Since, when they hold, give 304', async () => {
      const ask = await serve();
      const { etag = '', 'last-modified': date = '' } = (await ask('/a.txt')).headers;
      for (const tags of [etag, `"x", ${etag}`, '*', etag.replace('W/', '')]) {
        const answer = await ask('/a.txt', { 'if-none-match': tags });
        expect([tags, answer.status, answer.body, answer.headers.etag]).toEqual([tags, 304, '', etag]);
      }
      expect((await ask('/a.txt', { 'if-none-match': '"x"', 'if-modified-since': date })).status).toBe(200);
      expect((await ask('/a.txt', { 'if-modified-since': date })).status).toBe(304);
      expect((await ask('/a.txt', { 'if-modified-since': new Date(0).toUTCString() })).status).toBe(200);
      for (const none of ['yesterday', '9999', '2099-01-01']) {
        expect((await ask('/a.txt', { 'if-modified-since': none })).status).toBe(200);
      }
    });

    it('weakEtags and weakCompare, set to false, are heeded', async () => {
      const strong = await serve({ weakEtags: false });
      expect((await strong('/a.txt')).headers.etag).toMatch(/^"/);
      const strict = await serve({ weakCompare: false });
      const { etag = '' } = (await strict('/a.txt')).headers;
      expect((await strict('/a.txt', { 'if-none-match': etag })).status).toBe(200);
    });

    it.each<[string, EcstaticOptions, string | undefined, string]>([
      ['gzip', {}, 'gzip', 'text/javascript'],
      ['gzip, br', {}, 'gzip', 'text/javascript'],
      ['gzip, br', { brotli: true }, 'br', 'text/javascript'],
      ['br;q=0, gzip', { brotli: true }, 'gzip', 'text/javascript'],
      ['gzip;q=0', {}, undefined, 'text/javascript'],
      ['*', {}, 'gzip', 'text/javascript'],
      ['gzip', { gzip: false }, undefined, 'text/javascript'],
    ])(
      'a compressed file beside, for accept-encoding %s and %o, gives %s',
      async (accept, options, coding, type) => {
        const ask = await serve(options);
        const { status, headers, body } = await ask('/b.js', { 'accept-encoding': accept });
        expect([status, headers['content-encoding'], headers['content-type']]).toEqual([200, coding, type]);
        expect(Number(headers['content-length'])).toBe(body.length);
        if (coding === undefined) expect(body).toBe('/* b */');
      },
    );

    it('a compressed file, that is none or alone or asked for as such, is not mistaken', async () => {
      const ask = await serve();
      const gzip = { 'accept-encoding': 'gzip' };
      const bad = await ask('/bad.js', gzip);
      expect([bad.headers['content-encoding'], bad.body]).toEqual([undefined, '/* bad */']);
      expect((await ask('/only.css', gzip)).headers).toMatchObject({
        'content-encoding': 'gzip',
        'content-type': 'text/css',
      });
      expect((await ask('/only.css')).status).toBe(404);
      const plain = (await ask('/b.js.gz', gzip)).headers;
      expect([plain['content-type'], plain['content-encoding']]).toEqual(['application/gzip', undefined]);
    });

    it('a compressed file of the size and date of the plain one, has an ETag of its own', async () => {
      const compressed = gzipSync('x');
      await writeFile(join(site, 'twin.js'), 'x'.repeat(compressed.length));
      await writeFile(join(site, 'twin.js.gz'), compressed);
      for (const name of ['twin.js', 'twin.js.gz']) await utimes(join(site, name), 1, 1);
      const ask = await serve({ weakEtags: false });
      const { etag = '' } = (await ask('/twin.js', { 'accept-encoding': 'gzip' })).headers;
      expect((await ask('/twin.js')).headers.etag).not.toBe(etag);
      expect((await ask('/twin.js', { range: 'bytes=1-', 'if-range': etag })).status).toBe(200);
    });

    it('baseDir, when given, is taken off, and other paths are refused', async () => {
      for (const baseDir of ['blog', '/blog', '/blog/']) {
        const ask = await serve({ baseDir });
        expect((await ask('/blog/a.txt')).body).toBe('0123456789');
        expect(await ask('/blog')).toMatchObject({ status: 302, headers: { location: '/blog/' } });
        expect((await ask('/blog/sub')).headers.location).toBe('/blog/sub/');
        for (const path of ['/', '/a.txt', '/blogger', '/blog/../a.txt']) {
          expect([path, (await ask(path)).status]).toEqual([path, 403]);
        }
      }
    });

    it('cache, as number, header and function, makes Cache-Control', async () => {
      const cacheControl = async (cache: EcstaticOptions['cache']) =>
        (await (await serve({ cache }))('/a.txt')).headers['cache-control'];
      expect(await cacheControl(5)).toBe('max-age=5');
      expect(await cacheControl('no-cache')).toBe('no-cache');
      expect(await cacheControl((path) => (path === '/a.txt' ? 7 : 'wrong'))).toBe('max-age=7');
    });

    it('autoIndex set to false, defaultExt, contentType and mimeTypes, are heeded', async () => {
      const bare = await serve({ autoIndex: false });
      for (const path of ['/', '/sub', '/sub/']) expect((await bare(path)).status).toBe(404);
      const text = await serve({ defaultExt: '.txt' });
      expect([(await text('/a')).body, (await text('/page')).status]).toEqual(['0123456789', 404]);
      for (const defaultExt of [false, true, null, '']) {
        expect((await (await serve({ defaultExt }))('/page')).status).toBe(200);
      }
      const typed = await serve({ contentType: 'q/r', mimeTypes: { 'x/y': ['txt', 'zzz'] } });
      expect((await typed('/no.type')).headers['content-type']).toBe('q/r');
      expect((await typed('/a.txt')).headers['content-type']).toBe('x/y');
      const asked = await serve({ mimeTypes: (file) => (file === join(site, 'a.txt') ? 'x/z' : undefined) });
      expect((await asked('/a.txt')).headers['content-type']).toBe('x/z');
      expect((await asked('/')).headers['content-type']).toBe('text/html;charset=utf-8');
    });

    it('a file, of a type that sirv does not know, has it nevertheless', async () => {
      await writeFile(join(site, 'favicon.ico'), 'i');
      await writeFile(join(site, 'live.M3U8'), '#EXTM3U');
      const ask = await serve({ contentType: 'x/y' });
      expect((await ask('/favicon.ico')).headers['content-type']).toBe('image/vnd.microsoft.icon');
      expect((await ask('/live.M3U8')).headers['content-type']).toBe('application/vnd.apple.mpegurl');
    });

    it('an extension that is a name of every object, has the default type', async () => {
      const ask = await serve();
      for (const name of ['constructor', '__proto__', 'toString']) {
        await writeFile(join(site, `x.${name}`), 'x');
        const { status, headers } = await ask(`/x.${name}`);
        expect([status, headers['content-type']]).toEqual([200, 'application/octet-stream']);
        expect(ecstatic.mime.getType(`x.${name}`)).toBe(undefined);
      }
    });

    it('mime, types that are defined, are for all handlers but those with their own', async () => {
      await writeFile(join(site, 'x.defined'), 'x');
      const typeFrom = async (mimeTypes?: EcstaticOptions['mimeTypes']): Promise<unknown> => {
        ecstatic.mime.define({ 'text/defined': ['.Defined'] });
        return (await (await serve({ mimeTypes }))('/x.defined')).headers['content-type'];
      };
      const before = await serve();
      expect(await typeFrom()).toBe('text/defined');
      expect(await typeFrom({ 'text/own': ['defined'] })).toBe('text/own');
      expect(await typeFrom((_file, type) => `${type}; x=1`)).toBe('text/defined; x=1');
      expect((await before('/x.defined')).headers['content-type']).toBe('text/defined');
      expect(ecstatic.mime.getType('x.defined')).toBe('text/defined');
    });

    it('Vary, among the headers given, is kept beside ours', async () => {
      for (const name of ['Vary', 'vary']) {
        const ask = await serve({ headers: { [name]: 'Origin' }, showDir: true });
        expect((await ask('/a.txt')).headers.vary).toBe('Origin, Accept-Encoding');
        expect((await ask('/empty/')).headers.vary).toBe('Origin, Accept');
        const { fetch } = ecstatic({ root: site, headers: { [name]: 'Origin' } });
        expect((await fetch(new Request('http://x/a.txt'))).headers.get('vary')).toBe(
          'Origin, Accept-Encoding',
        );
      }
    });

    it('cors, headers and serverHeader, are on every answer, and OPTIONS is answered', async () => {
      const ask = await serve({ cors: true, headers: { 'X-A': 'a' }, serverHeader: false });
      for (const [path, method] of [
        ['/a.txt', 'GET'],
        ['/nope', 'GET'],
        ['/a.txt', 'OPTIONS'],
      ] as const) {
        const { headers } = await ask(path, {}, method);
        expect(headers).toMatchObject({ 'access-control-allow-origin': '*', 'x-a': 'a' });
        expect(headers.server).toBe(undefined);
      }
      expect((await ask('/a.txt', {}, 'OPTIONS')).status).toBe(200);
      for (const headers of ['X-A: a', ['X-A: a']]) {
        expect((await (await serve({ headers }))('/a.txt')).headers['x-a']).toBe('a');
      }
    });

    it('404.html, in the root, is the answer to what is not found, unless handleError is false', async () => {
      const root = join(directory, 'with404');
      await mkdir(root, { recursive: true });
      await writeFile(join(root, '404.html'), 'lost?');
      expect(await (await serve({ root }))('/nope')).toMatchObject({ status: 404, body: 'lost?' });
      const plain = await (await serve({ root, handleError: false }))('/nope');
      expect(plain).toMatchObject({ status: 404, body: 'Not Found\n' });
    });

    it('next, when given, is called instead of a refusal, with the status set', async () => {
      const ask = await serve({}, true);
      expect((await ask('/a.txt')).body).toBe('0123456789');
      expect((await ask('/nope')).body).toBe('next 404 ');
      expect((await ask('/a.txt', {}, 'POST')).body).toBe('next 405 ');
      expect((await ask('/%zz')).body).toBe('next 400 ');
    });

    it('showDotfiles, unless it is true, finds none but what is well known', async () => {
      const ask = await serve();
      for (const path of ['/.hidden', '/%2ehidden', '/sub/../.hidden', '/.well-known/.secret']) {
        expect([path, (await ask(path)).status]).toEqual([path, 404]);
      }
      expect((await ask('/.well-known/acme')).body).toBe('acme');
      const open = await serve({ showDotfiles: true });
      expect((await open('/.hidden')).body).toBe('hidden');
    });

    it('a symbolic link, out of the root, is followed only if outsideLinks is true', async () => {
      const ask = await serve();
      for (const path of ['/out.txt', '/outside/secret.txt', '/outside', '/zipped.txt']) {
        expect([path, (await ask(path, { 'accept-encoding': 'gzip' })).status]).toEqual([path, 404]);
      }
      expect((await ask('/in.txt')).body).toBe('0123456789');
      const open = await serve({ outsideLinks: true });
      expect((await open('/out.txt')).body).toBe('secret');
      expect((await open('/outside/secret.txt')).body).toBe('secret');
    });

    it.runIf(process.platform === 'linux')(
      'a directory that becomes a link out of the root, when a file in it is opened, gives 404',
      async () => {
        const place = join(site, 'turned');
        await mkdir(place);
        await writeFile(join(place, 'secret.txt'), 'ours');
        let turn = (): void => {};
        const ask = await serve({
          mimeTypes: (_file, type) => {
            turn();
            return type;
          },
        });
        expect((await ask('/turned/secret.txt')).body).toBe('ours');
        turn = () => {
          turn = () => {};
          renameSync(place, `${place}.1`);
          symlinkSync('..', place);
        };
        expect((await ask('/turned/secret.txt')).status).toBe(404);
        await unlink(place);
        await until(() => openFiles().length === 0);
      },
    );

    it('a root that is a link, when it is turned round, serves the new one', async () => {
      const root = join(directory, 'current');
      for (const version of ['1', '2']) {
        await mkdir(join(directory, version), { recursive: true });
        await writeFile(join(directory, version, 'v.txt'), version);
      }
      await symlink(join(directory, '1'), root);
      const ask = await serve({ root });
      expect((await ask('/v.txt')).body).toBe('1');
      await unlink(root);
      await symlink(join(directory, '2'), root);
      expect((await ask('/v.txt')).body).toBe('2');
    });

    it('If-Match and If-Unmodified-Since, when they fail, give 412', async () => {
      const ask = await serve({ weakEtags: false });
      const { etag = '', 'last-modified': date = '' } = (await ask('/a.txt')).headers;
      for (const [headers, status] of [
        [{ 'if-match': etag }, 200],
        [{ 'if-match': '*' }, 200],
        [{ 'if-match': '"other"' }, 412],
        [{ 'if-match': `W/${etag}` }, 412],
        [{ 'if-unmodified-since': date }, 200],
        [{ 'if-unmodified-since': new Date(0).toUTCString() }, 412],
      ] as const) {
        expect([headers, (await ask('/a.txt', headers)).status]).toEqual([headers, status]);
      }
    });

    it('a target in absolute form, when asked for, is taken', async () => {
      const ask = await serve();
      expect((await ask('http://example.com/a.txt')).body).toBe('0123456789');
      expect((await ask('http://example.com')).body).toBe('<h1>root</h1>');
    });

    it('options, under their other names, are the same', async () => {
      const ask = await serve({
        'default-ext': 'txt',
        H: 'X-A: 1',
        showdir: true,
        'human-readable': false,
        index: true,
        'mime-types': { 'a/b': ['txt'] },
        CORS: true,
      } as EcstaticOptions);
      const { headers } = await ask('/a');
      expect(headers).toMatchObject({
        'x-a': '1',
        'content-type': 'a/b',
        'access-control-allow-origin': '*',
      });
      expect((await ask('/empty/')).body).toContain('readme.txt');
    });
  });

  describe('errors', () => {
    it.each([
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/sub/../../secret.txt',
      '/..%5csecret.txt',
      '/..\\secret.txt',
      '/%2e%2e%2fsecret.txt%00.html',
      '/a.txt%00',
      '/....//secret.txt',
      '//../secret.txt',
      `/${'../'.repeat(50)}etc/passwd`,
      '/%252e%252e/secret.txt',
    ])('%s, an attempt to leave the root, gives nothing', async (path) => {
      const ask = await serve();
      const { status, body } = await ask(path);
      expect(status).toBe(404);
      expect(body).toBe('Not Found\n');
    });

    it('a malformed path, and other methods, get 400 and 405', async () => {
      const ask = await serve();
      for (const path of ['/%zz', '/%', '/%c0%ae', '*'])
        expect([path, (await ask(path)).status]).toEqual([path, 400]);
      for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
        const { status, headers } = await ask('/a.txt', {}, method);
        expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
      }
    });

    it('a very long name, when asked for, gives 404', async () => {
      const ask = await serve();
      expect((await ask(`/${'x'.repeat(5000)}`)).status).toBe(404);
    });

    it('a file that may not be read, gives 403', async () => {
      await writeFile(join(site, 'locked.txt'), 'x');
      await chmod(join(site, 'locked.txt'), 0);
      const ask = await serve();
      expect((await asNobody(files, () => ask('/locked.txt'))).status).toBe(403);
    });

    it('a symbolic link to nowhere, or to itself, gives 404', async () => {
      await symlink(join(directory, 'gone'), join(site, 'gone'));
      await symlink(join(site, 'loop'), join(site, 'loop'));
      const ask = await serve();
      expect([(await ask('/gone')).status, (await ask('/loop')).status]).toEqual([404, 404]);
    });

    it('a file that grows while it is sent, is sent as long as its Content-Length says', async () => {
      const file = join(site, 'growing.bin');
      await writeFile(file, Buffer.alloc(2_000_000, 'x'));
      const { body, headers } = await askWhile('/growing.bin', () => appendFileSync(file, 'HTTP/1.1 200 OK'));
      expect([headers['content-length'], body.length]).toEqual(['2000000', 2_000_000]);
    });

    it('a file that is cut short while it is sent, breaks the answer off', async () => {
      const file = join(site, 'shrinking.bin');
      await writeFile(file, Buffer.alloc(2_000_000, 'x'));
      const answer = askWhile('/shrinking.bin', () => truncateSync(file, 10));
      await expect(answer).rejects.toMatchObject({ code: 'ECONNRESET' });
    });

    it('a file that is replaced while it is sent, is sent as it was', async () => {
      const file = join(site, 'replaced.bin');
      await writeFile(file, Buffer.alloc(2_000_000, 'x'));
      const { body } = await askWhile('/replaced.bin', () => {
        writeFileSync(`${file}.new`, 'new');
        renameSync(`${file}.new`, file);
      });
      expect([body.length, body.replaceAll('x', '')]).toEqual([2_000_000, '']);
      expect((await (await serve())('/replaced.bin')).body).toBe('new');
    });

    it('a named pipe, under any name that is tried, is not opened', async () => {
      for (const name of ['pipe', 'piped.html', 'piped.js', 'piped.js.gz', 'dir/index.html']) {
        await mkdir(join(site, 'dir'), { recursive: true });
        execFileSync('mkfifo', [join(site, name)]);
      }
      const ask = await serve();
      const gzip = { 'accept-encoding': 'gzip' };
      const statuses = await Promise.all(
        ['/pipe', '/piped.js', '/piped', '/dir/'].map(async (path) => (await ask(path, gzip)).status),
      );
      expect(statuses).toEqual([403, 403, 404, 403]);
    });

    it('options that throw, when a file is asked for, give 500 and leave no file open', async () => {
      const fail = (): never => {
        throw new Error('no');
      };
      for (const options of [{ cache: fail }, { mimeTypes: fail }]) {
        expect((await (await serve(options))('/big.bin')).status).toBe(500);
        expect(await (await serve(options, true))('/big.bin')).toMatchObject({ body: 'next 200 Error: no' });
      }
      await until(() => openFiles().length === 0);
    });

    it('a header that cannot be sent, from a function, gives 500 with nothing of the file', async () => {
      for (const options of [{ cache: () => 'a\nb' }, { mimeTypes: () => 'a\nb' }]) {
        const { status, headers } = await (await serve(options))('/big.bin');
        expect([status, headers.etag, headers['cache-control']]).toEqual([500, undefined, undefined]);
        const { fetch } = ecstatic({ root: site, ...options });
        expect((await fetch(new Request('http://x/big.bin'))).status).toBe(500);
      }
      await until(() => openFiles().length === 0);
    });

    it('next, when it throws, is called once, and breaks the answer off', async () => {
      let calls = 0;
      const handler = ecstatic(site);
      const port = await listen((request, response) =>
        handler(request, response, () => {
          calls++;
          throw new Error('no');
        }),
      );
      await expect(asker(port)('/nope')).rejects.toMatchObject({ code: 'ECONNRESET' });
      expect(calls).toBe(1);
    });

    it('a client that is gone, before the answer, leaves no file open', async () => {
      const handler = ecstatic(site);
      let gone = false;
      const port = await listen((request, response) => {
        handler(request, response);
        response.on('close', () => {
          gone = true;
        });
        request.socket.destroy();
      });
      await expect(asker(port)('/big.bin')).rejects.toMatchObject({ code: 'ECONNRESET' });
      await until(() => gone);
      await until(() => openFiles().length === 0);
    });

    it('an answer that somebody else has given meanwhile, is sent whole', async () => {
      const handler = ecstatic(site);
      const busy = 'busy '.repeat(4_000_000);
      const port = await listen((request, response) => {
        handler(request, response);
        response.statusCode = 503;
        response.end(busy);
      });
      const { status, body } = await asker(port)('/a.txt');
      expect([status, body.length]).toEqual([503, busy.length]);
      await until(() => openFiles().length === 0);
    });

    it('a client that goes away, halfway through a file, lets the response close', async () => {
      const handler = ecstatic(site);
      const closed = new Promise<boolean>((resolve, reject) => {
        listen((request, response) => {
          response.on('pipe', (body) => body.on('close', () => resolve(true)));
          handler(request, response);
        })
          .then((port) => {
            const client = httpRequest(
              { host: '127.0.0.1', port, path: '/big.bin', agent: false },
              (response) => {
                response.once('data', () => client.destroy());
                response.on('error', () => {});
              },
            );
            client.on('error', () => {});
            client.end();
          })
          .catch(reject);
      });
      expect(await closed).toBe(true);
      await until(() => openFiles().length === 0);
    });

    it('options that are not supported, when given, throw ERR_INVALID_ARG_VALUE', () => {
      const refused = expect.objectContaining({ code: 'ERR_INVALID_ARG_VALUE' });
      expect(() => ecstatic({ dirlist: true } as never)).toThrow(refused);
      expect(() => ecstatic({ headers: 'nonsense' })).toThrow(refused);
      expect(() => ecstatic({ headers: { 'X-A': 'a\r\nb' } })).toThrow('X-A');
      expect(() => ecstatic({ headers: { 'X A': 'a' } })).toThrow('X A');
      const wrongType = expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' });
      expect(() => ecstatic({ root: 1 as never })).toThrow(wrongType);
      expect(() => ecstatic(1 as never)).toThrow(wrongType);
      expect(() => ecstatic(undefined as never, { cache: 1 })).toThrow(wrongType);
      expect(() => ecstatic({ transform: 'none' as never })).toThrow(wrongType);
      expect(() =>
        ecstatic({ root: site, showdir: false, 'default-ext': 'txt', H: 'A: b' } as never),
      ).not.toThrow();
    });
  });
});
