import { readdirSync, readlinkSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { Client, contents, row, TestPage } from './_test-page.ts';

let page: TestPage;
afterEach(() => page?.close());

async function open(content: string | Uint8Array, rows?: number): Promise<TestPage> {
  page = await new TestPage(content, rows).start();
  return page;
}

function messages(html: string): string[] {
  return [...html.matchAll(/<div class="message">([^<]*)<\/div>/g)].map((match) => match[1] as string);
}

describe('the page', () => {
  it('holds the last rows of the file', async () => {
    await open(['a', 'b', 'c', 'd'].map((text) => row(text)).join(''), 3);
    const html = await page.html();
    expect(messages(contents(html).rows)).toEqual(['b', 'c', 'd']);
    expect(html).toMatch(/^<!doctype html>[\s\S]*<\/html>\s*$/);
  });

  it('of a file with fewer lines than asked for, holds them all', async () => {
    await open(row('only'));
    expect(messages(contents(await page.html()).rows)).toEqual(['only']);
  });

  it('of an empty file, holds none and shows what is appended', async () => {
    await open('');
    const { rows, position } = contents(await page.html());
    expect(messages(rows)).toEqual([]);
    const client = new Client(page, position);
    page.append(row('first'));
    expect(await client.has(1)).toEqual([row('first')]);
    await client.close();
  });

  it('of a file without a final newline, shows the last row and each later one once', async () => {
    await open(row('a') + row('b').trimEnd());
    const { rows, position } = contents(await page.html());
    expect(messages(rows)).toEqual(['a', 'b']);
    const client = new Client(page, position);
    page.append(`\n${row('c')}`);
    const lines = await client.has(2);
    expect(lines.filter((line) => line.trim() !== '')).toEqual([row('c')]);
    await client.close();
  });

  it('of a file whose last line is being written, waits for the rest', async () => {
    const last = row('whole');
    await open(row('a') + last.slice(0, 12));
    const { rows, position } = contents(await page.html());
    expect(messages(rows)).toEqual(['a']);
    expect(rows).not.toContain('skipped');
    const client = new Client(page, position);
    page.append(last.slice(12));
    expect(await client.has(1)).toEqual([last]);
    await client.close();
  });

  it('shows a warning for bad JSON, logs it once, and goes on', async () => {
    await open(`${row('a')}{oops\nnull\n${row('b')}`);
    await page.html();
    const { rows } = contents(await page.html());
    expect(messages(rows)).toEqual(['a', 'b']);
    expect(rows.match(/class="row skipped">A line was skipped: /g)).toHaveLength(2);
    await page.logged(/It is not a JSON object/);
    expect(page.log).toHaveLength(2);
  });

  it('writes HTML in who and message as text', async () => {
    const evil = '<script>alert(1)</script><img src=x onerror=alert(1)>"\'&';
    await open(row(evil, evil));
    const { rows } = contents(await page.html());
    expect(rows).not.toMatch(/<(script|img)/);
    expect(rows).toContain('&lt;script&gt;');
  });

  it('shows objects, which hyperglue would take for markup, as text', async () => {
    await open('{"who":{"_html":"<b>x</b>"},"message":["a"]}\n');
    const { rows } = contents(await page.html());
    expect(rows).not.toContain('<b>');
    expect(rows).toContain('_html');
  });

  it('refuses a line over 1 MiB by name and goes on', async () => {
    await open(row('a') + row('x'.repeat(1_100_000)) + row('b'));
    const { rows, position } = contents(await page.html());
    expect(messages(rows)).toEqual(['a', 'b']);
    expect(rows).toMatch(/skipped: .*1048576/);
    const client = new Client(page, position);
    page.append(row('y'.repeat(1_100_000)) + row('c'));
    const lines = await client.has(2);
    expect(lines[0]).toMatch(/^!.*1048576/);
    expect(lines[1]).toBe(row('c'));
    await client.close();
    await page.logged(/1048576/);
  });

  it('is not sent for HEAD, and other paths are files', async () => {
    await open('');
    expect(await (await fetch(page.url, { method: 'HEAD' })).text()).toBe('');
    expect((await fetch(`${page.url}style.css`)).headers.get('content-type')).toContain('text/css');
    expect((await fetch(`${page.url}nothing`)).status).toBe(404);
    expect((await fetch(`${page.url}..%2f..%2fpackage.json`)).status).toBeGreaterThanOrEqual(400);
  });

  it('says that the file cannot be read while it is away', async () => {
    await open(row('a'));
    renameSync(page.file, `${page.file}.1`);
    const { rows } = contents(await page.html());
    expect(rows).toContain('the data file cannot be read now');
    expect(await page.html()).toContain('</html>');
  });
});

describe('the lines that follow', () => {
  it('come once, in order, to each page', async () => {
    await open(row('a'));
    const { position } = contents(await page.html());
    const clients = [new Client(page, position), new Client(page, position)];
    const later = Array.from({ length: 50 }, (_, i) => row(`${i}`));
    for (const line of later) page.append(line);
    for (const client of clients) {
      expect(await client.has(50)).toEqual(later);
      await client.close();
    }
  });

  it('come after a truncation', async () => {
    await open(row('a') + row('b'));
    const client = new Client(page, contents(await page.html()).position);
    page.append(row('c'));
    await client.has(1);
    truncateSync(page.file);
    page.append(row('d'));
    expect((await client.has(2))[1]).toBe(row('d'));
    await client.close();
  });

  it('come after a rotation by rename', async () => {
    await open(row('a'));
    const client = new Client(page, contents(await page.html()).position);
    page.append(row('b'));
    await client.has(1);
    renameSync(page.file, `${page.file}.1`);
    writeFileSync(page.file, row('c'));
    page.append(row('d'));
    expect((await client.has(3)).slice(1)).toEqual([row('c'), row('d')]);
    await client.close();
  });

  it('are all there for a page that comes back to a server that was restarted', async () => {
    await open(row('a'));
    const client = new Client(page, contents(await page.html()).position);
    page.append(row('b'));
    await client.has(1);
    await page.stop();
    page.append(row('c') + row('d'));
    await page.start();
    const back = new Client(page, client.position);
    page.append(row('e'));
    expect(await back.has(3)).toEqual([row('c'), row('d'), row('e')]);
    await back.close();
  });

  it('go to the page itself and to programs, not to pages of others', async () => {
    await open(row('a'));
    const asked = async (origin?: string): Promise<number | undefined> => {
      const headers = {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
        ...(origin === undefined ? {} : { Origin: origin }),
      };
      return new Promise((resolve, reject) => {
        const request = get(`${page.url}sock`, { agent: false, headers });
        request.on('upgrade', (response, socket) => {
          socket.destroy();
          resolve(response.statusCode);
        });
        request.on('response', (response) => resolve(response.resume().statusCode));
        request.on('error', reject);
      });
    };
    const own = page.url.replace(/\/$/, '');
    expect([await asked(), await asked(own)]).toEqual([101, 101]);
    for (const origin of ['https://example.com', 'null', own.replace(/:\d+/, ':1'), `${own}.example.com`]) {
      expect([origin, await asked(origin)]).toEqual([origin, 403]);
    }
  });

  it('end with a log line, not with the server, for a position that is none', async () => {
    await open(row('a'));
    const client = new Client(page, 'nonsense');
    await new Promise<void>((resolve) => client.stream.once('close', resolve));
    await page.logged(/Cannot follow/);
    expect(messages(await page.html())).toEqual(['a']);
  });

  it('leave nothing behind after 100 visits', async () => {
    await open(row('a'));
    const before = held();
    for (let i = 0; i < 100; i++) {
      const { position } = contents(await page.html());
      const client = new Client(page, position);
      page.append(row(`${i}`));
      await client.has(1);
      await client.close();
    }
    for (const [kind, count] of Object.entries(held())) {
      expect(count, kind).toBeLessThanOrEqual(before[kind] as number);
    }
    expect(await page.connections()).toBe(0);
  });
});

/** The watches, timers and open files of the process. */
function held(): Record<string, number> {
  const resources = process.getActiveResourcesInfo();
  return {
    watches: resources.filter((name) => name === 'FSEventWrap').length,
    timers: resources.filter((name) => name === 'Timeout').length,
    files: readdirSync('/proc/self/fd').filter((fd) => linkOf(fd).startsWith(page.folder)).length,
  };
}

function linkOf(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return '';
  }
}
