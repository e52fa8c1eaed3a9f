/**
 * Random archives that mean harm, and what must hold of them: nothing outside of the directory changes, an error has
 * a code, and nothing stays open.
 *
 * @module
 */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { archive, entry, extractArchive, pax } from './_test-archive.node.ts';
import type { ExtractToOptions } from './extract-to.node.ts';

/** An entry of a hostile archive; `OUT` in a name or a target stands for the path of the folder outside. */
interface HostileEntry {
  readonly type: string;
  readonly name: string;
  readonly linkname: string;
  readonly mode: number;
  readonly size: number;
  readonly isPax: boolean;
}

/** An archive, what is there before it is extracted, and how it is. */
export interface HostileCase {
  readonly entries: readonly HostileEntry[];
  /** Links that are in the directory before: their targets by name. */
  readonly before: Readonly<Record<string, string>>;
  readonly options: ExtractToOptions;
  readonly held: boolean;
  /** Where the archive is cut in two. */
  readonly cut: number;
}

const part = fc.constantFrom(
  ...'a b c d ..  . A é ß ss C: secret in out'.split(' '),
  'C:..',
  '\\',
  'NUL',
  'a\\..',
);
const path = fc.oneof(
  { weight: 8, arbitrary: fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/')) },
  { weight: 1, arbitrary: fc.array(part, { maxLength: 3 }).map((parts) => `/${parts.join('/')}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'OUT',
      'OUT/secret',
      '/OUT',
      '../outside',
      '../outside/secret',
      '../../..',
      '',
    ),
  },
);
const hostileEntry: fc.Arbitrary<HostileEntry> = fc.record({
  type: fc.constantFrom('0', '0', '0', '1', '1', '2', '2', '2', '5', '5', '7', '3', '6', 'x'),
  name: path,
  linkname: path,
  mode: fc.constantFrom(0o644, 0o755, 0o4755, 0, 0o7777),
  size: fc.constantFrom(0, 1, 512, 70_000),
  isPax: fc.boolean(),
});

/** Cases that mean harm. */
export const hostileCases: fc.Arbitrary<HostileCase> = fc.record({
  entries: fc.array(hostileEntry, { minLength: 1, maxLength: 12 }),
  before: fc.dictionary(
    fc.constantFrom('a', 'b', 'c'),
    fc.constantFrom('OUT', 'OUT/secret', '.', '..', 'b'),
    { maxKeys: 2 },
  ),
  options: fc.record(
    {
      links: fc.constantFrom('inside', 'any'),
      refused: fc.constantFrom('error', 'skip'),
      existing: fc.constantFrom('replace', 'keep', 'newer', 'error'),
      strip: fc.constantFrom(0, 1),
      portableNames: fc.boolean(),
      specialBits: fc.boolean(),
      umask: fc.constantFrom(0, 0o022),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<ExtractToOptions>,
  held: fc.boolean(),
  cut: fc.nat(5000),
});

/** Extracts a case; fails with what is wrong with what came of it. */
export async function checkHostile(hostile: HostileCase): Promise<void> {
  const harm = await harmOf(hostile);
  if (harm !== undefined) throw new Error(harm);
}

async function harmOf({ entries, before, options, held, cut }: HostileCase): Promise<string | undefined> {
  const scene = fs.mkdtempSync(join(tmpdir(), 'gardenhose-tar-'));
  const [folder, outside] = [join(scene, 'in'), join(scene, 'outside')];
  const real = (text: string) => text.replaceAll('OUT', outside);
  try {
    fs.mkdirSync(folder);
    fs.mkdirSync(outside);
    fs.writeFileSync(join(outside, 'secret'), 'secret');
    for (const [name, target] of Object.entries(before)) fs.symlinkSync(real(target), join(folder, name));
    const untouched = look(scene);
    const openBefore = openFiles();
    const bytes = archive(...entries.map((fields) => encode(fields, real)));
    const error = await extractArchive(
      [bytes.subarray(0, cut), bytes.subarray(cut)],
      folder,
      options,
      held,
    ).then(
      () => undefined,
      (error: { code?: unknown }) => error,
    );
    if (error !== undefined && typeof error.code !== 'string')
      return `an error without a code: ${String(error)}`;
    if (look(scene) !== untouched) return `outside, there was ${untouched}, and is ${look(scene)}`;
    if (openFiles() !== openBefore) return 'a file was left open';
    return undefined;
  } finally {
    execFileSync('chmod', ['-R', 'u+rwX', scene]);
    execFileSync('rm', ['-rf', scene]);
  }
}

function encode(
  { type, name, linkname, mode, size, isPax }: HostileEntry,
  real: (text: string) => string,
): Buffer {
  const body = type === '0' || type === '7' ? Buffer.alloc(size, 'evil') : '';
  const fields = { type: type === 'x' ? '0' : type, mode, body };
  if (!isPax) return entry({ ...fields, name: real(name), linkname: real(linkname) });
  return Buffer.concat([
    pax({ path: real(name), linkpath: real(linkname) }),
    entry({ ...fields, name: 'short' }),
  ]);
}

/** Says all that must stay as it is: everything but what is in the directory. */
function look(scene: string): string {
  const seen: unknown[] = [];
  for (const name of [
    '',
    ...fs.readdirSync(scene),
    ...fs.readdirSync(join(scene, 'outside')).map((n) => `outside/${n}`),
  ]) {
    const { mode, nlink, ino, mtimeMs, size } = fs.lstatSync(join(scene, name));
    // The directory itself gets entries.
    seen.push(name === 'in' ? name : [name, mode, name === '' ? '' : nlink, ino, mtimeMs, size]);
  }
  return JSON.stringify(seen);
}

function openFiles(): number {
  return fs.readdirSync('/proc/self/fd').length;
}
