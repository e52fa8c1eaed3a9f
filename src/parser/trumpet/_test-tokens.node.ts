/**
 * What parse5 says of a text's tokens, in the words of our tests. Left out, as they do not matter to a rewriter: how
 * text is divided into tokens, and what a doctype says.
 *
 * @module
 */
import fc from 'fast-check';
import { original } from '../../../oracles/original.ts';
import { textKind } from './_test.ts';
import { RAW } from './tokenizer.ts';

interface Place {
  readonly startOffset: number;
  readonly endOffset: number;
}
interface Token5 {
  readonly location: Place | null;
  readonly tagName: string;
  readonly selfClosing: boolean;
  readonly data: string;
  readonly attrs: readonly { readonly name: string; readonly value: string }[];
}
type Handler = Record<string, (token: Token5) => void>;
interface Tokenizers {
  readonly Tokenizer: new (
    options: { sourceCodeLocationInfo: boolean },
    handler: Handler,
  ) => { state: number; lastStartTagName: string; write(text: string, last: boolean): void };
  readonly TokenizerMode: Readonly<Record<string, number>>;
}

const { Tokenizer, TokenizerMode } = original<Tokenizers>('parse5');

/** Lists the tokens that parse5 finds, as `readTokens` does. */
export function parse5Tokens(html: string): string[] {
  const tokens: string[] = [];
  let raw = '';
  let text: (Place & { kind: string }) | undefined;
  function add(token: string): void {
    if (text !== undefined) tokens.push(`${text.kind} ${text.startOffset}-${text.endOffset}`);
    text = undefined;
    tokens.push(token);
  }
  // At the end of the text its places may be beyond it.
  const place = ({ location }: Token5) =>
    `${location!.startOffset}-${Math.min(location!.endOffset, html.length)}`;
  function takeText({ location }: Token5): void {
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

/** What all odd endings and beginnings are made of. */
const PARTS =
  '<|<|</|>|>|/|!|!|-|-|--|->|-->|--!>|<!|<!-|<!--|<!-->|<!--->|?|[|]|]]>|=|"|\'| |\n|\r\n|\t|\f|a|B|é|\u{1F600}|a=b|<a |<b/|</b |<script>|</script>|<script|</script|<title>|</title|<textarea>|</TEXTAREA>|<style>|</style>|<iframe>|</iframe|<xmp>|</xmp>|<noframes>|<noembed>|<plaintext>|<![CDATA[|<!doctype|<!DOCTYPE html>|<?|&lt;|&lt|&gt=|&#65|&#x80;|&#0;|&#xD800;|&QUOT;|&AMP';
export const parts = (): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...PARTS.split('|')), { maxLength: 15 }).map((chosen) => chosen.join(''));
