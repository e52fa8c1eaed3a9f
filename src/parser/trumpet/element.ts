/**
 * The handle of an element: what is asked of it before the element is there is done when it is.
 *
 * @module
 */
import type { Duplex } from '../../core/duplex.ts';
import { ERR_TRUMPET_TOO_LATE } from '../../core/errors.ts';
import type { Readable } from '../../core/readable.ts';
import type { Writable } from '../../core/writable.ts';
import type { Attribute } from './attributes.ts';
import { escapeHtml, unescapeHtml } from './escape.ts';
import type { ElementStreamOptions, Host } from './inner.ts';
import { Reader, Writer } from './inner.ts';
import { lowerCase } from './names.ts';
import type { FoundElement } from './rewriter.ts';
import type { Group, Site, Task } from './site.ts';
import { toSource, toText } from './source-form.ts';

/** An attribute's value; true if it has only its name. */
export type AttributeValue = string | true;

/** What a handle needs of its trumpet. */
export interface ElementHost extends Host {
  /** Whether the document has ended. */
  readonly over: boolean;
  /** The streams at the element that is being handled. */
  siteOf(found: FoundElement<Task>): Site;
}

/** An element that has been found, or will be. */
export class TrumpetElement {
  readonly #host: ElementHost;
  #found: FoundElement<Task> | undefined;
  /** What is to be done when the element is there. */
  #waiting: (() => void)[] | undefined;
  #group: Group | undefined;

  constructor(host: ElementHost, found?: FoundElement<Task>) {
    this.#host = host;
    this.#found = found;
  }

  /** The element's name, in lower case; undefined before it is there. */
  get name(): string | undefined {
    return this.#found && toText(this.#found.name);
  }

  /**
   * Returns what the document has as an attribute's value, and true if it has only the name; undefined if there is
   * none, or the element is not there. With a callback it is called with that, as soon as the element is there.
   */
  getAttribute(name: string): AttributeValue | undefined;
  getAttribute(name: string, callback: (value: AttributeValue | undefined) => void): this;
  getAttribute(
    name: string,
    callback?: (value: AttributeValue | undefined) => void,
  ): AttributeValue | undefined | this {
    if (callback === undefined) return this.#read(name);
    return this.#do(() => callback(this.#read(name)));
  }

  /** Calls back with what the document has as attributes, by lower-case name, as soon as the element is there. */
  getAttributes(callback: (attributes: Record<string, AttributeValue>) => void): this {
    return this.#do(() => {
      const attributes: Record<string, AttributeValue> = Object.create(null);
      for (const attribute of this.#found!.attributes) {
        attributes[toText(attribute.name)] ??= readValue(attribute);
      }
      callback(attributes);
    });
  }

  /**
   * Sets an attribute, true to only its name; null and undefined remove it.
   *
   * @throws {ERR_TRUMPET_TOO_LATE} if the element's start tag has gone by
   */
  setAttribute(name: string, value: unknown): this {
    const key = toSource(name);
    const change =
      value === null || value === undefined ? null : value === true || escapeHtml(toSource(String(value)));
    this.#checkInTime();
    if (this.#found === undefined) return this.#do(() => this.#found!.setAttribute(key, change));
    this.#found.setAttribute(key, change);
    return this;
  }

  /**
   * Removes an attribute.
   *
   * @throws {ERR_TRUMPET_TOO_LATE} if the element's start tag has gone by
   */
  removeAttribute(name: string): this {
    return this.setAttribute(name, null);
  }

  /**
   * Makes a stream to read the element's content by, as it is rewritten, or all of it.
   *
   * @throws {ERR_TRUMPET_TOO_LATE} if the element's start tag has gone by
   */
  createReadStream(options?: ElementStreamOptions): Readable<Uint8Array> {
    const group = this.#groupOf();
    const reader = new Reader(this.#host, options);
    group.readers.push(reader);
    if (this.#host.over) this.miss();
    return reader.stream;
  }

  /**
   * Makes a stream whose content replaces the element's, or all of it.
   *
   * @throws {ERR_TRUMPET_TOO_LATE} if the element's start tag has gone by
   */
  createWriteStream(options?: ElementStreamOptions): Writable<Uint8Array | string> {
    return this.#addWriter(false, options) as Writable<Uint8Array | string>;
  }

  /**
   * Makes a stream that gives the element's content, or all of it, to be read, and replaces it by what is written.
   *
   * @throws {ERR_TRUMPET_TOO_LATE} if the element's start tag has gone by
   */
  createStream(options?: ElementStreamOptions): Duplex<Uint8Array | string, Uint8Array> {
    return this.#addWriter(true, options) as Duplex<Uint8Array | string, Uint8Array>;
  }

  /** @internal The element is there. */
  meet(found: FoundElement<Task>): void {
    this.#found = found;
    if (this.#group !== undefined) this.#host.siteOf(found).groups.push(this.#group);
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting !== undefined) for (const call of waiting) call();
  }

  /** @internal There is no such element. */
  miss(): void {
    const group = this.#group;
    this.#group = undefined;
    if (group === undefined) return;
    for (const reader of group.readers) reader.end();
    for (const writer of group.writers) writer.miss();
  }

  #read(name: string): AttributeValue | undefined {
    const key = toSource(lowerCase(name));
    const attribute = this.#found?.attributes.find((one) => one.name === key);
    return attribute && readValue(attribute);
  }

  /** Does something now, or when the element is there. */
  #do(call: () => void): this {
    if (this.#found !== undefined) call();
    else {
      this.#waiting ??= [];
      this.#waiting.push(call);
    }
    return this;
  }

  #checkInTime(): void {
    if (this.#found?.isBegun) throw ERR_TRUMPET_TOO_LATE(`<${this.name}>`);
  }

  #addWriter(duplex: boolean, options: ElementStreamOptions | undefined): Writer['stream'] {
    const group = this.#groupOf();
    const writer = new Writer(this.#host, duplex, options);
    group.writers.push(writer);
    if (this.#host.over) this.miss();
    return writer.stream;
  }

  #groupOf(): Group {
    this.#checkInTime();
    if (this.#group === undefined) {
      this.#group = { readers: [], writers: [] };
      if (this.#found !== undefined) this.#host.siteOf(this.#found).groups.push(this.#group);
    }
    return this.#group;
  }
}

function readValue({ name, value, start, end }: Attribute): AttributeValue {
  return end - start === name.length || toText(unescapeHtml(value, toSource));
}
