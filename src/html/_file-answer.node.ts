/**
 * Asks sirv for a file, and gets the head of its answer and the file's path without anything being sent.
 *
 * sirv writes to a response; this gives it one that only listens, so that conditions, ranges and failures can
 * be dealt with before a byte is on the wire. The body that sirv would send is dropped: it has no end but the
 * file's, which may have grown since its length was told.
 *
 * @module
 */
import { EventEmitter } from 'node:events';
import type { ReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import sirv from 'sirv';

/** A file as sirv would send it. */
export interface FileAnswer {
  /** Of the headers that sirv gives, those that are used. */
  readonly headers: {
    readonly 'Content-Length': number;
    /** Empty if it is not known. */
    readonly 'Content-Type': string;
    readonly 'Content-Encoding'?: string;
    readonly 'Last-Modified': string;
    readonly ETag: string;
  };
  /** Where the file is: the one asked for, or a compressed one beside it. */
  readonly path: string;
}

/** Looks for a file by its path below the root; `codings` allows for compressed files beside it. */
export type FindFile = (path: string, codings: readonly string[]) => FileAnswer | undefined;

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
    return listener.answer;
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
  answer: FileAnswer | undefined;
  #headers: FileAnswer['headers'] | undefined;

  constructor() {
    super();
    this.on('pipe', (body: ReadStream) => {
      body.on('error', () => {});
      body.destroy();
      this.answer = { headers: this.#headers as FileAnswer['headers'], path: String(body.path) };
    });
  }

  setHeader(): void {}

  getHeader(): undefined {}

  writeHead(_status: number, headers: FileAnswer['headers']): void {
    this.#headers = headers;
  }

  write(): boolean {
    return true;
  }

  end(): void {}
}

/** Whether there is a regular file at a path. */
export async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}

/** Whether there is a file at a path that begins as gzip does. */
export async function isGzip(path: string): Promise<boolean> {
  if (!(await isFile(path))) return false;
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return false;
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}
