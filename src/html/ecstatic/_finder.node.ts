/**
 * Asks sirv for a file, and learns which one it would send, as what, without anything being sent.
 *
 * sirv writes to a response; this gives it one that only listens, so that conditions, ranges and failures can
 * be dealt with before a byte is on the wire. The body that sirv would send is dropped: it has no end but the
 * file's, which may have grown since its length was told.
 *
 * @module
 */
import { EventEmitter } from 'node:events';
import type { ReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import sirv from 'sirv';

/** A file as sirv would send it. */
export interface Found {
  /** Where the file is: the one asked for, or a compressed one beside it. */
  readonly path: string;
  /** The media type; empty if it is not known. */
  readonly type: string;
  /** The coding that the name tells of. */
  readonly coding: string | undefined;
}

/** Looks for a file by its path below the root; `codings` allows for compressed files beside it. */
export type FindFile = (path: string, codings: readonly string[]) => Found | undefined;

/** Makes a function that finds files below a directory, those too that appear later. */
export function createFinder(root: string): FindFile {
  const serve = sirv(root, {
    dev: true,
    dotfiles: true,
    etag: true,
    extensions: [],
    gzip: true,
    brotli: true,
  });
  return (path, codings) => {
    const listener = new ListeningResponse();
    serve(requestFor(path, codings), listener as unknown as ServerResponse, () => {});
    return listener.found;
  };
}

/** Says the path as it is: as a URL it would have to be escaped, which sirv undoes only in part. */
function requestFor(path: string, codings: readonly string[]): IncomingMessage {
  const pathname = path.replaceAll('%', '%25');
  const request = {
    url: pathname,
    headers: { 'accept-encoding': codings.join() },
    _parsedUrl: { raw: pathname, pathname },
  };
  return request as unknown as IncomingMessage;
}

/** What sirv calls of a response. */
class ListeningResponse extends EventEmitter {
  statusCode = 200;
  found: Found | undefined;
  #headers: Readonly<Record<string, string | undefined>> = {};

  constructor() {
    super();
    this.on('pipe', (body: ReadStream) => {
      body.on('error', () => {});
      body.destroy();
      const { 'Content-Type': type = '', 'Content-Encoding': coding } = this.#headers;
      // sirv takes the names of what every object has for extensions that it knows.
      this.found = { path: String(body.path), type: typeof type === 'string' ? type : '', coding };
    });
  }

  setHeader(): void {}

  getHeader(): undefined {}

  writeHead(_status: number, headers: Readonly<Record<string, string>>): void {
    this.#headers = headers;
  }

  write(): boolean {
    return true;
  }

  end(): void {}
}

/** Whether the file at a path begins as gzip does. */
export async function isGzip(path: string): Promise<boolean> {
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return false;
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}
