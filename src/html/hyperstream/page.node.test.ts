/** Late slots in a real page from a real server: as the browser places them, and as the script does. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumArgs, findChromium } from '../../../tools/chromium.ts';
import { gate } from './_test.ts';
import { hyperstream } from './index.ts';
import type { HyperstreamOptions, HyperstreamUpdates } from './types.ts';

/** Without what reads the instructions and the templates, the browser is one that needs the script. */
const OLDER = '--disable-blink-features=DocumentPatching,HTMLProcessingInstruction';

/** A page and how it is filled, made anew for each visit. */
interface Visit {
  readonly html: string;
  readonly updates: () => HyperstreamUpdates;
  readonly options?: HyperstreamOptions;
  readonly policy?: string;
}

let server: Server;
let browsers: Browser[];
let pages: { newer: Page; older: Page };
let visit: Visit;

beforeAll(async () => {
  const executablePath = findChromium() ?? 'chromium';
  browsers = await Promise.all([
    chromium.launch({ executablePath, args: chromiumArgs }),
    chromium.launch({ executablePath, args: [...chromiumArgs, OLDER] }),
  ]);
  const [newer, older] = (await Promise.all(browsers.map((browser) => browser.newPage()))) as [Page, Page];
  pages = { newer, older };
  server = createServer((request, response) => {
    if (request.url !== '/') return void response.writeHead(404).end();
    response.setHeader('content-type', 'text/html; charset=utf-8');
    if (visit.policy !== undefined) response.setHeader('content-security-policy', visit.policy);
    const hs = hyperstream(visit.updates(), { outOfOrder: true, ...visit.options });
    hs.pipe(response);
    hs.end(visit.html);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
}, 60_000);

afterAll(async () => {
  await Promise.all((browsers ?? []).map((browser) => browser.close()));
  server?.closeAllConnections();
  server?.close();
});

/** Loads the page in a browser; `during` runs when it has begun to arrive, and `look` in the page when it is whole. */
async function show<Seen>(
  page: Page,
  during: (page: Page) => Promise<void> | void,
  look: () => Seen,
): Promise<Seen> {
  const faults: string[] = [];
  const note = (error: Error): unknown => faults.push(String(error));
  page.on('pageerror', note);
  const { port } = server.address() as AddressInfo;
  await page.goto(`http://127.0.0.1:${port}/`, { waitUntil: 'commit' });
  await during(page);
  await page.waitForLoadState('load');
  page.off('pageerror', note);
  expect(faults).toEqual([]);
  return page.evaluate(look);
}

const bodyHtml = (): string => document.body.innerHTML;

describe.each(['newer', 'older'] as const)('in the %s browser', (age) => {
  it('hyperstream shows the page before late slots, and fills them in any order', async () => {
    const gates = [gate(), gate(), gate()] as const;
    visit = {
      html: '<!doctype html><body><p id="a"></p><p id="b">?</p><p id="c"></p><footer>end</footer></body></html>',
      updates: () => ({
        '#a': { _html: gates[0].value, _placeholder: '<i>wait</i>' },
        '#b': { _appendHtml: gates[1].value, _prependHtml: gates[2].value, _placeholder: '…' },
        '#c': Promise.resolve('at once'),
      }),
    };
    const seen = await show(
      pages[age],
      async (page) => {
        await page.waitForFunction(() => document.querySelector('footer')?.textContent === 'end');
        const before = (await page.evaluate(bodyHtml)).replace(/<\?.*?>|<!--.*?-->/g, '');
        expect(before).toBe(
          '<p id="a"><i>wait</i></p><p id="b">…?…</p><p id="c">at once</p><footer>end</footer>',
        );
        gates[2].open('<b>3</b>');
        gates[0].open('<b>1</b>');
        gates[1].open('<b>2</b>');
      },
      bodyHtml,
    );
    expect(seen).toBe(
      '<p id="a"><b>1</b></p><p id="b"><b>3</b>?<b>2</b></p><p id="c">at once</p><footer>end</footer>',
    );
  });

  it.each([
    [
      'a table',
      '<table><tbody id="a"></tbody></table>',
      '<tr><td>1<tr><td>2',
      '<tr><td>1</td></tr><tr><td>2</td></tr>',
    ],
    ['a table without a body', '<table id="a"></table>', '<tr><td>1</table>', '<tr><td>1</td></tr>'],
    ['a row', '<table><tr id="a"></tr></table>', '<td>1<td>2', '<td>1</td><td>2</td>'],
    ['a select', '<select id="a"></select>', '<option>1<option>2', '<option>1</option><option>2</option>'],
    ['a list', '<ul id="a"></ul>', '<li>1<li>2', '<li>1</li><li>2</li>'],
    ['formatting', '<p><b><i id="a"></i></b></p>', '<u>1', '<u>1</u>'],
    ['a definition', '<dl id="a"></dl>', '<dt>1<dd>2', '<dt>1</dt><dd>2</dd>'],
    ['markup that is cut short', '<div id="a"></div>', '<b><p>1', '<b><p>1</p></b>'],
    ['a template', '<div id="a"></div>', '<template><b>1</b></template>', '<template><b>1</b></template>'],
    ['an image in svg', '<svg id="a"></svg>', '<circle r="1"></circle>', '<circle r="1"></circle>'],
    ['a title', '<title id="a"></title>', 'a &amp; b', 'a &amp; b'],
    ['a textarea', '<textarea id="a"></textarea>', 'a < b', 'a &lt; b'],
    ['a script', '<script id="a"></script>', '"<b>"', '"<b>"'],
    ['nothing', '<div id="a">?</div>', '', ''],
  ])('hyperstream fills %s', async (_what, html, late, content) => {
    const { value, open } = gate();
    visit = {
      html: `<!doctype html><body>${html}<p>rest</p></body>`,
      updates: () => ({ '#a': { _html: value, _placeholder: '' } }),
    };
    const seen = await show(
      pages[age],
      () => open(late),
      () => {
        const element = document.getElementById('a')!;
        const [first] = element.children;
        return [element.innerHTML, first?.namespaceURI, document.body.lastElementChild?.textContent];
      },
    );
    const inSvg = html.startsWith('<svg') ? 'http://www.w3.org/2000/svg' : undefined;
    expect(seen[0]).toBe(content);
    if (inSvg !== undefined) expect(seen[1]).toBe(inSvg);
    expect(seen[2]).toBe('rest');
  });

  it('hyperstream runs scripts in late content, once and in order', async () => {
    const { value, open } = gate();
    visit = {
      html: '<!doctype html><body><div id="a"></div></body>',
      updates: () => ({ '#a': value }),
    };
    const seen = await show(
      pages[age],
      () => open('<script>ran = ["first"]</script><b></b><script>ran.push("second")</script>'),
      () => (globalThis as unknown as { ran: string[] }).ran,
    );
    expect(seen).toEqual(['first', 'second']);
  });

  it('hyperstream, with a nonce, keeps to the page’s policy', async () => {
    const { value, open } = gate();
    visit = {
      html: '<!doctype html><body><div id="a"></div></body>',
      updates: () => ({ '#a': value }),
      options: { nonce: 'abc' },
      policy: "script-src 'nonce-abc'",
    };
    expect(await show(pages[age], () => open('<b>1</b>'), bodyHtml)).toBe('<div id="a"><b>1</b></div>');
  });

  it('hyperstream fills slots of a page whose elements are not closed', async () => {
    const { value, open } = gate();
    visit = {
      html: '<!doctype html><body><div id="a"></div><table><tr><td>x',
      updates: () => ({ '#a': value }),
    };
    expect(await show(pages[age], () => open('<b>1</b>'), bodyHtml)).toBe(
      '<div id="a"><b>1</b></div><table><tbody><tr><td>x</td></tr></tbody></table>',
    );
  });

  it('hyperstream, when a late value fails, shows its fallback and the others', async () => {
    const gates = [gate(), gate()] as const;
    visit = {
      html: '<!doctype html><body><div id="a"></div><div id="b"></div></body>',
      updates: () => ({
        '#a': { _html: gates[0].value, _placeholder: 'wait', _fallback: '<i>sorry</i>' },
        '#b': gates[1].value,
      }),
    };
    const seen = await show(
      pages[age],
      () => {
        gates[0].fail(new Error('expected'));
        gates[1].open('<b>1</b>');
      },
      bodyHtml,
    );
    expect(seen).toBe('<div id="a"><i>sorry</i></div><div id="b"><b>1</b></div>');
  });
});

describe('without scripts', () => {
  it('hyperstream, with markers only, fills the page in a browser that knows them', async () => {
    const { value, open } = gate();
    visit = {
      html: '<!doctype html><body><div id="a"></div></body>',
      updates: () => ({ '#a': { _html: value, _placeholder: 'wait' } }),
      options: { outOfOrder: 'native' },
      policy: "script-src 'none'",
    };
    expect(await show(pages.newer, () => open('<b>1</b>'), bodyHtml)).toBe('<div id="a"><b>1</b></div>');
  });
});
