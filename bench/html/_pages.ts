/**
 * Pages to rewrite: articles with links, lists, tables and pictures, as a content system writes them.
 *
 * @module
 */

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

/**
 * Gives a page of about so many bytes in chunks; in the middle of it stands `<div id="slot">`. The end tags of its
 * list items are left out unless `isComplete`.
 */
export function* page(bytes: number, isComplete = false): Generator<Uint8Array> {
  let length = 0;
  let hasSlot = false;
  let text = '<!DOCTYPE html>\n<html lang="en"><head><title>Articles</title></head>\n<body>\n';
  let rest = Buffer.alloc(0);
  for (let n = 0; length < bytes; n++) {
    if (!hasSlot && length + text.length >= bytes / 2) {
      hasSlot = true;
      text += '<div id="slot" class="box"></div>\n';
    }
    text += article(n, isComplete ? '</li>' : '');
    if (text.length < CHUNK) continue;
    length += text.length;
    rest = Buffer.concat([rest, Buffer.from(text)]);
    text = '';
    for (; rest.length >= CHUNK; rest = rest.subarray(CHUNK)) yield rest.subarray(0, CHUNK);
  }
  yield Buffer.concat([rest, Buffer.from(`${text}</body></html>\n`)]);
}
