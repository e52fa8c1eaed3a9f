/**
 * Pages to rewrite: articles with links, lists, tables and pictures, as a content system writes them.
 *
 * @module
 */

const CHUNK = 65_536;

function article(n: number): string {
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
  <ul class="tags"><li>One<li>Two with <b>weight</b><li><a href="#top" rel="up">Back to the top of the page</a></ul>
  <table class="data"><tbody>
${rows}</tbody></table>
  <script type="application/ld+json">{"@type":"Article","headline":"Article number ${n}","author":{"name":"Nobody"},"wordCount":${n}}</script>
</article>
`;
}

/** Makes a page of about so many bytes, in chunks; in the middle of it stands `<div id="slot">`. */
export function page(bytes: number): readonly Uint8Array[] {
  let html = '<!DOCTYPE html>\n<html lang="en"><head><title>Articles</title></head>\n<body>\n';
  let n = 0;
  while (html.length < bytes / 2) html += article(n++);
  html += '<div id="slot" class="box"></div>\n';
  while (html.length < bytes) html += article(n++);
  const source = Buffer.from(`${html}</body></html>\n`);
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < source.length; at += CHUNK) chunks.push(source.subarray(at, at + CHUNK));
  return chunks;
}
