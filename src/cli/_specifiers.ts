/**
 * Finds the module specifiers of a source text: what `require`, `import` and `export … from` name.
 *
 * Found are `require('x')`, `module.require('x')`, `require.resolve('x')`, `import 'x'`, `import … from 'x'`,
 * `export … from 'x'`, `import('x')` as an expression and as a type, `import.meta.resolve('x')` and TypeScript's
 * `import a = require('x')`. A `require` that is a parameter of a function around it is somebody else's: so it is
 * in bundles and in AMD modules, which are left alone.
 *
 * @module
 */
import type { Dialect, Token } from './_tokens.ts';
import { tokensOf } from './_tokens.ts';

/** A specifier with its place in the source, without the quotes. */
export interface Specifier {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

type Tokens = readonly Token[];

/**
 * Returns the specifiers of a source text, in order.
 *
 * @throws SyntaxError if the text cannot be read
 */
export function specifiersIn(source: string, dialect: Dialect): Specifier[] {
  const tokens = tokensOf(source, dialect);
  const foreign = foreignRequires(tokens);
  const specifiers: Specifier[] = [];
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== 'name') continue;
    const found = specifierAt(tokens, index);
    if (found === undefined || (token.text === 'require' && isIn(foreign, token))) continue;
    specifiers.push({ text: found.text.slice(1, -1), start: found.start + 1, end: found.end - 1 });
  }
  return specifiers;
}

/** The string that the word at an index gives as a specifier, if it does. */
function specifierAt(tokens: Tokens, index: number): Token | undefined {
  const text = tokens[index]?.text;
  if (isDot(tokens[index - 1])) {
    const isModule = follow(tokens, index - 2, 'module') && !isDot(tokens[index - 3]);
    return text === 'require' && isModule ? firstArgument(tokens, index + 1) : undefined;
  }
  if (text === 'require') {
    return firstArgument(tokens, follow(tokens, index + 1, '.', 'resolve') ? index + 3 : index + 1);
  }
  if (text === 'export') return exported(tokens, index + 1);
  return text === 'import' ? imported(tokens, index + 1) : undefined;
}

function isDot(token: Token | undefined): boolean {
  return token?.text === '.' || token?.text === '?.';
}

/** Whether the tokens from an index on are these. */
function follow(tokens: Tokens, index: number, ...texts: string[]): boolean {
  return texts.every((text, offset) => tokens[index + offset]?.text === text);
}

/** The first argument of the call whose bracket is at an index, if it is a plain string. */
function firstArgument(tokens: Tokens, index: number): Token | undefined {
  const [bracket, argument, after] = tokens.slice(index, index + 3);
  if (bracket?.text !== '(' || (argument?.kind !== 'string' && argument?.kind !== 'template'))
    return undefined;
  return after?.text === ')' || after?.text === ',' ? argument : undefined;
}

/** The specifier of what follows the word `import`. */
function imported(tokens: Tokens, index: number): Token | undefined {
  if (tokens[index]?.kind === 'string') return tokens[index];
  if (follow(tokens, index, '.', 'meta', '.', 'resolve')) return firstArgument(tokens, index + 4);
  for (let at = index; ; at++) {
    const token = tokens[at];
    const isName = token?.kind === 'name' || token?.text === '*' || token?.text === ',';
    if (token?.text === '{' && token.partner > at) return afterFrom(tokens, token.partner + 1);
    if (!isName || token.text === 'import') return firstArgument(tokens, index);
    const found = afterFrom(tokens, at);
    if (found !== undefined) return found;
  }
}

/** The specifier of what follows the word `export`. */
function exported(tokens: Tokens, index: number): Token | undefined {
  const at = follow(tokens, index, 'type') ? index + 1 : index;
  const token = tokens[at];
  if (token?.text === '{') return afterFrom(tokens, token.partner + 1);
  if (token?.text !== '*') return undefined;
  return afterFrom(tokens, follow(tokens, at + 1, 'as') ? at + 3 : at + 1);
}

function afterFrom(tokens: Tokens, index: number): Token | undefined {
  const string = tokens[index + 1];
  return follow(tokens, index, 'from') && string?.kind === 'string' ? string : undefined;
}

/** From a place in the source to another. */
interface Range {
  readonly start: number;
  readonly end: number;
}

function isIn(ranges: readonly Range[], { start }: Token): boolean {
  return ranges.some((range) => start >= range.start && start < range.end);
}

/** The functions that have a parameter called `require`. */
function foreignRequires(tokens: Tokens): Range[] {
  const ranges: Range[] = [];
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== 'name' || token.text !== 'require') continue;
    const end = endOfFunction(tokens, index);
    if (end !== undefined) ranges.push({ start: token.start, end });
  }
  return ranges;
}

/** Where the function ends of which the name at an index is a parameter; undefined if it is none. */
function endOfFunction(tokens: Tokens, index: number): number | undefined {
  if (follow(tokens, index + 1, '=>')) return endOfBody(tokens, index + 2);
  const before = tokens[index - 1]?.text;
  const after = tokens[index + 1]?.text;
  if (
    (before !== '(' && before !== ',') ||
    (after !== ')' && after !== ',' && after !== ':' && after !== '=')
  ) {
    return undefined;
  }
  const open = tokens[index]?.within ?? -1;
  const close = tokens[open]?.partner ?? -1;
  if (close < 0 || tokens[open]?.text !== '(') return undefined;
  if (follow(tokens, close + 1, '=>')) return endOfBody(tokens, close + 2);
  const isFunction = follow(tokens, open - 1, 'function') || follow(tokens, open - 2, 'function');
  return isFunction ? endOfBody(tokens, close + 1) : undefined;
}

/** Where the body that begins at an index ends: with its brace, or where its expression does. */
function endOfBody(tokens: Tokens, index: number): number {
  const first = tokens[index];
  if (first?.text === '{') return tokens[first.partner]?.end ?? first.end;
  let at = index;
  while (at < tokens.length && !/^[,;)\]}]$/.test(tokens[at]!.text)) {
    at = Math.max(tokens[at]!.partner, at) + 1;
  }
  return tokens[at]?.start ?? Number.POSITIVE_INFINITY;
}
