/**
 * Finds where in a program an assertion stands, by the stack of an error made there.
 *
 * @module
 */

/** The frame of an assertion, in its parts. */
export interface Place {
  readonly at: string;
  readonly functionName?: string | undefined;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A frame as V8 writes it, `at name (file:1:2)`, or as the others do, `name@file:1:2`. */
const FRAME =
  /^\s*(?:at (?:(?<v8>.*?) \()?|(?<other>[^@\s]*)@)(?<file>\S.*?):(?<line>\d+):(?<column>\d+)\)?$/;

/** Makes an error whose stack begins below the function given, where the host can do that. */
export function errorBelow(message: string, above: object | undefined): Error {
  const error = new Error(message);
  (Error as { captureStackTrace?(target: object, below?: object): void }).captureStackTrace?.(error, above);
  return error;
}

/** Returns the first frame of an error's stack. */
export function placeOf(error: unknown): Place | undefined {
  const stack = error instanceof Error ? error.stack : undefined;
  if (typeof stack !== 'string') return undefined;
  for (const line of stack.split('\n')) {
    const parts = FRAME.exec(line)?.groups;
    if (parts === undefined) continue;
    const { v8, other, file = '', line: row, column } = parts;
    return {
      at: line.trim().replace(/^at /, ''),
      functionName: v8 || other || undefined,
      file,
      line: Number(row),
      column: Number(column),
    };
  }
  return undefined;
}
