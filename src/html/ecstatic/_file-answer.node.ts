/**
 * The answer that a file makes: its head by what the request says of versions and ranges, its body still unread.
 *
 * @module
 */
import type { Stats } from 'node:fs';
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import type { Answer, Asked, HeaderMap } from './_answer.node.ts';
import { addVary, refusal } from './_answer.node.ts';
import type { Choice } from './_choice.node.ts';
import type { ByteRange } from './_conditions.node.ts';
import { askedRange, isFresh, isUnwanted } from './_conditions.node.ts';
import { FileBody } from './_file-body.node.ts';
import type { Settings } from './_options.node.ts';
import { isInside } from './_path.node.ts';

/** A link or a pipe that has taken the file's place since it was looked at is not opened. */
const OPEN_FLAGS: number = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Types that are worth compressing. */
const COMPRESSIBLE = /^text\/|[/+](?:json|ndjson|xml|javascript|wasm)\b|manifest|^font\/[ot]tf/;
/** What is smaller goes into one packet as it is. */
const MIN_COMPRESSED_BYTES = 1024;

/** An answer, and the part of the file that is its body. */
interface Head extends Answer {
  readonly range?: ByteRange;
}

/** Opens the file chosen and answers with it; undefined if it has gone meanwhile. */
export async function answerWith(
  choice: Choice,
  asked: Asked,
  settings: Settings,
  path: string,
  status: number,
): Promise<Answer | undefined> {
  let file: FileHandle | undefined;
  let body: FileBody | undefined;
  try {
    file = await open(choice.place.path, OPEN_FLAGS);
    const { root, outsideLinks } = settings;
    if (!outsideLinks && !(await isInside(root, choice.place, file))) return undefined;
    const { range, ...answer } = headOf(choice, asked, settings, path, status, await file.stat());
    if (range === undefined || asked.method === 'HEAD') return answer;
    body = new FileBody(file, range);
    return { ...answer, body };
  } catch (error) {
    const { code = '', syscall } = error as NodeJS.ErrnoException;
    if (file !== undefined || syscall !== 'open') throw error;
    if (code === 'ENOENT') return undefined;
    return refusal(settings, ['EACCES', 'EPERM', 'ELOOP'].includes(code) ? 403 : 500);
  } finally {
    if (body === undefined) {
      choice.transform?.destroy();
      await file?.close();
    }
  }
}

function headOf(
  { type, coding, transform }: Choice,
  { method, headers: asked }: Asked,
  settings: Settings,
  path: string,
  status: number,
  { size, mtime }: Stats,
): Head {
  const compress = coding === undefined && isCompressible(type, size) ? settings.compress : undefined;
  const headers: HeaderMap = new Map(settings.headers);
  headers.set('Cache-Control', settings.cacheControl(path));
  if (settings.gzip || settings.brotli || compress !== undefined) addVary(headers, 'Accept-Encoding');
  const whole = { start: 0, end: size - 1 };
  if (transform !== undefined) {
    // The file's version and size say nothing of what comes out.
    headers.set('Content-Type', type);
    return { status, headers, transform, compress, range: whole };
  }
  // A strong tag is of these very bytes: a compressed file has its own, and what is yet to be compressed has none.
  const weak = settings.weakEtags || compress !== undefined;
  const etag = `${weak ? 'W/' : ''}"${size}-${mtime.getTime()}${coding === undefined ? '' : `-${coding}`}"`;
  const version = { etag, lastModified: mtime.toUTCString() };
  headers.set('Last-Modified', version.lastModified).set('ETag', etag);
  if (status === 200 && isUnwanted(asked, version)) return refusal(settings, 412);
  if (status === 200 && isFresh(asked, version, settings.weakCompare)) return { status: 304, headers };
  headers.set('Content-Type', type);
  if (coding !== undefined) headers.set('Content-Encoding', coding);
  if (compress !== undefined) {
    // Parts of what is compressed as it is sent cannot be told from parts of the file: there are none.
    if (method !== 'HEAD') headers.set('Content-Length', size);
    return { status, headers, compress, range: whole };
  }
  headers.set('Accept-Ranges', 'bytes');
  const range = status === 200 && method === 'GET' ? askedRange(asked, version, size) : undefined;
  if (range === 'unsatisfiable') return refusal(settings, 416, ['Content-Range', `bytes */${size}`]);
  const { start, end } = range ?? whole;
  headers.set('Content-Length', end - start + 1);
  if (range === undefined) return size === 0 ? { status, headers } : { status, headers, range: whole };
  headers.set('Content-Range', `bytes ${start}-${end}/${size}`);
  return { status: 206, headers, range };
}

function isCompressible(type: string, size: number): boolean {
  return size >= MIN_COMPRESSED_BYTES && COMPRESSIBLE.test(type);
}
