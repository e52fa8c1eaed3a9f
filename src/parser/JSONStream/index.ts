/**
 * JSON in, values out, and back.
 *
 * @module
 */
import { parse } from './parse.ts';
import { stringify, stringifyObject } from './stringify.ts';

/** What `require('JSONStream')` gives. */
export interface JSONStreamFace {
  readonly parse: typeof parse;
  readonly stringify: typeof stringify;
  readonly stringifyObject: typeof stringifyObject;
}

const JSONStream: JSONStreamFace = { parse, stringify, stringifyObject };

export { JSONStream as default, JSONStream as 'module.exports', parse, stringify, stringifyObject };
