import { describe, expect, it } from 'vitest';
import { joinBytes } from '../../core/_lengths.ts';
import type { TarEntry } from './_entry.ts';
import type { Block } from './_test-read.ts';
import { archiveOf, block, entry, octal, padded, read, record, textOf } from './_test-read.ts';
import { extract } from './extract.ts';

const outcome = (archive: Uint8Array, options = {}): Promise<unknown> =>
  read(archive, options).then(
    (seen) => seen.map(({ body }) => textOf(body)),
    (error) => error.code,
  );

/** The records of a sparse file in an extended header, and its entry. */
const pax = (records: readonly (readonly [string, string])[], stored: string | Uint8Array): Uint8Array =>
  archiveOf(
    entry({ type: 'x' }, records.map(([keyword, value]) => record(`GNU.sparse.${keyword}`, value)).join('')),
    entry({ name: 'GNUSparseFile.0/a' }, stored),
  );

/** A sparse file as old GNU tar has it: pairs of offset and size in the header block, the size of the file. */
function oldGnu(pairs: readonly number[], realSize: number, stored: string, more: Partial<Block['at']> = {}) {
  const map = pairs.map((number) => octal(number)).join('');
  return archiveOf(
    block({
      type: 'S',
      magic: 'ustar  \0',
      size: octal(stored.length),
      at: { 386: map, 483: octal(realSize), ...more },
    }),
    padded(stored),
  );
}

const zeros = '\0'.repeat(5);

describe('extract, of sparse files', () => {
  it.each([
    [
      '0.0',
      [
        ['size', '20'],
        ['numblocks', '2'],
        ['offset', '5'],
        ['numbytes', '3'],
        ['offset', '13'],
        ['numbytes', '2'],
      ],
    ],
    [
      '0.1',
      [
        ['size', '20'],
        ['numblocks', '2'],
        ['map', '5,3,13,2'],
      ],
    ],
  ] as const)('format %s, gives the holes as zeros', async (_version, records) => {
    expect(await outcome(pax(records, 'abcde'))).toEqual([`${zeros}abc${zeros}de${zeros}`]);
  });

  it('format 1.0, gives the holes as zeros and the name of the file', async () => {
    const records = [
      ['major', '1'],
      ['minor', '0'],
      ['name', 'real'],
      ['realsize', '20'],
    ] as const;
    const archive = pax(records, joinBytes([padded('2\n5\n3\n13\n2\n'), new TextEncoder().encode('abcde')]));
    const [seen] = await read(archive);
    expect(textOf(seen!.body)).toBe(`${zeros}abc${zeros}de${zeros}`);
    expect(seen!.header).toMatchObject({
      name: 'real',
      size: 20,
      type: 'file',
      sparse: [
        { offset: 5, size: 3 },
        { offset: 13, size: 2 },
      ],
    });
  });

  it('old GNU, with a map in the header block, gives the holes as zeros', async () => {
    expect(await outcome(oldGnu([5, 3, 13, 2], 20, 'abcde'))).toEqual([`${zeros}abc${zeros}de${zeros}`]);
  });

  it.each([
    ['overlap', [0, 3, 2, 2], 20],
    ['are out of order', [10, 3, 0, 2], 20],
    ['end beyond the file', [0, 3, 19, 2], 20],
    ['are less than is stored', [0, 3], 20],
    ['are more than is stored', [0, 3, 10, 3], 20],
  ])('parts, that %s, are ERR_TAR_HEADER in every format', async (_how, pairs, size) => {
    const code = 'ERR_TAR_HEADER';
    const [at, each] = [String(size), pairs.map(String)];
    expect(await outcome(oldGnu(pairs, size, 'abcde'))).toBe(code);
    expect(
      await outcome(
        pax(
          [
            ['size', at],
            ['map', each.join(',')],
          ],
          'abcde',
        ),
      ),
    ).toBe(code);
    const lines = padded([each.length / 2, ...each, ''].join('\n'));
    const stored = joinBytes([lines, new TextEncoder().encode('abcde')]);
    expect(
      await outcome(
        pax(
          [
            ['major', '1'],
            ['realsize', at],
          ],
          stored,
        ),
      ),
    ).toBe(code);
  });

  it.each([
    ['a negative number', '0,-3'],
    ['a huge number', '0,99999999999999999999'],
    ['half a pair', '0,5,9'],
    ['no numbers', 'a,b'],
  ])('a map, with %s, is ERR_TAR_HEADER', async (_what, map) => {
    expect(
      await outcome(
        pax(
          [
            ['size', '20'],
            ['map', map],
          ],
          'abcde',
        ),
      ),
    ).toBe('ERR_TAR_HEADER');
  });

  it.each([
    ['a count that is negative', '-1\n'],
    ['a count that is huge', '999999999\n'],
    ['a count that is no number', 'x\n'],
    ['a line without an end', '1'.repeat(512)],
    ['more lines than it has room for', '40\n1\n'],
  ])('lines of a map, with %s, are ERR_TAR_HEADER', async (_what, lines) => {
    expect(
      await outcome(
        pax(
          [
            ['major', '1'],
            ['realsize', '20'],
          ],
          padded(lines),
        ),
      ),
    ).toBe('ERR_TAR_HEADER');
  });

  it('a file, without its size or with one that is negative, is ERR_TAR_HEADER', async () => {
    expect(await outcome(pax([['major', '1']], padded('0\n')))).toBe('ERR_TAR_HEADER');
    expect(await outcome(oldGnu([0, 5], 20, 'abcde', { 483: new Uint8Array(12).fill(0xff) }))).toBe(
      'ERR_TAR_HEADER',
    );
  });

  it('blocks, that go on with a map for ever, are ERR_TAR_HEADER_TOO_LARGE', async () => {
    const at = { 386: octal(0).repeat(8), 482: '\x01', 483: octal(20) };
    const more = new Uint8Array(512).fill(0x30).fill(0x20, 500, 504).fill(1, 504, 505);
    const header = block({ type: 'S', magic: 'ustar  \0', at });
    const blocks = Array.from({ length: 30 }, () => more);
    expect(await outcome(joinBytes([header, ...blocks]), { maxHeaderBytes: 10_000 })).toBe(
      'ERR_TAR_HEADER_TOO_LARGE',
    );
  });

  /** A file of nothing but a hole, and one behind it. */
  const hole = (size: number): Uint8Array =>
    archiveOf(
      entry({ type: 'x' }, record('GNU.sparse.size', String(size)) + record('GNU.sparse.map', `${size},0`)),
      entry({ name: 'hole' }, ''),
      entry({ name: 'next' }, 'x'),
    );

  it('a hole, of many megabytes, is read in several turns', async () => {
    const stream = extract();
    let turned = false;
    setTimeout(() => {
      turned = true;
    });
    stream.end(hole(2 ** 28));
    for await (const entry of stream) {
      let length = 0;
      for await (const piece of entry) length += piece.length;
      expect([length, turned]).toEqual([entry.header.size, true]);
    }
  });

  it('a hole, of a terabyte that nobody reads or that is destroyed, is passed by', async () => {
    for (const leave of [() => {}, (entry: TarEntry) => entry.destroy()]) {
      const stream = extract();
      const names: string[] = [];
      stream.end(hole(2 ** 40));
      for await (const entry of stream) {
        names.push(entry.header.name);
        leave(entry);
      }
      expect(names).toEqual(['hole', 'next']);
    }
  });

  it('maxSparseBytes, when a file is longer, is ERR_TAR_SPARSE_TOO_LARGE', async () => {
    const huge = oldGnu([0, 5], 2 ** 32, 'abcde');
    expect(await outcome(huge, { maxSparseBytes: 2 ** 32 - 1 })).toBe('ERR_TAR_SPARSE_TOO_LARGE');
    const endless = pax(
      [
        ['size', '9007199254740991'],
        ['map', '0,5'],
      ],
      'abcde',
    );
    expect(await outcome(endless)).toBe('ERR_TAR_SPARSE_TOO_LARGE');
  });
});
