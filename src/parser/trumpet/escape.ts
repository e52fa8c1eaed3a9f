/**
 * Text to HTML and back, as far as a rewriter needs it.
 *
 * @module
 */

const SPECIAL: Record<string, string> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot' };

/** Writes text as HTML, so that it can neither open a tag nor leave a double-quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&${SPECIAL[character]};`);
}

/**
 * Reads the character references in an attribute's value: those by number and `&amp; &lt; &gt; &quot; &apos;
 * &nbsp;`. Other names are left as they are, since their table alone is larger than all of this. `encode` gives
 * what is read the form of the rest.
 */
export function unescapeHtml(html: string, encode: (text: string) => string = String): string {
  if (!html.includes('&')) return html;
  return html.replace(/&(?:#(x[\da-f]+|\d+);?|(amp|lt|gt|quot|apos|nbsp);)/gi, (_all, number, name) => {
    if (name !== undefined) return encode(NAMED[name.toLowerCase()]!);
    const code = Number(number[0] > '9' ? `0${number}` : number);
    return encode(code > 0 && code < 0x110000 ? String.fromCodePoint(code) : '\ufffd');
  });
}

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\xa0' };
