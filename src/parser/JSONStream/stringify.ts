/**
 * Stands in for what the other half of the segment brings.
 *
 * @module
 */
import { ClassicStream } from '../../core/classic.ts';

export function stringify(): ClassicStream<unknown, string> {
  return new ClassicStream<unknown, string>();
}

export function stringifyObject(): ClassicStream<unknown, string> {
  return new ClassicStream<unknown, string>();
}
