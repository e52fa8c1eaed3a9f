/**
 * Makes an archive of a directory, chunk by chunk.
 *
 * @module
 */
import { ERR_TAR_ENTRY_TYPE } from '../../core/errors.ts';
import { writeHeader } from './_encode.ts';
import { close } from './_fs-calls.node.ts';
import type { FileType } from './_fs-header.node.ts';
import type { OwnerNames } from './_fs-owners.node.ts';
import { readOwnerNames } from './_fs-owners.node.ts';
import type { Prepared, Shrunk } from './_fs-prepare.node.ts';
import { prepare, readChunks } from './_fs-prepare.node.ts';
import type { Found } from './_fs-walk.node.ts';
import { walk } from './_fs-walk.node.ts';
import type { TarEntryHeader } from './_header.ts';
import { BLOCK, paddingOf } from './_header.ts';
import { fieldsOf, hasBody } from './_pack-fields.ts';
import { Slab } from './_slab.ts';

/** How many files are got ready ahead of their turn, at the same time. */
const MOST_AHEAD = 16;

const EPOCH = new Date(0);

/** How a directory is packed. */
export interface PackSettings {
  readonly filter: (name: string, type: FileType) => boolean;
  readonly map: (header: TarEntryHeader) => TarEntryHeader;
  readonly specials: 'pack' | 'skip' | 'error';
  readonly shrunk: Shrunk;
  readonly maxDepth: number;
  readonly portable: boolean;
  readonly ownerNames: boolean;
  readonly mtime: Date | undefined;
}

/** What is told of packing. */
export interface PackEvents {
  /** Something is packed, or a part of a large file. */
  progress(name: string, entries: number, bytes: number): void;
  skip(name: string, type: FileType): void;
}

/** Yields the archive of a directory. */
export async function* packAll(
  directory: string,
  settings: PackSettings,
  events: PackEvents,
): AsyncGenerator<Uint8Array, void, void> {
  const names = settings.ownerNames ? await readOwnerNames() : undefined;
  /** The names of files that have several, by what they have in common. */
  const linked = new Map<string, string>();
  let entries = 0;
  let bytes = 0;
  /** What is small is gathered into pieces, which are ready when they are full. */
  const ready: Uint8Array[] = [];
  const slab = new Slab((piece) => ready.push(piece));

  for await (const prepared of prepareAhead(directory, settings, events)) {
    const { identity, body, fd } = prepared;
    const first = identity === undefined ? undefined : linked.get(identity);
    const plain = dress(prepared.header, settings, names);
    const header = settings.map(first === undefined ? plain : { ...plain, type: 'link', linkname: first });
    const fields = fieldsOf({ ...header, size: prepared.header.size }, undefined);
    const { name, size, type } = fields;
    if (identity !== undefined && first === undefined && hasBody(type)) linked.set(identity, name);
    // No rights at all are a mode, too.
    writeHeader(slab, header.mode === 0 ? { ...fields, mode: 0 } : fields);
    if (body !== undefined && size > 0) {
      const at = slab.take(size);
      slab.bytes.set(body, at);
      bytes += size;
    } else if (size > 0) {
      slab.flush();
      for await (const chunk of readChunks(fd as number, size, name, settings.shrunk)) {
        yield* ready.splice(0);
        yield chunk;
        bytes += chunk.length;
        events.progress(name, entries, bytes);
      }
    }
    slab.take(paddingOf(size));
    events.progress(name, ++entries, bytes);
    yield* ready.splice(0);
  }
  slab.take(2 * BLOCK);
  slab.flush();
  yield* ready;
}

/** Yields what is in a directory, got ready ahead of its turn. The descriptor of a large file is open for its turn. */
async function* prepareAhead(
  directory: string,
  settings: PackSettings,
  events: PackEvents,
): AsyncGenerator<Prepared, void, void> {
  const ahead: Promise<Prepared>[] = [];

  function start(found: Found): void {
    const preparing = prepare(found, settings.shrunk);
    // Whether it fails is asked when it is its turn.
    preparing.catch(() => {});
    ahead.push(preparing);
  }

  async function* next(): AsyncGenerator<Prepared, void, void> {
    const prepared = await (ahead[0] as Promise<Prepared>);
    yield prepared;
    ahead.splice(0, 1);
    if (prepared.fd !== undefined) await close(prepared.fd);
  }

  try {
    for await (const found of walk(directory, settings.filter, settings.maxDepth)) {
      if (!isPacked(found, settings, events)) continue;
      start(found);
      if (ahead.length >= MOST_AHEAD) yield* next();
    }
    while (ahead.length > 0) yield* next();
  } finally {
    for (const preparing of ahead) {
      const { fd } = await preparing.catch(() => ({ fd: undefined }));
      if (fd !== undefined) await close(fd);
    }
  }
}

/** @throws {ERR_TAR_ENTRY_TYPE} */
function isPacked({ name, type }: Found, { specials }: PackSettings, events: PackEvents): boolean {
  if (type === 'file' || type === 'directory' || type === 'symlink') return true;
  if (specials === 'pack' && type !== 'socket') return true;
  if (specials !== 'skip') throw ERR_TAR_ENTRY_TYPE(name, type);
  events.skip(name, type);
  return false;
}

/** Gives a header what the settings add to it, and takes what they do not want. */
function dress(
  header: TarEntryHeader,
  { portable, mtime }: PackSettings,
  names: OwnerNames | undefined,
): TarEntryHeader {
  if (portable) {
    const { mode, name, type, size, linkname } = header;
    const isRun = type === 'directory' || ((mode as number) & 0o111) !== 0;
    return { name, type, size, linkname, mode: isRun ? 0o755 : 0o644, uid: 0, gid: 0, mtime: mtime ?? EPOCH };
  }
  return {
    ...header,
    ...(mtime && { mtime }),
    ...(names && { uname: names.user(header.uid as number), gname: names.group(header.gid as number) }),
  };
}
