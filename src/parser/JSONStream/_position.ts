/**
 * Says where in the input something is wrong.
 *
 * @module
 */
import type { CodedError } from '../../core/errors.ts';
import { ERR_JSONSTREAM_SYNTAX, ERR_JSONSTREAM_TRUNCATED } from '../../core/errors.ts';

/** A place in the input. */
export interface Position {
  /** How many bytes of the whole input come before it. */
  readonly offset: number;
  /** The line, from 1 on. */
  readonly line: number;
  /** Where in the line it is, in bytes, from 1 on. */
  readonly column: number;
}

/** An error in the input. */
export interface ParseError extends CodedError, Position {}

/** Counts the bytes and lines of an input that comes in chunks. Places are indices in the chunk. */
export class Progress {
  /** How many bytes of the input come before the chunk. */
  chunkOffset = 0;
  #lineOffset = 0;
  #line = 1;

  /** Counts a new line. */
  newLine(i: number): void {
    this.#line++;
    this.#lineOffset = this.chunkOffset + i + 1;
  }

  position(i: number): Position {
    const offset = this.chunkOffset + i;
    return { offset, line: this.#line, column: offset - this.#lineOffset + 1 };
  }
}

/** Tells an error where it is. */
export function at(position: Position, error: CodedError): ParseError {
  return Object.assign(error, position);
}

/** The error of a byte that cannot be where it is. */
export function syntaxError(position: Position, byte: number): ParseError {
  const isGraphic = byte > 0x20 && byte < 0x7f;
  const what = isGraphic ? `"${String.fromCharCode(byte)}"` : `byte 0x${byte.toString(16).padStart(2, '0')}`;
  return at(position, ERR_JSONSTREAM_SYNTAX(what, describe(position)));
}

/** The error of an input that ends too early. */
export function truncatedError(position: Position): ParseError {
  return at(position, ERR_JSONSTREAM_TRUNCATED(describe(position)));
}

function describe({ offset, line, column }: Position): string {
  return `at position ${offset}, line ${line}, column ${column}`;
}
