import * as nodeModule from 'node:stream';
import { promisify } from 'node:util';
import { describe, expect, expectTypeOf, it } from 'vitest';
import * as index from './index.ts';
import type Legacy from './stream.ts';
import * as stream from './stream.ts';
import { 'module.exports' as required } from './stream.ts';

type Face = Record<PropertyKey, unknown>;

const node = nodeModule.Stream as unknown as Face;
const ours = stream.default as unknown as Face;
const classes = ['Stream', 'Readable', 'Writable', 'Duplex', 'Transform', 'PassThrough'] as const;

/** What Node's classes and prototypes have and ours have not, with the reason. */
const leftOut = new Map([
  ['eventNames', "the emitter's own does the same"],
  ['Symbol(Stream.toAsyncStreamable)', 'part of an experiment of Node 24 and later'],
]);
/** What Node's states have and ours have not: where Node keeps what the core keeps elsewhere. */
const otherwiseKept = new Set([
  'afterWriteTickInfo',
  'allNoop',
  'bufferIndex',
  'Symbol(kBufferedValue)',
  'Symbol(kOnConstructed)',
  'Symbol(kState)',
]);

function prototypeOf(face: Face, name: string): object {
  return (face[name] as { prototype: object }).prototype;
}

function names(object: object): string[] {
  return Reflect.ownKeys(object).map(String);
}

function allNames(object: object | null): string[] {
  if (object === null || object === Object.prototype) return [];
  return [...names(object), ...allNames(Object.getPrototypeOf(object))];
}

function missing(expected: object, actual: object): string[] {
  const has = new Set(names(actual));
  return names(expected).filter((name) => !has.has(name) && !leftOut.has(name));
}

/** How a member appears: whether `for…in` lists it, and what it is. */
function shape(object: object, name: string): string {
  const { enumerable, get, set, value } = Object.getOwnPropertyDescriptor(object, name) ?? {};
  return `${name} ${enumerable} ${get !== undefined} ${set !== undefined} ${typeof value}`;
}

describe('behaviour', () => {
  it("Stream, the module's default, is the classic Stream with all that node:stream has", () => {
    expect(stream.default).toBe(stream.Stream);
    expect(required).toBe(stream.Stream);
    expect(ours.Stream).toBe(stream.Stream);
    expect(missing(node, ours)).toEqual([]);
    for (const name of Object.keys(node))
      expect([name, typeof ours[name]]).toEqual([name, typeof node[name]]);
  });

  it('stream and index, as modules, name all that node:stream describes', () => {
    const described = Object.keys(nodeModule).filter((name) => name !== 'default' && !name.startsWith('_'));
    expect(described.filter((name) => !(name in stream) && name !== 'module.exports')).toEqual([]);
    expect(described.filter((name) => !(name in index) && name !== 'module.exports')).toEqual([]);
  });

  it.each(classes)('%s, with its statics and its prototype, has the members of Node', (name) => {
    expect(missing(node[name] as object, ours[name] as object)).toEqual([]);
    const [expected, actual] = [prototypeOf(node, name), prototypeOf(ours, name)];
    expect(missing(expected, actual)).toEqual([]);
    // Of Node 24, `compose` is listed by `for…in`; the other operators are not.
    const common = names(expected).filter((member) => !leftOut.has(member) && member !== 'compose');
    expect(common.map((member) => shape(actual, member))).toEqual(
      common.map((member) => shape(expected, member)),
    );
    expect((ours[name] as { name: string }).name).toBe(name);
    expect((ours[name] as { length: number }).length).toBe((node[name] as { length: number }).length);
  });

  it.each(['_readableState', '_writableState'] as const)(
    '%s, of a Duplex, has the members of Node',
    (side) => {
      const has = new Set(allNames(new stream.Duplex()[side]));
      const absent = allNames(new nodeModule.Duplex()[side as never]).filter((name) => !has.has(name));
      expect(absent.filter((name) => !otherwiseKept.has(name))).toEqual([]);
    },
  );

  it('ReadableState and WritableState, as statics, are what the states are instances of', () => {
    const { ReadableState } = stream.Readable as unknown as { ReadableState: new () => object };
    const { WritableState } = stream.Writable as unknown as { WritableState: new () => object };
    const duplex = new stream.Duplex();
    expect(duplex._readableState).toBeInstanceOf(ReadableState);
    expect(duplex._writableState).toBeInstanceOf(WritableState);
  });

  it('promisify, of pipeline and finished, gives the forms with promises', () => {
    expect(promisify(stream.pipeline)).toBe(stream.promises.pipeline);
    expect(promisify(stream.finished)).toBe(stream.promises.finished);
  });

  it('_isUint8Array and the others, of values of any kind, answer as Node does', () => {
    const values = [
      new Uint8Array(2),
      Buffer.from('a'),
      new DataView(new ArrayBuffer(2)),
      [],
      'a',
      null,
      undefined,
    ];
    for (const name of ['_isUint8Array', '_isArrayBufferView']) {
      const [expected, actual] = [node[name], ours[name]] as ((value: unknown) => boolean)[];
      expect(values.map((value) => actual?.(value))).toEqual(values.map((value) => expected?.(value)));
    }
    const bytes = new Uint8Array([1, 2]);
    const buffer = (ours._uint8ArrayToBuffer as (bytes: Uint8Array) => Buffer)(bytes);
    expect(Buffer.isBuffer(buffer)).toBe(true);
    expect(buffer.buffer).toBe(bytes.buffer);
  });
});

describe('_fromList', () => {
  for (const objectMode of [true, false]) {
    it.each([undefined, 0, 1, 3, 9])(
      `Readable._fromList, with objectMode ${objectMode}, of %s, takes as Node does`,
      (size) => {
        const [expected, actual] = [node, ours].map((face) => {
          const { Readable } = face as unknown as typeof nodeModule;
          const source = new Readable({ objectMode, read() {} });
          source.push('ab');
          source.push('cd');
          const state = (source as unknown as { _readableState: { buffer: unknown[] } })._readableState;
          const { _fromList } = Readable as unknown as { _fromList(size: unknown, state: unknown): unknown };
          const taken = String(_fromList(size, state));
          return [taken, state.buffer.filter((chunk) => chunk !== null).join('')];
        });
        expect(actual).toEqual(expected);
      },
    );
  }
});

describe('_undestroy', () => {
  const makers: [string, (face: typeof nodeModule) => nodeModule.Duplex][] = [
    ['a Readable', (face) => new face.Readable({ read() {} }) as nodeModule.Duplex],
    ['a Writable', (face) => new face.Writable({ write: accept }) as nodeModule.Duplex],
    ['a Duplex', (face) => new face.Duplex({ read() {}, write: accept })],
    ['a Duplex without writable side', (face) => new face.Duplex({ read() {}, writable: false } as object)],
    [
      'a Duplex without readable side',
      (face) => new face.Duplex({ readable: false, write: accept } as object),
    ],
  ];
  const asked = [
    'closed',
    'closeEmitted',
    'constructed',
    'destroyed',
    'ended',
    'endEmitted',
    'ending',
    'errored',
    'errorEmitted',
    'finalCalled',
    'finished',
    'prefinished',
    'reading',
  ];
  it.each(makers)('_undestroy, of %s, makes it as good as new', async (_what, make) => {
    const [expected, actual] = await Promise.all(
      [node, ours].map(async (face) => {
        const duplex = make(face as never);
        duplex.on('error', () => {}).destroy(new Error('no'));
        await new Promise((resolve) => setImmediate(resolve));
        (duplex as unknown as { _undestroy(): void })._undestroy();
        return (['_readableState', '_writableState'] as const).map((side) => {
          const state = (duplex as unknown as Record<string, Face | undefined>)[side];
          return asked.map((name) => `${side} ${name} ${state?.[name]}`);
        });
      }),
    );
    expect(actual).toEqual(expected);
  });
});

function accept(_chunk: unknown, _encoding: unknown, callback: () => void): void {
  callback();
}

describe('types', () => {
  it('Stream, as the default, is a class with statics and a type', () => {
    expectTypeOf(stream.default.Readable).toEqualTypeOf<typeof stream.Readable>();
    expectTypeOf<Legacy<string>>().toEqualTypeOf<stream.Stream<string>>();
  });
});
