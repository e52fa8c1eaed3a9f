/**
 * Our tokens against parse5's: the same random text is read by both, and each token must be at the same place and
 * say the same. Left out, as they do not matter to a rewriter: how text is divided into tokens, what a doctype
 * says, and a NUL in a name or comment, which parse5 replaces.
 *
 * @module
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { original } from '../../../oracles/original.ts';
import { cut, readTokens, soup, textKind } from './_test.ts';
import { RAW } from './tokenizer.ts';

interface Location {
  readonly startOffset: number;
  readonly endOffset: number;
}
interface Token {
  readonly location: Location | null;
  readonly tagName: string;
  readonly selfClosing: boolean;
  readonly data: string;
  readonly attrs: readonly { readonly name: string; readonly value: string }[];
}
type Handler = Record<string, (token: Token) => void>;
interface Parse5 {
  readonly Tokenizer: new (
    options: { sourceCodeLocationInfo: boolean },
    handler: Handler,
  ) => { state: number; lastStartTagName: string; write(text: string, last: boolean): void };
  readonly TokenizerMode: Readonly<Record<string, number>>;
}
const { Tokenizer, TokenizerMode } = original<Parse5>('parse5');

/** Lists the tokens that parse5 finds, as `readTokens` does. */
function parse5Tokens(html: string): string[] {
  const tokens: string[] = [];
  let raw = '';
  let text: (Location & { kind: string }) | undefined;
  function add(token: string): void {
    if (text !== undefined) tokens.push(`${text.kind} ${text.startOffset}-${text.endOffset}`);
    text = undefined;
    tokens.push(token);
  }
  // At the end of the text its places may be beyond it.
  const place = ({ location }: Token) =>
    `${location!.startOffset}-${Math.min(location!.endOffset, html.length)}`;
  function takeText({ location }: Token): void {
    const kind = textKind(raw);
    text = { kind, startOffset: text?.startOffset ?? location!.startOffset, endOffset: location!.endOffset };
  }
  const tokenizer = new Tokenizer(
    { sourceCodeLocationInfo: true },
    {
      onStartTag(token) {
        const list = JSON.stringify(token.attrs.map(({ name, value }) => [name, value]));
        add(`<${token.tagName}${token.selfClosing ? '/' : ''}> ${place(token)} ${list}`);
        if (!RAW.has(token.tagName) && token.tagName !== 'plaintext') return;
        raw = token.tagName;
        const mode =
          raw === 'plaintext'
            ? 'PLAINTEXT'
            : raw === 'script'
              ? 'SCRIPT_DATA'
              : /^t/.test(raw)
                ? 'RCDATA'
                : 'RAWTEXT';
        tokenizer.state = TokenizerMode[mode]!;
        tokenizer.lastStartTagName = raw;
      },
      onEndTag(token) {
        add(`</${token.tagName}> ${place(token)}`);
        raw = '';
      },
      onComment(token) {
        add(`<!-- ${place(token)} ${JSON.stringify(token.data)}`);
      },
      onDoctype(token) {
        add(`<!doctype ${place(token)}`);
      },
      onCharacter: takeText,
      onNullCharacter: takeText,
      onWhitespaceCharacter: takeText,
      onEof: () => add(`end at ${html.length}`),
    },
  );
  tokenizer.write(html, true);
  return tokens;
}

const RUNS = 3000;

/** What all odd endings and beginnings are made of. */
const PARTS =
  '<|<|</|>|>|/|!|!|-|-|--|->|-->|--!>|<!|<!-|<!--|<!-->|<!--->|?|[|]|]]>|=|"|\'| |\n|\r\n|\t|\f|a|B|é|\u{1F600}|a=b|<a |<b/|</b |<script>|</script>|<script|</script|<title>|</title|<textarea>|</TEXTAREA>|<style>|</style>|<iframe>|</iframe|<xmp>|</xmp>|<noframes>|<noembed>|<plaintext>|<![CDATA[|<!doctype|<!DOCTYPE html>|<?|&lt;|&lt|&gt=|&#65|&#x80;|&#0;|&#xD800;|&QUOT;|&AMP';
const parts = () =>
  fc.array(fc.constantFrom(...PARTS.split('|')), { maxLength: 15 }).map((chosen) => chosen.join(''));

describe('tokenizer', () => {
  it('tokenizer finds the tokens that parse5 finds, however the text is cut', () => {
    fc.assert(
      fc.property(fc.oneof(soup(), parts()), fc.array(fc.nat(200), { maxLength: 5 }), (html, places) => {
        // An end tag of nothing is nothing, but parse5 counts it into the text that it stands in.
        fc.pre(!html.includes('</>'));
        expect(readTokens(cut(html, places))).toEqual(parse5Tokens(html));
      }),
      { numRuns: RUNS },
    );
  });
});
