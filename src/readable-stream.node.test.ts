import { describe, expect, expectTypeOf, it } from 'vitest';
import type Face from './readable-stream.ts';
import * as door from './readable-stream.ts';
import { 'module.exports' as required } from './readable-stream.ts';
import * as stream from './stream.ts';

const exported: Record<string, unknown> = { ...door };
const face = door.default as unknown as Record<string, unknown>;

/** What readable-stream@4.8.0 has by these names; true where an ES module can import it too. */
const names: [name: string, isExport: boolean][] = [
  ['Duplex', true],
  ['PassThrough', true],
  ['Readable', true],
  ['ReadableState', false],
  ['Stream', true],
  ['Transform', true],
  ['Writable', true],
  ['_fromList', false],
  ['_isUint8Array', true],
  ['_uint8ArrayToBuffer', true],
  ['addAbortSignal', true],
  ['compose', true],
  ['default', true],
  ['destroy', true],
  ['finished', true],
  ['from', false],
  ['fromWeb', false],
  ['isDisturbed', true],
  ['isErrored', true],
  ['isReadable', true],
  ['pipeline', true],
  ['promises', false],
  ['toWeb', false],
  ['wrap', false],
];

describe('behaviour', () => {
  it.each(names)('readable-stream, by the name %s, has what the original has', (name, isExport) => {
    expect(['function', 'object']).toContain(typeof face[name]);
    if (isExport) expect(exported[name]).toBe(face[name]);
  });

  it('readable-stream, required, is Readable', () => {
    expect(required).toBe(stream.Readable);
    expect(face.Readable).toBe(stream.Readable);
    expect(face.default).toBe(stream.Readable);
  });

  it('readable-stream, its classes, are those of the core', () => {
    for (const name of ['Writable', 'Duplex', 'Transform', 'PassThrough', 'Stream', 'promises'] as const) {
      expect(face[name]).toBe(Reflect.get(stream, name));
    }
    expect(new door.Transform()).toBeInstanceOf(door.default);
  });
});

describe('types', () => {
  it('readable-stream, its default, is a class with statics and a type', () => {
    expectTypeOf(door.default.Transform).toEqualTypeOf<typeof stream.Transform>();
    expectTypeOf<Face<string>>().toEqualTypeOf<stream.Readable<string>>();
  });
});
