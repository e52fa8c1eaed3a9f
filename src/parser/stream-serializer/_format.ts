/**
 * How values become bytes or text, and what comes in becomes values again.
 *
 * @module
 */
import type { CodedError } from '../../core/errors.ts';
import { ERR_STREAM_SERIALIZER_DECODE, withCause } from '../../core/errors.ts';

/** What gets the values of what comes in. */
export interface Taker {
  take(value: unknown): void;
  /** One value is wrong; the next may be right. */
  refuse(error: CodedError): void;
  /** Nothing can be read any more. */
  fail(error: CodedError): void;
}

/** A format as one stream speaks it. */
export interface Format {
  /** Returns a value as it is sent. */
  encode(value: unknown): string | Uint8Array;
  /** Takes more of what comes in. */
  decode(chunk: unknown, taker: Taker): void;
  /** There is no more. */
  flush(taker: Taker): void;
}

/** Makes the error of a value that cannot be read; `where` names what was received, and holds it. */
export function unreadable(reason: unknown, where: object): CodedError {
  const why = reason instanceof Error ? reason.message : String(reason);
  return Object.assign(withCause(ERR_STREAM_SERIALIZER_DECODE(why), reason), where);
}
