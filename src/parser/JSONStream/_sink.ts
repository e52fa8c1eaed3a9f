/**
 * What the engine tells, and to whom.
 *
 * @module
 */
import type { Key, Step } from './_path.ts';

/** What the scanner tells of the input. */
export interface Sink {
  /** Whether members beside the path are to be told. */
  readonly takesBeside: boolean;
  /** Whether nothing more is to be told. */
  readonly isDone: boolean;
  /** A value at a step that selects it, or decides by the whole of it. */
  value(value: unknown, step: Step): void;
  /** A member beside the path, and how many bytes it has. */
  beside(value: unknown, key: Key, length: number): void;
  /** The end of a text. */
  endOfText(): void;
  /** What is wrong with the input, or what the path threw: the last that is told. */
  fail(error: Error): void;
}
