/**
 * Which content coding a response gets, and the compressor that applies it.
 *
 * @module
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { BrotliOptions, ZlibOptions } from 'node:zlib';
import { constants, createBrotliCompress, createDeflate, createGzip } from 'node:zlib';
import Negotiator from 'negotiator';
import type { ResponseHead } from './_held-head.node.ts';

/** A content coding that can be applied. */
export type Coding = 'br' | 'gzip' | 'deflate';

/** All of them; of those that a client likes equally, the first is taken. */
export const CODINGS: readonly Coding[] = ['br', 'gzip', 'deflate'];

/** What is asked of a request. */
export interface CodedRequest {
  readonly method?: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

/** A compressor of `node:zlib`. */
export type Compressor = ReturnType<typeof createGzip> | ReturnType<typeof createBrotliCompress>;

/** Statuses of which nothing is said: no body may follow, or it is a part of something. */
const LEFT_ALONE = new Set([204, 205, 206]);

/** Fast enough to compress as one sends; the library's own default, 11, is for files compressed once. */
const BROTLI_QUALITY = 4;

/** Chooses a coding and says so in the head; undefined leaves the body as it is. */
export function applyCoding(
  request: CodedRequest,
  head: ResponseHead,
  codings: readonly Coding[],
): Coding | undefined {
  if (head.headersSent || LEFT_ALONE.has(head.statusCode)) return undefined;
  if (head.hasHeader('content-encoding') || head.hasHeader('content-range')) return undefined;
  if (/\bno-transform\b/i.test(String(head.getHeader('cache-control') ?? ''))) return undefined;
  varyByEncoding(head);
  if (request.method === 'HEAD' || head.statusCode === 304) return undefined;
  const coding = negotiate(request, codings);
  if (coding === undefined) return undefined;
  head.setHeader('Content-Encoding', coding);
  head.removeHeader('Content-Length');
  const tag = head.getHeader('etag');
  if (typeof tag === 'string' && tag.startsWith('"')) head.setHeader('ETag', `W/${tag}`);
  return coding;
}

/** Returns the coding that the client likes best. A wildcard does not mean brotli: old clients send it too. */
function negotiate(request: CodedRequest, codings: readonly Coding[]): Coding | undefined {
  const accepted = request.headers['accept-encoding'];
  if (!accepted) return undefined;
  const available = codings.filter((coding) => coding !== 'br' || /\bbr\b/i.test(String(accepted)));
  const negotiator = new Negotiator(request) as unknown as {
    encodings(available: readonly string[], options: { preferred: readonly string[] }): string[];
  };
  const [best] = negotiator.encodings([...available, 'identity'], { preferred: available });
  return available.find((coding) => coding === best);
}

function varyByEncoding(head: ResponseHead): void {
  const vary = [head.getHeader('vary') ?? []].flat().join(', ');
  if (/(^|,)\s*(\*|accept-encoding)\s*(,|$)/i.test(vary)) return;
  head.setHeader('Vary', vary === '' ? 'Accept-Encoding' : `${vary}, Accept-Encoding`);
}

/** Makes the compressor for a coding. */
export function createCompressor(
  coding: Coding,
  zlib: ZlibOptions | undefined,
  brotli: BrotliOptions | undefined,
): Compressor {
  if (coding === 'gzip') return createGzip(zlib);
  if (coding === 'deflate') return createDeflate(zlib);
  return createBrotliCompress({
    ...brotli,
    params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY, ...brotli?.params },
  });
}

/** Makes a compressor give out all that it holds, so that the other side can read up to here. */
export function flushCompressor(compressor: Compressor, coding: Coding): void {
  compressor.flush(coding === 'br' ? constants.BROTLI_OPERATION_FLUSH : constants.Z_SYNC_FLUSH);
}
