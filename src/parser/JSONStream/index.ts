/**
 * JSON in, values out, and back.
 *
 * @module
 */
import { parse } from './parse.ts';
import { partial } from './partial.ts';
import { stringify, stringifyObject } from './stringify.ts';

/** What `require('JSONStream')` gives. */
export interface JSONStreamFace {
  readonly parse: typeof parse;
  readonly partial: typeof partial;
  readonly stringify: typeof stringify;
  readonly stringifyObject: typeof stringifyObject;
}

const JSONStream: JSONStreamFace = { parse, partial, stringify, stringifyObject };

export { JSONStream as default, JSONStream as 'module.exports', parse, partial, stringify, stringifyObject };
