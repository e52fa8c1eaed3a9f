/**
 * @module
 */
import type { ClassicStreamOptions } from '../../core/classic.ts';
import { ClassicStream } from '../../core/classic.ts';
import type { Key } from './_path.ts';

/** Makes what comes out of a selected value; undefined or null drops it. */
export type ParseMapper<Out> = (value: never, path: Key[]) => Out | null | undefined;

/** Options of `parse`. */
export interface ParseOptions extends ClassicStreamOptions {
  readonly strict?: boolean | undefined;
  readonly maxDepth?: number | undefined;
  readonly maxValueBytes?: number | undefined;
}

export type ParsePath = string | readonly unknown[] | null;

/** Takes JSON as text or bytes and emits the values that a path selects. */
export function parse<Out = unknown>(
  _path?: ParsePath,
  _map?: ParseMapper<Out> | null,
  options?: ParseOptions | null,
): ParseStream<Out> {
  return new ParseStream<Out>(options ?? {});
}

/** The stream that `parse` returns. */
export class ParseStream<Out = unknown> extends ClassicStream<string | Uint8Array, Out> {}
