/**
 * Pages to rewrite: articles with links, lists, tables and pictures, as a content system writes them.
 *
 * @module
 */

const CHUNK = 65_536;

function article(n: number): string {
  const text =
    'The quick brown fox jumps over the lazy dog &amp; runs away, once more, before it gets dark. ';
  const rows = [1, 2, 3, 4]
    .map((row) => `<tr><td class="n">${row}</td><td>Item ${n}.${row}</td><td>${row * 17} &euro;</td></tr>\n`)
    .join('');
  return `<article class="post post-${n}" data-n="${n}">
  <h2>Article number ${n}</h2>
  <!-- the text of article ${n} -->
  <p class="lead">${text}<a href="/articles/${n}">Read on</a>, ${text}</p>
  <p>${text.repeat(2)}<em>or</em> see <a class="out" href="https://example.com/${n}?a=1" title="Elsewhere">there</a>.
  ${text}</p>
  <img src="/pictures/${n}.jpg" alt="A picture" width="640" height="480">
  <ul><li>One<li>Two with <b>weight</b><li><a href='#top'>Top</a></ul>
  <table><tbody>
${rows}</tbody></table>
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
