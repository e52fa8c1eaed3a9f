/** That `#platform` has the same face wherever it leads. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import * as node from './platform.node.ts';
import * as portable from './platform.ts';

type Node = typeof node;
type Portable = typeof portable;
/** The signatures that must be the same; constants and functions differ in being readonly. */
type Face<Module> = { -readonly [Name in keyof Module as Exclude<Name, 'asPlatformBytes'>]: Module[Name] };

describe('behaviour', () => {
  it('platform, exports the same names on Node and elsewhere', () => {
    expect(Object.keys(portable).sort()).toEqual(Object.keys(node).sort());
  });

  it('defaultHighWaterMark, is that of Node 22 and later', () => {
    expect(portable.defaultHighWaterMark(true)).toBe(node.defaultHighWaterMark(true));
    expect(portable.defaultHighWaterMark(false)).toBe(65_536);
    if (Number.parseInt(process.versions.node, 10) >= 22)
      expect(node.defaultHighWaterMark(false)).toBe(65_536);
  });
});

describe('types', () => {
  it('platform, has the same signatures on Node and elsewhere', () => {
    expectTypeOf<keyof Node>().toEqualTypeOf<keyof Portable>();
    expectTypeOf<Face<Node>>().toEqualTypeOf<Face<Portable>>();
    // Node's kind of bytes is a Buffer, which is more than a caller may count on.
    expectTypeOf<Node>().toExtend<Portable>();
    expectTypeOf<Parameters<Node['asPlatformBytes']>>().toEqualTypeOf<
      Parameters<Portable['asPlatformBytes']>
    >();
  });
});
