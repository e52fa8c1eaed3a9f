import type { EventEmitter } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { original } from '../../../oracles/original.ts';
import { cutAt } from './_test-read.ts';
import { extract, pack } from './index.node.ts';

/** What the tests use of either package. */
interface Face {
  pack(): Packing;
  extract(options?: object): Extracting;
}
interface Packing extends EventEmitter {
  entry(
    header: object,
    body?: string | Uint8Array | null,
    callback?: (error?: Error | null) => void,
  ): Writable;
  finalize(): void;
  pipe<To>(to: To): To;
  destroy(error?: Error): void;
}
interface Extracting extends EventEmitter, AsyncIterable<Readable & { readonly header: object }> {
  write(chunk: Uint8Array): boolean;
  end(chunk?: Uint8Array): void;
  destroy(error?: Error): void;
}

const theirs = original<Face>('tar-stream');
const ours = { pack, extract } as unknown as Face;

/** An entry: what is said of it, and its contents. */
interface Case {
  readonly header: { readonly [field: string]: unknown };
  readonly body: string | null;
}

function archiveOf(face: Face, cases: readonly Case[], how: 'given' | 'streamed'): Promise<Buffer> {
  const archive = face.pack();
  const chunks: Buffer[] = [];
  for (const { header, body } of cases) {
    // A copy: tar-stream writes into what it is given.
    const copy = { ...header };
    if (body === null) archive.entry(copy);
    else if (how === 'given') archive.entry(copy, body);
    else archive.entry({ ...copy, size: Buffer.byteLength(body) }).end(body);
  }
  archive.finalize();
  return new Promise((resolve, reject) => {
    archive.on('data', (chunk: Buffer) => chunks.push(chunk));
    archive.on('end', () => resolve(Buffer.concat(chunks)));
    archive.on('error', reject);
  });
}

/** What is read: headers and contents, or the error there was, by events or by iterating. */
async function entriesOf(
  face: Face,
  chunks: readonly Uint8Array[],
  how: 'events' | 'loop',
): Promise<unknown[]> {
  const stream = face.extract({ allowUnknownFormat: true });
  const seen: unknown[] = [];
  const take = (header: object, body: Buffer): void => {
    seen.push({
      header: { ...header, mtime: undefined },
      seconds: secondsOf(header),
      body: body.toString('latin1'),
    });
  };
  if (how === 'loop') {
    for (const chunk of chunks) stream.write(chunk);
    stream.end();
    for await (const entry of stream) {
      const parts: Buffer[] = [];
      for await (const part of entry) parts.push(part);
      take(entry.header, Buffer.concat(parts));
    }
    return seen;
  }
  const done = new Promise((resolve, reject) => {
    stream.on('finish', resolve);
    stream.on('error', reject);
  });
  stream.on('entry', (header: object, entry: Readable, next: () => void) => {
    const parts: Buffer[] = [];
    entry.on('error', () => {});
    entry.on('data', (part: Buffer) => parts.push(part));
    entry.on('end', () => {
      take(header, Buffer.concat(parts));
      next();
    });
  });
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  await done;
  return seen;
}

/** tar-stream does not know the fractions of extended headers. */
const secondsOf = (header: object): number =>
  Math.floor((header as { readonly mtime: Date }).mtime.getTime() / 1000);

const word = fc.stringMatching(/^[a-z ._-]{1,40}$/);
const anyName = fc.oneof(
  word,
  fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => words.join('/')),
  fc.stringMatching(/^[a-zäß漢😀]{1,60}$/u),
  word.map((name) => `${name}/`),
  fc.nat({ max: 300 }).map((length) => 'n'.repeat(length + 1)),
);
const id = fc.nat({ max: 0o777777 });
const owner = fc.stringMatching(/^[a-z]{0,32}$/);
const common = {
  name: anyName,
  mode: fc.oneof(fc.constant(undefined), fc.integer({ min: 1, max: 0o7777 })),
  uid: id,
  gid: id,
  uname: owner,
  gname: owner,
  mtime: fc.nat({ max: 2 ** 31 - 1 }).map((seconds) => new Date(seconds * 1000 + 123)),
};
/** Keywords that a header does not say itself: those of ours win over `pax`, as the docstring tells. */
const pax = fc.option(
  fc.dictionary(fc.stringMatching(/^[a-zA-Z.]{9,20}$/), fc.string({ minLength: 1, maxLength: 90 })),
);

/** A file with a slash at its end is a directory to GNU tar and to us; tar-stream says so in the oldest format only. */
const isPlainFile = ({ header }: Case): boolean => !(header.name as string).endsWith('/');

const file: fc.Arbitrary<Case> = fc
  .record({ header: fc.record({ ...common, pax }), body: fc.string({ maxLength: 1500 }) })
  .filter(isPlainFile);
const link: fc.Arbitrary<Case> = fc.record({
  header: fc.record({ ...common, type: fc.constantFrom('link', 'symlink'), linkname: anyName, pax }),
  body: fc.constant(null),
});
const other: fc.Arbitrary<Case> = fc.record({
  header: fc.record({
    ...common,
    type: fc.constantFrom('directory', 'character-device', 'block-device', 'fifo'),
    devmajor: id,
    devminor: id,
  }),
  body: fc.constant(null),
});
const cases = fc.array(fc.oneof(file, link, other), { maxLength: 6 });

describe('pack and tar-stream', () => {
  it.each(['given', 'streamed'] as const)(
    'random entries, whose contents are %s, are the same bytes',
    async (how) => {
      await fc.assert(
        fc.asyncProperty(cases, async (entries) => {
          const [mine, original] = [
            await archiveOf(ours, entries, how),
            await archiveOf(theirs, entries, how),
          ];
          expect(mine.toString('latin1')).toBe(original.toString('latin1'));
        }),
        { numRuns: 300 },
      );
    },
  );

  it('a size beyond 8 GiB, is the same bytes', async () => {
    const header = { name: 'a', size: 2 ** 40 + 12_345, mtime: new Date(0) };
    const blocks = [ours, theirs].map((face) => {
      const archive = face.pack();
      archive.entry({ ...header }, null, () => {}).on('error', () => {});
      return new Promise<Buffer>((resolve) => {
        archive.on('error', () => {});
        archive.once('data', (block: Buffer) => {
          resolve(block);
          archive.destroy();
        });
      });
    });
    const [mine, original] = await Promise.all(blocks);
    expect(mine!.equals(original!)).toBe(true);
  });
});

describe('extract and tar-stream', () => {
  it.each([
    ['ours', 'events', ours],
    ['theirs', 'events', theirs],
    ['ours', 'loop', ours],
  ] as const)(
    'random archives of %s, read by %s and cut anywhere, are the same entries',
    async (_whose, how, packer) => {
      await fc.assert(
        fc.asyncProperty(cases, fc.array(fc.nat()), async (entries, cuts) => {
          const archive = await archiveOf(packer, entries, 'given');
          const chunks = cutAt(archive, cuts).map((chunk) => Buffer.from(chunk));
          expect(await entriesOf(ours, chunks, how)).toEqual(await entriesOf(theirs, [archive], 'events'));
        }),
        { numRuns: 200 },
      );
    },
  );

  it('an archive, cut short between entries or in a header, ends alike', async () => {
    const archive = await archiveOf(theirs, [{ header: { name: 'a' }, body: 'b' }], 'given');
    for (const end of [0, 100, 512, 700, 1024, 1536, 2048]) {
      const outcome = (face: Face): Promise<unknown> =>
        entriesOf(face, [archive.subarray(0, end)], 'events').then(
          (seen) => seen.length,
          () => 'error',
        );
      // Without its padding ours has the entry, as GNU tar has.
      if (end !== 700) expect([end, await outcome(ours)]).toEqual([end, await outcome(theirs)]);
    }
  });
});
