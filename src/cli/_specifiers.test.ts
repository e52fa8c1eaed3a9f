// biome-ignore-all lint/suspicious/noTemplateCurlyInString: source texts are the subject

import { describe, expect, it } from 'vitest';
import { specifiersIn } from './_specifiers.ts';

function found(source: string, jsx = true): string[] {
  return specifiersIn(source, { jsx }).map(({ text }) => text);
}

describe('specifiersIn', () => {
  it.each([
    "require('x')",
    'require("x")',
    'require(`x`)',
    "require ( /* why */ 'x' )",
    "require('x', y)",
    "var a = require('x')(b), c",
    "module.require('x')",
    "require.resolve('x')",
    "require.resolve('x', { paths: [] })",
    "import 'x'",
    "import a from 'x'",
    "import from from 'x'",
    "import * as a from 'x'",
    "import a, { b as c, default as d } from 'x'",
    "import { 'module.exports' as a } from 'x'",
    "import { from } from 'x'",
    "import a from 'x' with { type: 'json' }",
    "import\n{a}\nfrom'x'",
    "export * from 'x'",
    "export * as a from 'x'",
    "export { a, b as c } from 'x'",
    "import('x')",
    "await import(/* webpackChunkName: 'y' */ 'x')",
    "import.meta.resolve('x')",
    "`${require('x')}`",
    "a / b; require('x'); c / d",
    "class A { a = require('x') }",
    "const a = <b c={require('x')}/>",
    "define(['a'], function () { require('x') })",
    "var a = function (b) { return b.require }, c = require('x')",
    "function f(a = require('x')) {}",
  ])('finds %s', (source) => {
    expect(found(source)).toEqual(['x']);
  });

  it.each([
    "import a = require('x')",
    "export import a = require('x')",
    "import type { a } from 'x'",
    "import type a from 'x'",
    "import { type a } from 'x'",
    "export type { a } from 'x'",
    "export type * from 'x'",
    "type A = import('x').B<string>",
    "let a: typeof import('x')",
    "const a = <any>require('x')",
    "const a = require('x') as B",
  ])('finds, in TypeScript, %s', (source) => {
    expect(found(source, false)).toEqual(['x']);
  });

  it.each([
    "// require('x')",
    "/* import 'x' */",
    '"require(\'x\')"',
    "`require('x')`",
    "/require('x')/",
    "a = <p>require('x')</p>",
    "a.require('x')",
    "a?.require('x')",
    "a.module.require('x')",
    "a.import('x')",
    "a.export('x')",
    "required('x')",
    "require('x' + y)",
    'require(x)',
    'require()',
    'require(`x${y}`)',
    "require.resolve.paths('x')",
    "require.cache['x']",
    "import('x' + y)",
    "export const from = 'x'",
    "export default 'x'",
    "export class A {} from; 'x'",
    'import.meta.url',
    "({ import: 'x', require: 'x', from: 'x' })",
    "declare module 'x' {}",
    "function f(require) { require('x') }",
    "(function (require, module, exports) { require('x') })",
    "define(function (require) { return function () { require('x') } })",
    "define((require) => { require('x') })",
    "define(require => require('x'))",
    "define((a, require, b) => [require('x'), 1])",
  ])('finds nothing in %s', (source) => {
    expect(found(source)).toEqual([]);
  });

  it('goes on after the function whose require is its own', () => {
    expect(found("f(require => require('x'), require('y')); (function (require) {}); require('z')")).toEqual([
      'y',
      'z',
    ]);
  });

  it('gives the places between the quotes, once each and in order', () => {
    const source = 'export class A {} import a from \'b\'; export { c } from "d"; require(`e`)';
    expect(
      specifiersIn(source, { jsx: false }).map(({ start, end }) => source.slice(start - 1, end + 1)),
    ).toEqual(["'b'", '"d"', '`e`']);
  });
});
