/**
 * The bodies of entries on their way into files.
 *
 * @module
 */
import { ERR_STREAM_PREMATURE_CLOSE } from '../../core/errors.ts';
import { ftruncate, writeAt, writeFully } from './_fs-calls.node.ts';
import type { TarExtent } from './_header.ts';

/** The stream of an entry's body. */
export interface Body {
  readonly destroyed: boolean;
  on(event: 'data', listener: (chunk: Uint8Array) => void): unknown;
  on(event: 'end' | 'close', listener: () => void): unknown;
  on(event: 'error', listener: (error: unknown) => void): unknown;
  pause(): unknown;
  resume(): unknown;
}

/** How many bytes may wait for the file before the body is paused. */
const MOST_WAITING = 1024 * 1024;

/** Reads a body to its end, and gives each chunk to a function. */
function readBody(body: Body, take: (chunk: Uint8Array) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    // Its 'close' may have come while the file was being opened.
    if (body.destroyed) reject(ERR_STREAM_PREMATURE_CLOSE());
    let ended = false;
    body.on('end', () => {
      ended = true;
      resolve();
    });
    body.on('error', reject);
    body.on('close', () => {
      if (!ended) reject(ERR_STREAM_PREMATURE_CLOSE());
    });
    body.on('data', take);
  });
}

/** Reads a body to its end for nothing. */
export function drainBody(body: Body): Promise<void> {
  return readBody(body, () => {});
}

/** Reads a body that is short. */
export async function collectBody(body: Body): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  await readBody(body, (chunk) => chunks.push(chunk));
  return chunks;
}

/**
 * Writes a body into a file, what came meanwhile in one call; `progress` is told how many bytes are written. If there
 * are `extents`, what is outside of them is left out: it is zeros, and becomes holes.
 */
export async function pourBody(
  body: Body,
  fd: number,
  extents: readonly TarExtent[] | undefined,
  progress: (bytes: number) => void,
): Promise<void> {
  const write = extents === undefined ? writeFully : writerAround(extents);
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let written = 0;
  let writing: Promise<void> | undefined;

  async function writeOn(): Promise<void> {
    while (waiting.length > 0) {
      const chunks = waiting;
      written += waitingBytes;
      waiting = [];
      waitingBytes = 0;
      body.resume();
      await write(fd, chunks);
      progress(written);
    }
    writing = undefined;
  }

  try {
    await new Promise<void>((resolve, reject) => {
      readBody(body, (chunk) => {
        waiting.push(chunk);
        waitingBytes += chunk.length;
        if (writing === undefined) {
          writing = writeOn();
          writing.catch(reject);
        }
        if (waitingBytes >= MOST_WAITING) body.pause();
      }).then(resolve, reject);
    });
  } catch (error) {
    // Until the call is done, the descriptor is in use.
    await writing?.catch(() => {});
    throw error;
  }
  await writing;
  if (extents !== undefined) await ftruncate(fd, written);
}

/** Makes a function that writes what is in the extents of a file, of chunks that are all of it. */
function writerAround(
  extents: readonly TarExtent[],
): (fd: number, chunks: readonly Uint8Array[]) => Promise<void> {
  let start = 0;
  let next = 0;
  return async (fd, chunks) => {
    for (const chunk of chunks) {
      const end = start + chunk.length;
      for (; next < extents.length; next++) {
        const { offset, size } = extents[next] as TarExtent;
        const from = Math.max(offset, start);
        const to = Math.min(offset + size, end);
        if (from < to) await writeAt(fd, chunk.subarray(from - start, to - start), from);
        if (offset + size > end) break;
      }
      start = end;
    }
  };
}
