/**
 * Pages to rewrite, of two kinds: articles, which are mostly text, and an index, which is mostly tags. What is fast
 * on the one need not be on the other.
 *
 * @module
 */

/** Gives a page of about so many bytes in chunks; in the middle of it stands `<div id="slot">`. */
export type Page = (bytes: number) => Generator<Uint8Array>;

const CHUNK = 65_536;

function article(n: number, end: string): string {
  const text =
    'The quick brown fox jumps over the lazy dog &amp; runs away, once more, before it gets dark. Nobody knows why it does so, and it would not tell. ';
  const rows = [1, 2, 3]
    .map(
      (row) =>
        `<tr><td class="cell cell-n">${row}</td><td class="cell">Item ${n}.${row}, as described above</td></tr>\n`,
    )
    .join('');
  return `<article class="post post-${n} h-entry" data-n="${n}" itemscope itemtype="https://schema.org/Article">
  <header class="post-header"><h2 class="post-title"><a href="/articles/${n}" class="u-url">Article number ${n}</a></h2>
  <time datetime="2026-11-21T18:00:00Z" class="dt-published">21 November</time></header>
  <!-- the text of article ${n} -->
  <p class="lead">${text.repeat(2)}</p>
  <p>${text.repeat(3)}<em>Or</em> see <a class="out" href="https://example.com/${n}?a=1" title="Elsewhere">there</a>. ${text}</p>
  <figure class="post-figure"><img src="/pictures/${n}.jpg" alt="A picture" width="640" height="480" loading="lazy"></figure>
  <p>${text.repeat(3)}</p>
  <ul class="tags"><li>One${end}<li>Two with <b>weight</b>${end}<li><a href="#top" rel="up">Back to the top of the page</a>${end}</ul>
  <table class="data"><tbody>
${rows}</tbody></table>
  <script type="application/ld+json">{"@type":"Article","headline":"Article number ${n}","author":{"name":"Nobody"},"wordCount":${n}}</script>
</article>
`;
}

const COLOURS = ['red', 'green', 'blue'];
const LANGUAGES = [
  ['en', 'English'],
  ['fr', 'Français'],
  ['el', 'Ελληνικά'],
  ['ja', '日本語'],
];

function card(n: number, m: number): string {
  const tags = COLOURS.map(
    (name) => `<a class="tag tag-${name}" href="/tags/${name}?from=${n}&amp;page=1">${name}</a>`,
  );
  return `<li class="card card-${m}" data-id="${n}-${m}"><a class="card-link" href="/topics/${n}/${m}" data-seen='{"n":${n}}'><picture><source srcset="/thumbs/${n}-${m}.avif" type="image/avif"><img class="card-img" src="/thumbs/${n}-${m}.jpg" alt="" width=320 height=180 loading=lazy></picture><span class="card-title">Thing ${n}.${m}</span></a><div class="card-meta">${tags.join('')}<button type="button" class="like" aria-pressed="false" disabled><svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M12 21l-8-8a5 5 0 1 1 8-6 5 5 0 1 1 8 6z"/></svg></button></div></li>`;
}

function section(n: number): string {
  const items = (list: readonly string[]) => list.map((item) => `<li>${item}</li>`).join('');
  const crumbs = [
    '<a href="/">Home</a>',
    '<a href="/topics">Topics</a>',
    `<a href="/topics/${n}">Topic ${n}</a>`,
  ];
  const languages = LANGUAGES.map(
    ([lang, name]) => `<a href="/${lang}/topics/${n}" lang="${lang}" hreflang="${lang}">${name}</a>`,
  );
  const cards = [1, 2, 3, 4, 5, 6].map((m) => card(n, m));
  const pages = [1, 2, 3, 4, 5, 6, 7, 8].map((p) => `<a href="/topics/${n}?page=${p}" class="page">${p}</a>`);
  return `<section class="topic" id="topic-${n}"><nav aria-label="Breadcrumb"><ol class="crumbs">${items(crumbs)}</ol></nav><nav class="languages"><ul>${items(languages)}</ul></nav><ul class="cards">${cards.join('')}</ul><nav aria-label="Pages"><ol class="pages">${items(pages)}</ol></nav></section>`;
}

/** Puts a page together of as many parts as it takes. */
function* pageOf(title: string, bytes: number, part: (n: number) => string): Generator<Uint8Array> {
  let length = 0;
  let hasSlot = false;
  let text = `<!DOCTYPE html>\n<html lang="en"><head><title>${title}</title></head>\n<body>\n`;
  let rest = Buffer.alloc(0);
  for (let n = 0; length < bytes; n++) {
    if (!hasSlot && length + text.length >= bytes / 2) {
      hasSlot = true;
      text += '<div id="slot" class="box"></div>\n';
    }
    text += part(n);
    if (text.length < CHUNK) continue;
    const encoded = Buffer.from(text);
    length += encoded.length;
    rest = Buffer.concat([rest, encoded]);
    text = '';
    for (; rest.length >= CHUNK; rest = rest.subarray(CHUNK)) yield rest.subarray(0, CHUNK);
  }
  yield Buffer.concat([rest, Buffer.from(`${text}</body></html>\n`)]);
}

/**
 * Articles with links, lists, tables and pictures, as a content system writes them, all in ASCII. A third of the
 * bytes is tags, and a link comes every 830 bytes. The end tags of list items are left out.
 */
export const articles: Page = (bytes) => pageOf('Articles', bytes, (n) => article(n, ''));

/** The same, with all end tags. */
export const completeArticles: Page = (bytes) => pageOf('Articles', bytes, (n) => article(n, '</li>'));

/**
 * An index of links, as a template and a minifier write it: lists for navigation, cards with a picture, labels and
 * an icon in svg, values in all quotes and in none, some letters that are not ASCII. Between tags there is no white
 * space and hardly any text: 97 of 100 bytes are in tags, and a link comes every 140 bytes.
 */
export const index: Page = (bytes) => pageOf('Topics', bytes, section);
