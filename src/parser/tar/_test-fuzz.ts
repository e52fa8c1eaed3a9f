/**
 * Random archives, whole and damaged, and what must hold of each: it is read the same however it is cut and however
 * it is asked for, and ends, at its end or with an error of ours.
 *
 * @module
 */
import * as fc from 'fast-check';
import { joinBytes } from '../../core/_lengths.ts';
import type { Block } from './_test-read.ts';
import { block, cutAt, entry, octal, padded, read, record } from './_test-read.ts';
import type { TarExtractOptions } from './extract.ts';
import { extract } from './extract.ts';

/** A random case. */
export interface TarCase {
  readonly archive: Uint8Array;
  readonly cuts: readonly number[];
  readonly options: TarExtractOptions;
}

const bytes = fc.uint8Array({ maxLength: 1200 });
const number = fc.oneof(fc.nat({ max: 2000 }), fc.nat(), fc.constantFrom(0, 1, 511, 512, 513, 1024));
const name = fc.oneof(fc.constantFrom('', 'a', 'a/', 'ü', '../x'), fc.string({ maxLength: 100 }));
const magic = fc.constantFrom('ustar\x0000', 'ustar  \0', '\0', 'tar');
const type = fc.constantFrom(...'\x0001234567xXgLKSVMDNAZ');

/** Sizes that are true are left out. */
const size = fc.option(
  fc.oneof(
    number.map(octal),
    fc.uint8Array({ minLength: 12, maxLength: 12 }),
    fc.constantFrom('            ', '77777777777\0', '-0000000001\0'),
  ),
  { nil: undefined, freq: 3 },
);

const plain = fc
  .record({ name, type, magic, size, prefix: fc.constantFrom('', 'p', '\xff'), body: bytes })
  .map(({ body, size, ...fields }) => entry(size === undefined ? fields : { ...fields, size }, body));

const keyword = fc.constantFrom(
  ...['path', 'linkpath', 'size', 'uid', 'mtime', 'uname', '__proto__', 'comment', 'hdrcharset'],
  ...['GNU.volume.label', 'GNU.volume.filename'],
  ...['major', 'minor', 'name', 'realsize', 'size', 'map', 'offset', 'numbytes'].map(
    (key) => `GNU.sparse.${key}`,
  ),
);
const value = fc.oneof(
  number.map(String),
  fc.array(number, { maxLength: 6 }).map((numbers) => numbers.join(',')),
  fc.string({ maxLength: 20 }),
  fc.constantFrom('', '-1', '1', '1.5', '1e9', '9'.repeat(30)),
);
const extended = fc
  .tuple(fc.constantFrom('x', 'g', 'X'), fc.array(fc.tuple(keyword, value), { maxLength: 6 }))
  .map(([type, records]) => entry({ type }, records.map(([key, text]) => record(key, text)).join('')));

/** Pairs of offset and size that may be a map. */
const pairs = fc.array(fc.tuple(number, fc.nat({ max: 600 })), { maxLength: 4 }).map((steps) => {
  let end = 0;
  return steps.map(([hole, size]) => {
    const offset = end + hole;
    end = offset + size;
    return { offset, size, end };
  });
});

const sparse = fc
  .tuple(pairs, fc.constantFrom('S', '0.0', '0.1', '1.0'), number)
  .map(([parts, version, tail]) => {
    const stored = new Uint8Array(parts.reduce((sum, part) => sum + part.size, 0)).fill(0x2e);
    const real = (parts.at(-1)?.end ?? 0) + tail;
    const key = (name: string, value: unknown): string => record(`GNU.sparse.${name}`, String(value));
    const numbers = parts.flatMap(({ offset, size }) => [offset, size]);
    if (version === 'S') {
      const at: Block['at'] = { 386: numbers.map(octal).join(''), 483: octal(real) };
      return entry({ type: 'S', magic: 'ustar  \0', at }, stored);
    }
    if (version === '0.0') {
      const records = parts.map(({ offset, size }) => key('offset', offset) + key('numbytes', size));
      return joinBytes([entry({ type: 'x' }, key('size', real) + records.join('')), entry({}, stored)]);
    }
    if (version === '0.1') {
      const map = key('size', real) + key('map', numbers.join(','));
      return joinBytes([entry({ type: 'x' }, map), entry({}, stored)]);
    }
    const lines = padded([parts.length, ...numbers, ''].join('\n'));
    const records = key('major', 1) + key('minor', 0) + key('realsize', real);
    return joinBytes([entry({ type: 'x' }, records), entry({}, joinBytes([lines, stored]))]);
  });

const part = fc.oneof(
  { weight: 4, arbitrary: plain },
  { weight: 2, arbitrary: extended },
  { weight: 2, arbitrary: sparse },
  { weight: 1, arbitrary: fc.nat({ max: 3 }).map((blocks) => new Uint8Array(blocks * 512)) },
  { weight: 1, arbitrary: bytes },
  { weight: 1, arbitrary: fc.constant(block({ type: '1', linkname: 'x', size: octal(700) })) },
);

/** Bytes that are overwritten; the checksum of the header that they are in is wrong then, mostly. */
const damage = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 3 });

/** Random cases. */
export const tarCases: fc.Arbitrary<TarCase> = fc
  .record({
    parts: fc.array(part, { maxLength: 6 }),
    damage: fc.oneof(fc.constant([]), damage),
    end: fc.oneof(fc.constant(1024), fc.constant(0), fc.integer({ min: -600, max: 1024 })),
    cuts: fc.array(fc.nat(), { maxLength: 20 }),
    strict: fc.boolean(),
    sparse: fc.constantFrom('expand' as const, 'stored' as const),
  })
  .map(({ parts, damage, end, cuts, strict, sparse }) => {
    const whole = joinBytes([...parts, new Uint8Array(1024)]);
    const archive = whole.slice(0, Math.max(0, whole.length - 1024 + end));
    for (const [place, byte] of damage) if (archive.length > 0) archive[place % archive.length] = byte;
    return { archive, cuts, options: { strict, sparse, maxSparseBytes: 1_000_000 } };
  });

/** What becomes of an archive: its entries, and its error. */
type Outcome = readonly [entries: readonly string[], error: string];

/** Reads by iterating, up to the error. */
async function iterated(chunks: readonly Uint8Array[], options: TarExtractOptions): Promise<Outcome> {
  const stream = extract(options);
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  const entries: string[] = [];
  try {
    for await (const entry of stream) {
      const parts: Uint8Array[] = [];
      for await (const part of entry) parts.push(part);
      entries.push(tell(entry.header, joinBytes(parts)));
    }
  } catch (error) {
    return [entries, told(error)];
  }
  return [entries, ''];
}

function tell(header: object, body: Uint8Array): string {
  return `${JSON.stringify(header)} ${body.length} ${body.join()}`;
}

function told(error: unknown): string {
  const { code, message } = error as { readonly code?: string; readonly message: string };
  if (!code?.startsWith('ERR_TAR_')) throw error;
  return `${code}: ${message}`;
}

/** Fails if a case is not as it must be. */
export async function checkTar({ archive, cuts, options }: TarCase): Promise<void> {
  const chunks = cutAt(archive, cuts);
  const whole = await iterated([archive], options);
  const pieces = await iterated(chunks, options);
  if (String(whole) !== String(pieces)) throw new Error(`in pieces it is\n${pieces}\nand as one\n${whole}`);
  if (whole[1] !== '') {
    const error = await read(chunks, options).then(() => 'none', told);
    if (error !== whole[1]) throw new Error(`by events the error is ${error}, by iterating ${whole[1]}`);
    return;
  }
  const events = (await read(chunks, options)).map(({ header, body }) => {
    if (header.size !== body.length)
      throw new Error(`the size is ${header.size}, the contents ${body.length}`);
    return tell(header, body);
  });
  if (String(events) !== String(whole[0]))
    throw new Error(`by events it is\n${events}\nby iterating\n${whole}`);
}
