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

/** What a parser reads as something else in an attribute's value. Old names need no semicolon before a delimiter. */
const REFERENCE =
  /&(?:#(?:[xX]([\dA-Fa-f]+)|(\d+));?|(amp|AMP|lt|LT|gt|GT|quot|QUOT|apos|nbsp);|(amp|AMP|lt|LT|gt|GT|quot|QUOT|nbsp)(?![\w=]))|\r\n?|\0/g;

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\xa0' };

/** What the numbers 128 to 159 mean, as in Windows-1252; five of them mean themselves. */
const WINDOWS = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/**
 * Reads the value of an attribute as a parser does: its character references by number and `&amp; &lt; &gt; &quot;
 * &apos; &nbsp;`, its ends of line, its NULs. Other names are left as they are, since their table alone is larger
 * than all of this. `encode` gives what is read the form of the rest.
 */
export function unescapeHtml(html: string, encode: (text: string) => string = String): string {
  if (!/[&\r\0]/.test(html)) return html;
  return html.replace(REFERENCE, (all, hex, decimal, name, oldName) => {
    if (all[0] === '\r') return '\n';
    const known: string | undefined = name ?? oldName;
    if (known !== undefined) return encode(NAMED[known.toLowerCase()]!);
    const code = all === '\0' ? 0 : hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return encode(characterOf(code));
  });
}

function characterOf(code: number): string {
  if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return '\ufffd';
  return WINDOWS[code - 0x80] ?? String.fromCodePoint(code);
}
