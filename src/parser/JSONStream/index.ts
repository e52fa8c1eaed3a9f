/**
 * JSON in, values out, and back: `parse` finds values in a text of any length while it comes, `partial` shows them
 * while they grow, `stringify` and `stringifyObject` write texts.
 *
 * Use `parse` for documents that are too long to be held, or too slow to be waited for: `source.pipe(parse('rows.*'))`
 * gives one row at a time. It looks at the bytes only for where values begin and end, and has the native `JSON.parse`
 * build those that are selected; rows that are all selected, many at a time. So it is as fast as `JSON.parse` of the
 * whole, in the memory of one chunk. All work is linear in the input; `maxDepth` and `maxValueBytes` bound what a
 * hostile one can take.
 *
 * Behaves as npm JSONStream@1.3.5 in its call forms, paths, events and their timing: a value comes out of the
 * `write()` that completes it. So it lets pass, unless `strict` is given: several texts, with or without space
 * between; a comma behind the last member, and a key without a value; numbers like `01`, `-01`, `2.` and `-.5`; an end
 * that comes too early. An integer that a number cannot hold comes out as the string of its digits, as does one with
 * a zero in front; with `strict` all numbers are those of `JSON.parse`.
 *
 * Mended: characters that are cut in two; half of a surrogate pair is not lost; `__proto__` is a key like others; at
 * the top of the document, 0, false and '' come out, and so does a number at the end of the input; `..x` finds x at
 * any depth, as `.x` does; a regular expression with the flag g or y begins anew for each key; errors say where in the
 * whole input they are, in bytes, line and column; bytes that are no UTF-8 are an error in each case; a function of
 * the path is asked once a member; an exception in it or in `map` destroys the stream; what is written after the end is
 * not read. Header and footer are only made if somebody listens, and of what a recursion passes by hold only scalars,
 * each by its own key.
 *
 * Added: `strict`, `maxDepth`, `maxValueBytes`, JSONPath (RFC 9535) for a path that begins with `$.` or `$[`, or is `$`;
 * for a key of that name the path is an array.
 *
 * @see the handbook's chapter "JSONStream"
 *
 * @module
 */
import { parse } from './parse.ts';
import { partial } from './partial.ts';
import { stringify, stringifyObject } from './stringify.ts';

export type {
  Key,
  Margin,
  ParseError,
  ParseEvents,
  ParseMapper,
  ParseOptions,
  ParsePath,
  ParseStream,
  PathPart,
  Position,
} from './parse.ts';
export type { PartialOptions, PartialValue } from './partial.ts';
export type { JSONPair, StringifyOptions } from './stringify.ts';

/** What `require('JSONStream')` gives. */
export interface JSONStreamFace {
  readonly parse: typeof parse;
  readonly partial: typeof partial;
  readonly stringify: typeof stringify;
  readonly stringifyObject: typeof stringifyObject;
}

/**
 * The functions as one object, which is what `require` gives.
 *
 * @example Twice as much, line by line
 * ```ts
 * import JSONStream from 'gardenhose/JSONStream';
 *
 * const doubled = JSONStream.parse('*', (n: number) => 2 * n);
 * let lines = '';
 * doubled.pipe(JSONStream.stringify(false)).on('data', (text) => (lines += text));
 * doubled.end('[1,2]');
 * assert.equal(lines, '2\n4');
 * ```
 */
const JSONStream: JSONStreamFace = { parse, partial, stringify, stringifyObject };

export { JSONStream as default, JSONStream as 'module.exports', parse, partial, stringify, stringifyObject };
