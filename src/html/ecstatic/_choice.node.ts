/**
 * Which file is sent for a path, and as what.
 *
 * @module
 */
import { join } from 'node:path';
import Negotiator from 'negotiator';
import type { Asked, Stage } from './_answer.node.ts';
import type { FindFile, Found } from './_finder.node.ts';
import { isGzip } from './_finder.node.ts';
import type { Settings } from './_options.node.ts';
import type { Place } from './_path.node.ts';
import { locate } from './_path.node.ts';

/** A file, and how it is sent. */
export interface Choice {
  /** Where it is, with no symbolic link in its path. */
  readonly place: Place;
  readonly type: string;
  /** Set if it is a compressed file in place of the plain one. */
  readonly coding: string | undefined;
  readonly transform: Stage | undefined;
}

/**
 * Chooses between the file at a path, which is at `place` if it is anywhere, and compressed ones beside it;
 * undefined if none is there.
 */
export async function choose(
  path: string,
  place: Place | undefined,
  asked: Asked,
  settings: Settings,
  find: FindFile,
): Promise<Choice | undefined> {
  const { root, typeOf, transform } = settings;
  const plain = place?.stats.isFile() ? place : undefined;
  const found = plain && find(path, []);
  const absolute = join(root, path);
  if (plain !== undefined && found !== undefined) {
    const type = typeOf(absolute, ownType(found));
    const stage = transform?.(absolute, type);
    if (stage !== undefined) return { place: plain, type, coding: undefined, transform: stage };
  }
  const codings = await compressedFiles(path, asked, settings);
  const best = codings.size > 0 ? find(path, [...codings.keys()]) : undefined;
  const beside = best?.coding === undefined ? undefined : codings.get(best.coding);
  if (best !== undefined && beside !== undefined && best.path !== absolute) {
    return { place: beside, type: typeOf(absolute, best.type), coding: best.coding, transform: undefined };
  }
  if (plain === undefined || found === undefined) return undefined;
  return { place: plain, type: typeOf(absolute, ownType(found)), coding: undefined, transform: undefined };
}

/** The type of a file itself: of one that is compressed, sirv tells what is in it. */
function ownType({ coding, type }: Found): string {
  if (coding === undefined) return type;
  return coding === 'gzip' ? 'application/gzip' : '';
}

/** The compressed files beside one that may be sent in its place, by their codings. */
async function compressedFiles(
  path: string,
  { headers }: Asked,
  settings: Settings,
): Promise<Map<string, Place>> {
  const files = new Map<string, Place>();
  const { gzip, brotli } = settings;
  if (!gzip && !brotli) return files;
  const accepted = new Negotiator({ headers }).encodings(['br', 'gzip', 'identity']);
  const br = brotli && accepted.includes('br') ? await regularFile(`${path}.br`, settings) : undefined;
  if (br !== undefined) files.set('br', br);
  const gz = gzip && accepted.includes('gzip') ? await regularFile(`${path}.gz`, settings) : undefined;
  if (gz !== undefined && (await isGzip(gz.path))) files.set('gzip', gz);
  return files;
}

async function regularFile(path: string, { root, outsideLinks }: Settings): Promise<Place | undefined> {
  const place = await locate(root, path, outsideLinks);
  return place?.stats.isFile() ? place : undefined;
}
