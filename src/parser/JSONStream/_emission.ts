/**
 * What comes out of a parsing stream: the selected values, as they are mapped and wrapped, header and footer.
 *
 * @module
 */
import { asError } from '../../control/_settled.ts';
import { ERR_JSONSTREAM_VALUE_TOO_LONG } from '../../core/errors.ts';
import type { Margin } from './_margins.ts';
import { Margins } from './_margins.ts';
import type { CompiledPath, Key, Step } from './_path.ts';
import { Selection } from './_path.ts';
import type { Sink } from './_sink.ts';

/** The stream that the values come out of. */
export interface Outlet {
  /** The value that comes out, before it is mapped; null between texts. */
  root: unknown;
  readonly destroyed: boolean;
  queue(value: never): unknown;
  emit(event: 'header' | 'footer', members: Margin): boolean;
  listenerCount(event: string): number;
  destroy(error: Error): unknown;
  /** Takes what is wrong with the input. */
  _fail(error: Error): void;
}

/** Makes what comes out of a selected value. */
export type Mapper = (value: unknown, path: Key[]) => unknown;

/** Takes what the scanner tells, and lets it come out of the stream. */
export class Emission implements Sink {
  readonly #outlet: Outlet;
  readonly #map: Mapper | undefined;
  readonly #emitKey: boolean;
  readonly #emitPath: boolean;
  readonly #needsPath: boolean;
  readonly #margins: Margins | undefined;
  readonly #maxMarginBytes: number;
  /** Returns the keys that lead to the value that is told. */
  readonly #pathOf: () => Key[];
  /** What is selected within the value that was told last. */
  #within: Selection | undefined;
  takesBeside = false;

  constructor(
    outlet: Outlet,
    path: CompiledPath,
    map: Mapper | undefined,
    maxMarginBytes: number,
    pathOf: () => Key[],
  ) {
    this.#outlet = outlet;
    this.#map = map;
    this.#emitKey = path.emitKey;
    this.#emitPath = path.emitPath;
    this.#needsPath = map !== undefined || path.emitKey || path.emitPath;
    this.#margins = path.hasMargins ? new Margins() : undefined;
    this.#maxMarginBytes = maxMarginBytes;
    this.#pathOf = pathOf;
  }

  get isDone(): boolean {
    return this.#outlet.destroyed;
  }

  /** Looks whether anybody listens to header or footer: if not, what they would be made of is not built. */
  look(): void {
    const outlet = this.#outlet;
    this.takesBeside =
      this.#margins !== undefined && outlet.listenerCount('header') + outlet.listenerCount('footer') > 0;
  }

  value(value: unknown, step: Step): void {
    try {
      this.#tellHeader();
    } finally {
      this.#tellValue(value, step);
    }
  }

  #tellValue(value: unknown, step: Step): void {
    if (step.times === 1 && step.enter === undefined && step.decide === undefined) {
      this.#emit(value, this.#needsPath ? this.#pathOf() : NO_PATH);
      return;
    }
    this.#within = new Selection(step, value, this.#needsPath ? this.#pathOf() : NO_PATH);
    this.tellRest();
  }

  /** Tells what is selected within the value that was told last; if a listener throws, the rest waits. */
  tellRest(): void {
    const within = this.#within;
    while (!this.isDone && within?.next()) this.#emit(within.value, this.#needsPath ? within.path : NO_PATH);
  }

  beside(value: unknown, key: Key, length: number): void {
    if ((this.#margins as Margins).add(key, value, length) <= this.#maxMarginBytes) return;
    this.#outlet._fail(ERR_JSONSTREAM_VALUE_TOO_LONG(this.#maxMarginBytes));
  }

  endOfText(): void {
    this.#outlet.root = null;
  }

  fail(error: Error): void {
    this.#outlet._fail(error);
  }

  /** Tells what is left at the end of the input. */
  end(): void {
    this.#tellHeader();
    const footer = this.#margins?.footer;
    if (footer !== undefined) this.#outlet.emit('footer', footer);
  }

  #tellHeader(): void {
    const header = this.#margins?.takeHeader();
    if (header !== undefined) this.#outlet.emit('header', header);
  }

  #emit(value: unknown, path: Key[]): void {
    const outlet = this.#outlet;
    outlet.root = value;
    if (value === null) return;
    let mapped: unknown = value;
    if (this.#map !== undefined) {
      try {
        mapped = this.#map(value, path);
      } catch (error) {
        outlet.destroy(asError(error));
        return;
      }
      if (mapped === null || mapped === undefined) return;
    }
    outlet.queue((this.#emitKey || this.#emitPath ? this.#wrap(mapped, path) : mapped) as never);
  }

  #wrap(value: unknown, path: Key[]): object {
    const wrapped: { value: unknown; key?: Key | undefined; path?: Key[] } = { value };
    if (this.#emitKey) wrapped.key = path.at(-1);
    if (this.#emitPath) wrapped.path = path;
    return wrapped;
  }
}

const NO_PATH: Key[] = [];
