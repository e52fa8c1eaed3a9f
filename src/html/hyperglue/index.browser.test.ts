import { afterEach, describe, expect, it, vi } from 'vitest';
import { hyperglue } from './index.ts';

const fired = vi.fn();
Object.assign(globalThis, { fired });

afterEach(() => {
  fired.mockClear();
  document.body.replaceChildren();
});

function show(html: string): HTMLElement {
  const host = document.createElement('div');
  host.innerHTML = html;
  document.body.append(host);
  return host;
}

const ATTACKS = [
  '<script>fired()</script>',
  '"><img src=x onerror=fired()>',
  "'><img src=x onerror=fired()>",
  '</textarea><img src=x onerror=fired()>',
  '</title><img src=x onerror=fired()>',
  '</script><img src=x onerror=fired()>',
  '</style><img src=x onerror=fired()>',
  '<!--',
  '--><img src=x onerror=fired()>',
  '&lt;img src=x onerror=fired()&gt; &amp; &eacute;',
];

describe('hyperglue in a page', () => {
  it.each(ATTACKS)('hyperglue, given %s, makes a page that shows it and does nothing', async (attack) => {
    const html =
      '<b></b><textarea></textarea><input value="x"><script></script><style></style><svg><text></text></svg>';
    const updates = {
      'b, textarea, text': attack,
      'script, style': attack,
      '[value]': { value: attack, title: attack },
    };
    const host = show(String(hyperglue(html, updates)));
    for (const name of ['b', 'textarea', 'text']) expect(host.querySelector(name)!.textContent).toBe(attack);
    expect(host.querySelector('input')!.value).toBe(attack);
    expect(host.querySelector('input')!.title).toBe(attack);
    expect(host.querySelectorAll('*')).toHaveLength(7);
    expect(host.querySelector('img')).toBeNull();
    // An image that failed to load would have said so by the time that another one has.
    await new Promise((resolve) => {
      const image = new Image();
      image.onerror = resolve;
      image.src = 'data:,';
    });
    expect(fired).not.toHaveBeenCalled();
  });

  it('hyperglue makes the page that its text says, element for element', () => {
    const html = '<ul><li class="a">x<li>y</ul><table><tr><td>1<td>2</table>';
    const updates = { li: { _append: '!' }, '.a': { class: { append: ' b' } }, td: ['p', 'q'] };
    const host = show(hyperglue(html, updates).outerHTML);
    expect([...host.querySelectorAll('li')].map((li) => li.textContent)).toEqual(['x!', 'y!']);
    expect(host.querySelector('.a.b')).not.toBeNull();
    expect([...host.querySelectorAll('td')].map((td) => td.textContent)).toEqual(['p', 'q', 'p', 'q']);
  });

  it('result.element is the one root, made once, or a fragment of several', () => {
    const row = hyperglue('\n<tr><td></td></tr>\n', { td: 'x' });
    expect(row.element).toBeInstanceOf(HTMLTableRowElement);
    expect(row.element).toBe(row.element);
    expect(row.element.textContent).toBe('x');
    const rows = hyperglue('<i></i><b></b>', { b: 'x' }).element;
    expect(rows).toBeInstanceOf(DocumentFragment);
    expect(rows.childNodes).toHaveLength(2);
  });

  it('hyperglue, given a node as a value, writes its HTML', () => {
    const node = document.createElement('u');
    node.textContent = '<';
    expect(hyperglue('<b></b><i></i>', { b: node, i: { _append: 'x', _prependHtml: node } }).outerHTML).toBe(
      '<b><u>&lt;</u></b><i><u>&lt;</u>x</i>',
    );
  });
});

describe('hyperglue on an element', () => {
  it('hyperglue, given an element, updates it where it stands and returns it', () => {
    const host = show('<ul><li>1</li><li class="x" title="t">2</li><li>3</li></ul>');
    const item = host.querySelector('.x')!;
    expect(
      hyperglue(item, {
        ':first': { _text: '<2>', title: null, id: 5, hidden: true, class: { append: ' y' } },
      }),
    ).toBe(item);
    expect(host.innerHTML).toBe(
      '<ul><li>1</li><li class="x y" id="5" hidden="">&lt;2&gt;</li><li>3</li></ul>',
    );
  });

  it('hyperglue, given an element, does to it what it does to its text', () => {
    const html = '<div class="d"><ul><li class="a">x</li><li>y</li></ul><p>z</p><script></script></div>';
    const updates = {
      '.d': { 'data-x': 1, title: { prepend: '<' } },
      'li.a': { _append: '<', _prependHtml: '<i>1</i>', class: { append: ' b', prepend: 'c ' } },
      'li + li': [{ li: 'one' }, 'two', { ':first': { class: 'n' } }],
      ul: { _map: { '.a': { 'data-y': 2 } }, '.none': 'x', title: 'z' },
      'p:first': hyperglue('<b></b>', { b: 'w' }),
      u: 'nothing',
      '[class]': null,
    };
    const element = show(html).firstElementChild!;
    expect(hyperglue(element, updates).outerHTML).toBe(show(String(hyperglue(html, updates))).innerHTML);
  });

  describe('and arrays with keys', () => {
    const row = (key: number | undefined, text = `${key}`) => ({
      _key: key,
      ':first': { _text: text, title: text },
    });

    it('hyperglue keeps copies by their keys, and moves, adds and removes as the items say', () => {
      const list = show('<ul><!-- a --><li class="x"></li><hr></ul>').firstElementChild!;
      const texts = (): unknown[] => [...list.querySelectorAll('li')].map((li) => li.textContent);
      hyperglue(list, { li: [row(1), row(2), row(3)] });
      expect(list.innerHTML).toBe(
        '<!-- a --><li class="x" title="1">1</li><li class="x" title="2">2</li><li class="x" title="3">3</li><hr>',
      );
      const [one, two, three] = list.querySelectorAll('li');
      hyperglue(list, { li: [row(3), row(4), row(1, 'uno')] });
      const [first, added, last] = list.querySelectorAll('li');
      expect([first, last, added === two]).toEqual([three, one, false]);
      expect(texts()).toEqual(['3', '4', 'uno']);
      hyperglue(list, { li: [{ ...row(undefined, 'new') }, row(3), row(3, 'twice')] });
      expect(texts()).toEqual(['new', '3', 'twice']);
      expect([...list.querySelectorAll('li')].filter((li) => li === three)).toHaveLength(1);
    });

    it('hyperglue, with no items left, keeps the place for those that come', () => {
      const list = show('<p></p><b><i></i></b><p></p>');
      const update = (...keys: number[]): string =>
        hyperglue(list, { i: [...keys.map((key) => row(key)), { _key: 9, ':first': 'z' }] }).textContent!;
      expect(update(1, 2)).toBe('12z');
      hyperglue(list, { i: [{ _key: 0 }] });
      expect(update(3)).toBe('3z');
    });

    it('hyperglue keeps the focus of a copy that stays', () => {
      const list = show('<label><input></label>');
      hyperglue(list, { label: [{ _key: 'a' }, { _key: 'b' }] });
      const input = list.querySelectorAll('input')[1]!;
      input.focus();
      hyperglue(list, { label: [{ _key: 'c' }, { _key: 'b' }] });
      expect(document.activeElement).toBe(input);
      expect(list.querySelectorAll('input')[1]).toBe(input);
    });
  });

  it('hyperglue, given an element and a node, moves the node into it', () => {
    const host = show('<p>old</p>');
    const node = document.createElement('b');
    hyperglue(host, { p: node });
    expect(host.querySelector('p')!.firstChild).toBe(node);
  });

  it.each(ATTACKS)('hyperglue, given an element and the text %s, does nothing with it', (attack) => {
    const host = show('<b></b><i></i>');
    hyperglue(host, { b: attack, i: { _prepend: attack, title: attack } });
    expect(host.textContent).toBe(attack + attack);
    expect(host.querySelectorAll('*')).toHaveLength(2);
  });
});
