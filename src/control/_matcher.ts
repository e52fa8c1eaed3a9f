/**
 * Chooses the cheapest way of cutting at a delimiter.
 *
 * @module
 */
import { encodeText } from '#platform';
import { ERR_INVALID_ARG_VALUE } from '../core/errors.ts';
import type { Encoding } from '../core/types.ts';
import { ByteCutter } from './_byte-cutter.ts';
import type { Cutter } from './_cutters.ts';
import { CharacterCutter, StringCutter } from './_cutters.ts';
import type { HeldBytes, HeldText } from './_held.ts';
import { PatternCutter } from './_pattern-cutter.ts';
import { RowCutter } from './_row-cutter.ts';

/** Line feeds, each with one carriage return before it or none. */
export const LINE_END: RegExp = /\r?\n/;

/** Returns a cutter of text; of lines that are rows of JSON if that is said, for a sink that takes rows. */
export function createTextCutter(matcher: string | RegExp, held: HeldText, areRows: boolean): Cutter {
  const LineCutter = areRows ? RowCutter : CharacterCutter;
  if (isLineEnd(matcher)) return new LineCutter('\n', true, held);
  const literal = asLiteral(matcher);
  if (literal === '\n') return new LineCutter('\n', false, held);
  if (literal === undefined) return new PatternCutter(matcher as RegExp, held);
  return literal.length === 1 ? new CharacterCutter(literal, false, held) : new StringCutter(literal, held);
}

/**
 * Returns a cutter of bytes.
 *
 * @throws {ERR_INVALID_ARG_VALUE} a matcher that stands for more than one text; an encoding in which its bytes may
 *   be the end of one character and the beginning of the next
 */
export function createByteCutter(
  matcher: string | RegExp,
  encoding: Encoding,
  held: HeldBytes,
): Cutter<Uint8Array> {
  const literal = isLineEnd(matcher) ? '\n' : asLiteral(matcher);
  if (!literal) throw ERR_INVALID_ARG_VALUE('matcher', matcher, 'must be a literal where bytes come out');
  if (!/^(?:utf-?8|latin1|binary|ascii)$/i.test(encoding)) {
    throw ERR_INVALID_ARG_VALUE(
      'options.encoding',
      encoding,
      'must be UTF-8 or Latin-1 where bytes come out',
    );
  }
  return new ByteCutter(encodeText(literal, encoding), isLineEnd(matcher), held);
}

function isLineEnd(matcher: string | RegExp): boolean {
  return matcher instanceof RegExp && matcher.source === LINE_END.source;
}

const ESCAPES = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

/** Returns the one string that a matcher matches, if it is as simple as that. */
function asLiteral(matcher: string | RegExp): string | undefined {
  if (typeof matcher === 'string') return matcher;
  if (/[^gmsuy]/.test(matcher.flags)) return undefined;
  let literal = '';
  for (const part of matcher.source.match(/\\.|[\s\S]/g) as string[]) {
    const escaped = part[1];
    if (escaped === undefined) {
      if (/[\\^$.*+?()[\]{}|]/.test(part)) return undefined;
      literal += part;
    } else if (/\w/.test(escaped)) {
      const character = ESCAPES.get(escaped);
      if (character === undefined) return undefined;
      literal += character;
    } else literal += escaped;
  }
  return literal;
}
