/**
 * Keeps the status and headers that are given to a stream before it is known where the stream goes.
 *
 * @module
 */
import type { OutgoingHttpHeaders } from 'node:http';

/** A header's value. */
export type HeaderValue = number | string | readonly string[];

/** What is read and set of a response's head. */
export interface ResponseHead {
  statusCode: number;
  statusMessage?: string | undefined;
  readonly headersSent: boolean;
  setHeader(name: string, value: HeaderValue): unknown;
  getHeader(name: string): HeaderValue | undefined;
  hasHeader(name: string): boolean;
  removeHeader(name: string): void;
}

/** Sets the headers of a `writeHead` call, given as an object or as a flat list of names and values. */
export function setHeaders(
  head: Pick<ResponseHead, 'setHeader'>,
  headers: OutgoingHttpHeaders | readonly HeaderValue[],
): void {
  if (Array.isArray(headers)) {
    for (let i = 0; i + 1 < headers.length; i += 2) head.setHeader(String(headers[i]), headers[i + 1]);
    return;
  }
  for (const [name, value] of Object.entries(headers as OutgoingHttpHeaders)) {
    if (value !== undefined) head.setHeader(name, value);
  }
}

/** A response's head without the response. */
export class HeldHead implements ResponseHead {
  statusCode = 200;
  statusMessage: string | undefined;
  readonly headersSent = false;
  readonly #headers = new Map<string, { readonly name: string; readonly value: HeaderValue }>();

  setHeader(name: string, value: HeaderValue): this {
    this.#headers.set(name.toLowerCase(), { name, value });
    return this;
  }

  getHeader(name: string): HeaderValue | undefined {
    return this.#headers.get(name.toLowerCase())?.value;
  }

  hasHeader(name: string): boolean {
    return this.#headers.has(name.toLowerCase());
  }

  removeHeader(name: string): void {
    this.#headers.delete(name.toLowerCase());
  }

  /** Sets on a response what was set here; a status that the response has already is left to it. */
  replay(response: ResponseHead): void {
    if (response.statusCode === 200 && this.statusCode !== 200) response.statusCode = this.statusCode;
    if (this.statusMessage !== undefined) response.statusMessage = this.statusMessage;
    for (const { name, value } of this.#headers.values()) response.setHeader(name, value);
  }
}
