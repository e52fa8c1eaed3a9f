import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page as Tab } from 'playwright-core';
import { chromium } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { chromiumArgs, findChromium } from '../../tools/chromium.ts';
import { row, TestPage } from './_test-page.ts';
import { Program } from './_test-program.ts';
import { bundle } from './bundle.ts';

const SCREENSHOTS = fileURLToPath(new URL('../../coverage/screenshots', import.meta.url));

let browser: Browser;
let page: TestPage | undefined;
let tab: Tab;
const complaints: string[] = [];

beforeAll(async () => {
  await bundle();
  browser = await chromium.launch({ executablePath: findChromium() as string, args: chromiumArgs });
});
afterAll(() => browser?.close());
afterEach(async () => {
  await tab?.close();
  await page?.close();
  page = undefined;
  complaints.length = 0;
});

async function open(content: string, rows?: number): Promise<TestPage> {
  page = await new TestPage(content, rows).start();
  await visit(page.url);
  return page;
}

/** Opens a tab and waits until it is connected. */
async function visit(url: string): Promise<void> {
  tab = await browser.newPage({ viewport: { width: 900, height: 380 } });
  tab.on('pageerror', (error) => complaints.push(error.message));
  tab.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await tab.goto(url);
  await live();
}

async function live(): Promise<void> {
  await tab.waitForSelector('#state[data-state="live"]', { state: 'attached' });
}

/** Waits until the page shows so many rows, and returns their messages. */
async function shown(count: number): Promise<(string | null)[]> {
  await tab.waitForFunction((n) => document.querySelectorAll('#rows .row').length >= n, count);
  return tab.$$eval('#rows .row', (rows) =>
    rows.map((row) => (row.querySelector('.message') ?? row).textContent),
  );
}

describe('the page in Chromium', () => {
  it('shows the rows of the server, and those that echo appends', async () => {
    const page = await open(
      row('connect programs like garden hose', 'mcilroy') +
        row('<marquee>this stays text</marquee>', 'robot') +
        '{"who":"robot", oops\n',
    );
    execFileSync('sh', ['-c', `echo '{"who":"you","message":"appended with echo >>"}' >> "$FILE"`], {
      env: { ...process.env, FILE: page.file },
    });
    expect((await shown(4)).at(-1)).toBe('appended with echo >>');
    mkdirSync(SCREENSHOTS, { recursive: true });
    await tab.screenshot({ path: `${SCREENSHOTS}/html-streams.png` });
    expect(complaints).toEqual([]);
  });

  it('renders in the browser exactly what the server renders', async () => {
    const lines = [
      row('<b>&amp;"\'é😀</b>', '</div><p>'),
      row('plain'),
      '{broken\n',
      '{"who":5,"message":{"a":[1]}}\n',
    ];
    const page = await open('');
    for (const line of lines) page.append(line);
    await shown(lines.length);
    const inBrowser = await tab.$eval('#rows', (rows) => rows.innerHTML);
    await tab.reload();
    await shown(lines.length);
    expect(await tab.$eval('#rows', (rows) => rows.innerHTML)).toBe(inBrowser);
  });

  it('shows markup in a row as text and executes nothing, from the server or live', async () => {
    const evil = `<script>alert(1)</script><img src=x onerror="alert(2)"><svg onload=alert(3)>`;
    const page = await open(row(evil, evil));
    page.append(row(evil, evil));
    expect(await shown(2)).toEqual([evil, evil]);
    expect(await tab.$$eval('#rows script, #rows img, #rows svg', (found) => found.length)).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('shows a warning in the place of a bad line and goes on', async () => {
    const page = await open(row('a'));
    page.append(`{bad\n${row('b')}`);
    const messages = await shown(3);
    expect(messages[1]).toMatch(/^A line was skipped: /);
    expect(messages[2]).toBe('b');
  });

  it('keeps the last 10,000 rows', async () => {
    const page = await open(Array.from({ length: 10_000 }, (_, i) => row(`${i}`)).join(''), 10_000);
    page.append(row('10000') + row('10001'));
    await tab.waitForSelector('#rows .row:last-of-type .message:text-is("10001")', { state: 'attached' });
    const messages = await shown(10_000);
    expect([messages.length, messages[0], messages.at(-1)]).toEqual([10_000, '2', '10001']);
  });

  it('connects again to a server that was killed, and shows every row in between once, in order', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'html-streams-kill-')), 'data.txt');
    writeFileSync(file, row('0'));
    const first = new Program('--file', file, '--port', '0');
    const { url, port } = await first.listens();
    await visit(url);
    appendFileSync(file, row('1'));
    await shown(2);
    await first.stop('SIGKILL');
    await tab.waitForSelector('#state[data-state="waiting"]');
    appendFileSync(file, row('2') + row('3'));
    const second = new Program('--file', file, '--port', String(port));
    await second.listens();
    appendFileSync(file, row('4'));
    await shown(5);
    await live();
    appendFileSync(file, row('5'));
    expect(await shown(6)).toEqual(['0', '1', '2', '3', '4', '5']);
    expect(complaints).toEqual([]);
    await second.stop();
    rmSync(dirname(file), { recursive: true });
  });
});
