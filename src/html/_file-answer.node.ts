/**
 * Asks sirv for a file, and gets the head and the body of its answer without their being sent.
 *
 * sirv writes to a response; this gives it one that only listens, so that conditions, ranges and failures can
 * be dealt with before a byte is on the wire.
 *
 * @module
 */
import { EventEmitter } from 'node:events';
import type { ReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
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
  /** The file, not read yet. */
  readonly body: ReadStream;
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
      body.unpipe(this as unknown as ServerResponse);
      this.answer = { headers: this.#headers as FileAnswer['headers'], body };
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

/** Waits until a file is open. */
export function opened(body: Readable): Promise<void> {
  return new Promise((resolve, reject) => {
    body.once('open', () => resolve());
    body.once('error', reject);
  });
}

/** Closes a file that is not wanted after all. */
export function drop(body: Readable): void {
  body.on('error', () => {});
  body.destroy();
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
