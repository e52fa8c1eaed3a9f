/**
 * Every error that gardenhose throws or emits on purpose: one line a code, with its base class and message.
 *
 * The core's codes, classes and messages are Node's own. A segment's codes are `ERR_<SEGMENT>_<WHAT>`. Each
 * line is an export of its own, so that a browser bundle holds only the messages it can need; docs/errors.md
 * has a heading for each.
 *
 * @module
 */
import { describe, inspect, kindOf, leaveOut, show } from '#describe';

/** An error that programs can tell from others by its `code`, which never changes within a major version. */
export interface CodedError extends Error {
  readonly code: string;
}

/** Makes coded errors of one kind. */
export interface ErrorFactory<Args extends unknown[]> {
  (...args: Args): CodedError;
  /** The code, as in docs/errors.md. */
  readonly code: string;
}

const kBrand: unique symbol = /* @__PURE__ */ Symbol.for('gardenhose.error') as never;

/** Whether an error was made by gardenhose, by this copy of the package or another. */
export function isGardenhoseError(error: unknown): error is CodedError {
  return typeof error === 'object' && error !== null && kBrand in error;
}

/** Gives an error its cause and returns it: `withCause(ERR_X('…'), reason)`. */
export function withCause<E extends Error>(error: E, cause: unknown): E {
  Object.defineProperty(error, 'cause', { value: cause, configurable: true, writable: true });
  return error;
}

function coded<Args extends unknown[]>(
  code: string,
  Base: ErrorConstructor,
  message: string | ((...args: Args) => string),
): ErrorFactory<Args> {
  function create(...args: Args): CodedError {
    const error = new Base(typeof message === 'string' ? message : message(...args));
    leaveOut(create, error);
    return Object.defineProperties(Object.assign(error, { code }), {
      toString: { value: nameAndCode, configurable: true, writable: true },
      [kBrand]: { value: true },
    });
  }
  return Object.assign(create, { code });
}

function nameAndCode(this: CodedError): string {
  return `${this.name} [${this.code}]: ${this.message}`;
}

/** The error of an operation that its signal stopped; `cause` is the signal's reason. */
export class AbortError extends Error {
  readonly code = 'ABORT_ERR';
  constructor(message = 'The operation was aborted', options?: ErrorOptions) {
    super(message, options);
    this.name = 'AbortError';
  }
}

// Arguments

export const ERR_INVALID_ARG_TYPE: ErrorFactory<[name: string, expected: string, actual: unknown]> =
  /* @__PURE__ */ coded(
    'ERR_INVALID_ARG_TYPE',
    TypeError,
    (name, expected, actual) =>
      `The "${name}" ${kindOf(name)} must be ${expected}. Received ${describe(actual)}`,
  );
export const ERR_INVALID_ARG_VALUE: ErrorFactory<[name: string, value: unknown, reason?: string]> =
  /* @__PURE__ */ coded(
    'ERR_INVALID_ARG_VALUE',
    TypeError,
    (name, value, reason = 'is invalid') =>
      `The ${kindOf(name)} '${name}' ${reason}. Received ${inspect(value)}`,
  );
export const ERR_INVALID_RETURN_VALUE: ErrorFactory<[expected: string, name: string, actual: unknown]> =
  /* @__PURE__ */ coded(
    'ERR_INVALID_RETURN_VALUE',
    TypeError,
    (expected, name, actual) =>
      `Expected ${expected} to be returned from the "${name}" function but got ${describe(actual)}.`,
  );
export const ERR_OUT_OF_RANGE: ErrorFactory<[name: string, range: string, actual: unknown]> =
  /* @__PURE__ */ coded(
    'ERR_OUT_OF_RANGE',
    RangeError,
    (name, range, actual) =>
      `The value of "${name}" is out of range. It must be ${range}. Received ${inspect(actual)}`,
  );
export const ERR_MISSING_ARGS: ErrorFactory<[name: string]> = /* @__PURE__ */ coded(
  'ERR_MISSING_ARGS',
  TypeError,
  (name) => `The "${name}" argument must be specified`,
);
export const ERR_UNKNOWN_ENCODING: ErrorFactory<[encoding: unknown]> = /* @__PURE__ */ coded(
  'ERR_UNKNOWN_ENCODING',
  TypeError,
  (encoding) => `Unknown encoding: ${typeof encoding === 'object' ? inspect(encoding) : String(encoding)}`,
);

// Emitters

export const ERR_UNHANDLED_ERROR: ErrorFactory<[context: unknown]> = /* @__PURE__ */ coded(
  'ERR_UNHANDLED_ERROR',
  Error,
  (context) => `Unhandled error. (${show(context)})`,
);

// Streams

export const ERR_METHOD_NOT_IMPLEMENTED: ErrorFactory<[method: string]> = /* @__PURE__ */ coded(
  'ERR_METHOD_NOT_IMPLEMENTED',
  Error,
  (method) => `The ${method} method is not implemented`,
);
export const ERR_MULTIPLE_CALLBACK: ErrorFactory<[]> = /* @__PURE__ */ coded(
  'ERR_MULTIPLE_CALLBACK',
  Error,
  'Callback called multiple times',
);
export const ERR_STREAM_ALREADY_FINISHED: ErrorFactory<[method: string]> = /* @__PURE__ */ coded(
  'ERR_STREAM_ALREADY_FINISHED',
  Error,
  (method) => `Cannot call ${method} after a stream was finished`,
);
export const ERR_STREAM_CANNOT_PIPE: ErrorFactory<[]> = /* @__PURE__ */ coded(
  'ERR_STREAM_CANNOT_PIPE',
  Error,
  'Cannot pipe, not readable',
);
export const ERR_STREAM_DESTROYED: ErrorFactory<[method: string]> = /* @__PURE__ */ coded(
  'ERR_STREAM_DESTROYED',
  Error,
  (method) => `Cannot call ${method} after a stream was destroyed`,
);
export const ERR_STREAM_NULL_VALUES: ErrorFactory<[]> = /* @__PURE__ */ coded(
  'ERR_STREAM_NULL_VALUES',
  TypeError,
  'May not write null values to stream',
);
export const ERR_STREAM_OVERFLOW: ErrorFactory<[length: number, highWaterMark: number]> =
  /* @__PURE__ */ coded(
    'ERR_STREAM_OVERFLOW',
    Error,
    (length, highWaterMark) => `Cannot write before 'drain': ${length} of ${highWaterMark} are queued`,
  );
export const ERR_STREAM_PREMATURE_CLOSE: ErrorFactory<[]> = /* @__PURE__ */ coded(
  'ERR_STREAM_PREMATURE_CLOSE',
  Error,
  'Premature close',
);
export const ERR_STREAM_PUSH_AFTER_EOF: ErrorFactory<[]> = /* @__PURE__ */ coded(
  'ERR_STREAM_PUSH_AFTER_EOF',
  Error,
  'stream.push() after EOF',
);
export const ERR_STREAM_UNABLE_TO_PIPE: ErrorFactory<[]> = /* @__PURE__ */ coded(
  'ERR_STREAM_UNABLE_TO_PIPE',
  Error,
  'Cannot pipe to a closed or destroyed stream',
);
export const ERR_STREAM_UNSHIFT_AFTER_END_EVENT: ErrorFactory<[]> = /* @__PURE__ */ coded(
  'ERR_STREAM_UNSHIFT_AFTER_END_EVENT',
  Error,
  'stream.unshift() after end event',
);
export const ERR_STREAM_WRITE_AFTER_END: ErrorFactory<[]> = /* @__PURE__ */ coded(
  'ERR_STREAM_WRITE_AFTER_END',
  Error,
  'write after end',
);

// register

export const ERR_REGISTER_SUBPATH: ErrorFactory<[specifier: string, name: string]> = /* @__PURE__ */ coded(
  'ERR_REGISTER_SUBPATH',
  Error,
  (specifier, name) =>
    `Cannot find '${specifier}': gardenhose, which stands for ${name}, has no such file, and no ${name} that has it is installed`,
);
export const ERR_REGISTER_UNKNOWN_NAME: ErrorFactory<[name: string, known: readonly string[]]> =
  /* @__PURE__ */ coded(
    'ERR_REGISTER_UNKNOWN_NAME',
    RangeError,
    (name, known) => `Cannot replace '${name}': gardenhose has ${known.join(', ')}`,
  );

// shoe

export const ERR_SHOE_BUFFER_OVERFLOW: ErrorFactory<[maxBufferedBytes: number]> = /* @__PURE__ */ coded(
  'ERR_SHOE_BUFFER_OVERFLOW',
  RangeError,
  (maxBufferedBytes) => `Cannot hold more than ${maxBufferedBytes} bytes`,
);
export const ERR_SHOE_CONNECT: ErrorFactory<[url: string]> = /* @__PURE__ */ coded(
  'ERR_SHOE_CONNECT',
  Error,
  (url) => `Cannot connect to ${url}`,
);
export const ERR_SHOE_MESSAGE_TOO_LARGE: ErrorFactory<[maxMessageBytes: number]> = /* @__PURE__ */ coded(
  'ERR_SHOE_MESSAGE_TOO_LARGE',
  RangeError,
  (maxMessageBytes) => `Cannot take a message of more than ${maxMessageBytes} bytes`,
);
export const ERR_SHOE_PROTOCOL: ErrorFactory<[reason: string]> = /* @__PURE__ */ coded(
  'ERR_SHOE_PROTOCOL',
  Error,
  (reason) => `Cannot follow the other end: ${reason}`,
);
export const ERR_SHOE_REFUSED: ErrorFactory<[code: number, reason: string]> = /* @__PURE__ */ coded(
  'ERR_SHOE_REFUSED',
  Error,
  (code, reason) => `The other end closed with code ${code}: ${reason}`,
);
export const ERR_SHOE_SERVER_CLOSED: ErrorFactory<[]> = /* @__PURE__ */ coded(
  'ERR_SHOE_SERVER_CLOSED',
  Error,
  'Cannot install a server that is closed',
);
export const ERR_SHOE_TIMEOUT: ErrorFactory<[]> = /* @__PURE__ */ coded(
  'ERR_SHOE_TIMEOUT',
  Error,
  'The connection made no progress in time',
);

// ecstatic

export const ERR_ECSTATIC_FILE_CUT: ErrorFactory<[offset: number, length: number]> = /* @__PURE__ */ coded(
  'ERR_ECSTATIC_FILE_CUT',
  Error,
  (offset, length) => `Cannot send file: it ends at byte ${offset}, expected ${length}`,
);

// slice-file

export const ERR_SLICE_FILE_CLOSED: ErrorFactory<[path: string]> = /* @__PURE__ */ coded(
  'ERR_SLICE_FILE_CLOSED',
  Error,
  (path) => `Cannot read '${path}': the file was closed by close()`,
);
export const ERR_SLICE_FILE_LINE_TOO_LONG: ErrorFactory<[offset: number, maxLineBytes: number]> =
  /* @__PURE__ */ coded(
    'ERR_SLICE_FILE_LINE_TOO_LONG',
    RangeError,
    (offset, maxLineBytes) => `Cannot read line at byte ${offset}: it is longer than ${maxLineBytes} bytes`,
  );
export const ERR_SLICE_FILE_NOT_A_FILE: ErrorFactory<[path: string]> = /* @__PURE__ */ coded(
  'ERR_SLICE_FILE_NOT_A_FILE',
  Error,
  (path) => `Cannot read '${path}': it is not a regular file`,
);
export const ERR_SLICE_FILE_POSITION: ErrorFactory<[]> = /* @__PURE__ */ coded(
  'ERR_SLICE_FILE_POSITION',
  TypeError,
  'Cannot follow from the position given: it is not a position token',
);
export const ERR_SLICE_FILE_TOO_FAR_BEHIND: ErrorFactory<[files: number]> = /* @__PURE__ */ coded(
  'ERR_SLICE_FILE_TOO_FAR_BEHIND',
  Error,
  (files) => `Cannot follow on: the file was replaced ${files} times before its lines were read`,
);

// stream-spec

export const ERR_STREAM_SPEC_BREACH: ErrorFactory<[contract: string, breach: string]> = /* @__PURE__ */ coded(
  'ERR_STREAM_SPEC_BREACH',
  Error,
  (contract, breach) => `${contract}: ${breach}`,
);

// trumpet, and the HTML segments on its engine

export const ERR_HYPERGLUE_RAW_TEXT: ErrorFactory<[name: string]> = /* @__PURE__ */ coded(
  'ERR_HYPERGLUE_RAW_TEXT',
  RangeError,
  (name) => `Cannot write text into <${name}>: it holds the end tag`,
);
export const ERR_HYPERSTREAM_TIMEOUT: ErrorFactory<[selector: string, timeoutMs: number]> =
  /* @__PURE__ */ coded(
    'ERR_HYPERSTREAM_TIMEOUT',
    Error,
    (selector, timeoutMs) => `Cannot wait longer for the value of '${selector}': it had ${timeoutMs} ms`,
  );
export const ERR_HYPERSTREAM_VALUE_TOO_LONG: ErrorFactory<[maxHeldBytes: number]> = /* @__PURE__ */ coded(
  'ERR_HYPERSTREAM_VALUE_TOO_LONG',
  RangeError,
  (maxHeldBytes) => `Cannot hold back a value that does not pause: it is longer than ${maxHeldBytes} bytes`,
);
export const ERR_TRUMPET_ATTRIBUTE_NAME: ErrorFactory<[name: string]> = /* @__PURE__ */ coded(
  'ERR_TRUMPET_ATTRIBUTE_NAME',
  TypeError,
  (name) => `Cannot write attribute '${name}': HTML has no such name`,
);
export const ERR_TRUMPET_COMMENT_TEXT: ErrorFactory<[]> = /* @__PURE__ */ coded(
  'ERR_TRUMPET_COMMENT_TEXT',
  TypeError,
  'Cannot write comment: its text would end it',
);
export const ERR_TRUMPET_CONTENT_TOO_LONG: ErrorFactory<[name: string, maxHeldBytes: number]> =
  /* @__PURE__ */ coded(
    'ERR_TRUMPET_CONTENT_TOO_LONG',
    RangeError,
    (name, maxHeldBytes) => `Cannot hold the content of <${name}>: it is longer than ${maxHeldBytes} bytes`,
  );
export const ERR_TRUMPET_NO_END_TAG: ErrorFactory<[name: string]> = /* @__PURE__ */ coded(
  'ERR_TRUMPET_NO_END_TAG',
  TypeError,
  (name) => `Cannot wait for the end tag of <${name}>: it has none`,
);
export const ERR_TRUMPET_SELECTOR: ErrorFactory<[selector: string, reason: string]> = /* @__PURE__ */ coded(
  'ERR_TRUMPET_SELECTOR',
  SyntaxError,
  (selector, reason) => `Cannot use selector '${selector}': ${reason}`,
);
export const ERR_TRUMPET_TAG_NAME: ErrorFactory<[name: string]> = /* @__PURE__ */ coded(
  'ERR_TRUMPET_TAG_NAME',
  TypeError,
  (name) => `Cannot write tag '${name}': HTML has no such name`,
);
export const ERR_TRUMPET_TOKEN_TOO_LONG: ErrorFactory<[maxTokenBytes: number]> = /* @__PURE__ */ coded(
  'ERR_TRUMPET_TOKEN_TOO_LONG',
  RangeError,
  (maxTokenBytes) => `Cannot read tag: it is longer than ${maxTokenBytes} bytes`,
);
export const ERR_TRUMPET_TOO_DEEP: ErrorFactory<[maxDepth: number]> = /* @__PURE__ */ coded(
  'ERR_TRUMPET_TOO_DEEP',
  RangeError,
  (maxDepth) => `Cannot open element: ${maxDepth} are open already`,
);
export const ERR_TRUMPET_TOO_LATE: ErrorFactory<[what: string]> = /* @__PURE__ */ coded(
  'ERR_TRUMPET_TOO_LATE',
  Error,
  (what) => `Cannot change ${what}: it has gone by`,
);

// JSONStream, stream-serializer

export const ERR_JSONSTREAM_QUERY: ErrorFactory<[query: string, offset: number, reason: string]> =
  /* @__PURE__ */ coded(
    'ERR_JSONSTREAM_QUERY',
    SyntaxError,
    (query, offset, reason) => `Cannot read JSONPath '${query}' at character ${offset}: ${reason}`,
  );
export const ERR_JSONSTREAM_QUERY_LOOK_AHEAD: ErrorFactory<[query: string, offset: number, reason: string]> =
  /* @__PURE__ */ coded(
    'ERR_JSONSTREAM_QUERY_LOOK_AHEAD',
    RangeError,
    (query, offset, reason) =>
      `Cannot decide JSONPath '${query}' at character ${offset} in one pass: ${reason}`,
  );
export const ERR_JSONSTREAM_STRINGIFY: ErrorFactory<[reason: string]> = /* @__PURE__ */ coded(
  'ERR_JSONSTREAM_STRINGIFY',
  TypeError,
  (reason) => `Cannot write value as JSON: ${reason}`,
);
export const ERR_JSONSTREAM_SYNTAX: ErrorFactory<[what: string, place: string]> = /* @__PURE__ */ coded(
  'ERR_JSONSTREAM_SYNTAX',
  SyntaxError,
  (what, place) => `Invalid JSON (Unexpected ${what} ${place})`,
);
export const ERR_JSONSTREAM_TOO_DEEP: ErrorFactory<[maxDepth: number]> = /* @__PURE__ */ coded(
  'ERR_JSONSTREAM_TOO_DEEP',
  RangeError,
  (maxDepth) => `Cannot open array or object: ${maxDepth} are open already`,
);
export const ERR_JSONSTREAM_TRUNCATED: ErrorFactory<[place: string]> = /* @__PURE__ */ coded(
  'ERR_JSONSTREAM_TRUNCATED',
  SyntaxError,
  (place) => `Invalid JSON (Unexpected end ${place})`,
);
export const ERR_JSONSTREAM_VALUE_TOO_LONG: ErrorFactory<[maxValueBytes: number]> = /* @__PURE__ */ coded(
  'ERR_JSONSTREAM_VALUE_TOO_LONG',
  RangeError,
  (maxValueBytes) => `Cannot hold value: it is longer than ${maxValueBytes} bytes`,
);

export const ERR_STREAM_SERIALIZER_DECODE: ErrorFactory<[reason: string]> = /* @__PURE__ */ coded(
  'ERR_STREAM_SERIALIZER_DECODE',
  SyntaxError,
  (reason) => `Cannot read a value of what came in: ${reason}`,
);
export const ERR_STREAM_SERIALIZER_ENCODE: ErrorFactory<[reason: string]> = /* @__PURE__ */ coded(
  'ERR_STREAM_SERIALIZER_ENCODE',
  TypeError,
  (reason) => `Cannot write a value: ${reason}`,
);
export const ERR_STREAM_SERIALIZER_TOO_LONG: ErrorFactory<[maxFrameBytes: number]> = /* @__PURE__ */ coded(
  'ERR_STREAM_SERIALIZER_TOO_LONG',
  RangeError,
  (maxFrameBytes) => `Cannot take or send a line or frame that is longer than ${maxFrameBytes}`,
);
export const ERR_STREAM_SERIALIZER_TRUNCATED: ErrorFactory<[bytes: number]> = /* @__PURE__ */ coded(
  'ERR_STREAM_SERIALIZER_TRUNCATED',
  Error,
  (bytes) => `Cannot read the last frame: it ends after ${bytes} bytes`,
);

// tar

export const ERR_TAR_BODY_NOT_ALLOWED: ErrorFactory<[name: string, type: string]> = /* @__PURE__ */ coded(
  'ERR_TAR_BODY_NOT_ALLOWED',
  TypeError,
  (name, type) => `Cannot write to entry '${name}': a ${type} has no body`,
);
export const ERR_TAR_CHECKSUM: ErrorFactory<[offset: number, actual: number, expected: number]> =
  /* @__PURE__ */ coded(
    'ERR_TAR_CHECKSUM',
    SyntaxError,
    (offset, actual, expected) =>
      `Cannot read header at byte ${offset}: checksum is ${actual}, expected ${expected}`,
  );
export const ERR_TAR_COLLISION: ErrorFactory<[name: string, other: string]> = /* @__PURE__ */ coded(
  'ERR_TAR_COLLISION',
  Error,
  (name, other) => `Cannot extract '${name}': '${other}' of the same archive is in its place`,
);
export const ERR_TAR_ENTRY_TYPE: ErrorFactory<[name: string, type: string]> = /* @__PURE__ */ coded(
  'ERR_TAR_ENTRY_TYPE',
  Error,
  (name, type) => `Cannot take '${name}': there is no way to handle a ${type}`,
);
export const ERR_TAR_EXISTS: ErrorFactory<[name: string]> = /* @__PURE__ */ coded(
  'ERR_TAR_EXISTS',
  Error,
  (name) => `Cannot extract '${name}': something is in its place`,
);
export const ERR_TAR_FILE_CHANGED: ErrorFactory<[path: string, reason: string]> = /* @__PURE__ */ coded(
  'ERR_TAR_FILE_CHANGED',
  Error,
  (path, reason) => `Cannot pack '${path}': ${reason}`,
);
export const ERR_TAR_FINALIZED: ErrorFactory<[]> = /* @__PURE__ */ coded(
  'ERR_TAR_FINALIZED',
  Error,
  'Cannot add entry: the archive is finalized or destroyed',
);
export const ERR_TAR_HEADER: ErrorFactory<[offset: number, reason: string]> = /* @__PURE__ */ coded(
  'ERR_TAR_HEADER',
  SyntaxError,
  (offset, reason) => `Cannot read header at byte ${offset}: ${reason}`,
);
export const ERR_TAR_HEADER_TOO_LARGE: ErrorFactory<[offset: number, maxHeaderBytes: number]> =
  /* @__PURE__ */ coded(
    'ERR_TAR_HEADER_TOO_LARGE',
    RangeError,
    (offset, maxHeaderBytes) =>
      `Cannot read header at byte ${offset}: what is told of the entry is longer than ${maxHeaderBytes} bytes`,
  );
export const ERR_TAR_LINK_TARGET: ErrorFactory<[name: string, target: string]> = /* @__PURE__ */ coded(
  'ERR_TAR_LINK_TARGET',
  Error,
  (name, target) => `Cannot link '${name}' to '${target}': there is no such file below the folder`,
);
export const ERR_TAR_SIZE_MISMATCH: ErrorFactory<[name: string, written: number, size: number]> =
  /* @__PURE__ */ coded(
    'ERR_TAR_SIZE_MISMATCH',
    RangeError,
    (name, written, size) => `Cannot pack entry '${name}': ${written} bytes were written, expected ${size}`,
  );
export const ERR_TAR_SPARSE_TOO_LARGE: ErrorFactory<[offset: number, maxSparseBytes: number]> =
  /* @__PURE__ */ coded(
    'ERR_TAR_SPARSE_TOO_LARGE',
    RangeError,
    (offset, maxSparseBytes) =>
      `Cannot expand entry at byte ${offset}: a sparse file is longer than ${maxSparseBytes} bytes`,
  );
export const ERR_TAR_SPOOL_TOO_LARGE: ErrorFactory<[name: string, maxSpoolBytes: number]> =
  /* @__PURE__ */ coded(
    'ERR_TAR_SPOOL_TOO_LARGE',
    RangeError,
    (name, maxSpoolBytes) =>
      `Cannot pack entry '${name}': its size is not given, and it is longer than ${maxSpoolBytes} bytes`,
  );
export const ERR_TAR_THROUGH_LINK: ErrorFactory<[name: string]> = /* @__PURE__ */ coded(
  'ERR_TAR_THROUGH_LINK',
  Error,
  (name) => `Cannot extract into '${name}': it is no directory, or not the one that it was`,
);
export const ERR_TAR_TOO_LARGE: ErrorFactory<[name: string, limit: string, most: number]> =
  /* @__PURE__ */ coded(
    'ERR_TAR_TOO_LARGE',
    RangeError,
    (name, limit, most) => `Cannot take '${name}': it passes the limit ${limit} of ${most}`,
  );
export const ERR_TAR_TRUNCATED: ErrorFactory<[offset: number]> = /* @__PURE__ */ coded(
  'ERR_TAR_TRUNCATED',
  SyntaxError,
  (offset) => `Cannot read archive: it ends at byte ${offset}, inside an entry`,
);
export const ERR_TAR_UNSAFE_LINK: ErrorFactory<[name: string, target: string, reason: string]> =
  /* @__PURE__ */ coded(
    'ERR_TAR_UNSAFE_LINK',
    Error,
    (name, target, reason) => `Cannot link '${name}' to '${target.slice(0, 200)}': the target ${reason}`,
  );
export const ERR_TAR_UNSAFE_NAME: ErrorFactory<[name: string, reason: string]> = /* @__PURE__ */ coded(
  'ERR_TAR_UNSAFE_NAME',
  Error,
  (name, reason) => `Cannot extract '${name.slice(0, 200)}': its name ${reason}`,
);

// pause-stream

export const ERR_PAUSE_STREAM_OVERFLOW: ErrorFactory<[maxBuffered: number, maxBufferedBytes: number]> =
  /* @__PURE__ */ coded(
    'ERR_PAUSE_STREAM_OVERFLOW',
    RangeError,
    (maxBuffered, maxBufferedBytes) =>
      `Cannot hold more than ${maxBuffered} chunks or ${maxBufferedBytes} bytes while the stream is paused`,
  );

// split, concat-stream

export const ERR_SPLIT_LINE_TOO_LONG: ErrorFactory<[maxLength: number, unit: 'characters' | 'bytes']> =
  /* @__PURE__ */ coded(
    'ERR_SPLIT_LINE_TOO_LONG',
    RangeError,
    (maxLength, unit) => `Cannot split text: a piece is longer than ${maxLength} ${unit}`,
  );
export const ERR_CONCAT_STREAM_NOT_JSON: ErrorFactory<[reason: string]> = /* @__PURE__ */ coded(
  'ERR_CONCAT_STREAM_NOT_JSON',
  SyntaxError,
  (reason) => `Cannot parse the body as JSON: ${reason}`,
);
export const ERR_CONCAT_STREAM_TOO_LONG: ErrorFactory<[maxLength: number]> = /* @__PURE__ */ coded(
  'ERR_CONCAT_STREAM_TOO_LONG',
  RangeError,
  (maxLength) => `Cannot collect the stream: its body is longer than ${maxLength}`,
);

// event-stream

export const ERR_EVENT_STREAM_TOO_LONG: ErrorFactory<[maxLength: number]> = /* @__PURE__ */ coded(
  'ERR_EVENT_STREAM_TOO_LONG',
  RangeError,
  (maxLength) => `Cannot gather the stream: it is longer than ${maxLength}`,
);

// duplex, duplexer, invert-stream, buffer-stream

export const ERR_DUPLEX_OVERFLOW: ErrorFactory<[maxBuffered: number]> = /* @__PURE__ */ coded(
  'ERR_DUPLEX_OVERFLOW',
  RangeError,
  (maxBuffered) => `Cannot hold back more than ${maxBuffered} chunks`,
);
export const ERR_DUPLEXER_OVERFLOW: ErrorFactory<[maxBuffered: number]> = /* @__PURE__ */ coded(
  'ERR_DUPLEXER_OVERFLOW',
  RangeError,
  (maxBuffered) => `Cannot hold more than ${maxBuffered} chunks until there is a writer`,
);
export const ERR_INVERT_STREAM_FAULT: ErrorFactory<[length: number]> = /* @__PURE__ */ coded(
  'ERR_INVERT_STREAM_FAULT',
  Error,
  (length) => `The connection failed after ${length}, as it was asked to`,
);
export const ERR_INVERT_STREAM_OVERFLOW: ErrorFactory<[maxBuffered: number]> = /* @__PURE__ */ coded(
  'ERR_INVERT_STREAM_OVERFLOW',
  RangeError,
  (maxBuffered) => `Cannot keep more than ${maxBuffered} chunks on their way`,
);

// emit-stream, remote-events, auth-stream

export const ERR_EMIT_STREAM_OVERFLOW: ErrorFactory<[maxBuffered: number]> = /* @__PURE__ */ coded(
  'ERR_EMIT_STREAM_OVERFLOW',
  RangeError,
  (maxBuffered) => `Cannot hold more than ${maxBuffered} events`,
);
export const ERR_EMIT_STREAM_REFUSED: ErrorFactory<[reason: string]> = /* @__PURE__ */ coded(
  'ERR_EMIT_STREAM_REFUSED',
  Error,
  (reason) => `Cannot emit what the stream gave: ${reason}`,
);
export const ERR_REMOTE_EVENTS_OVERFLOW: ErrorFactory<[maxBuffered: number]> = /* @__PURE__ */ coded(
  'ERR_REMOTE_EVENTS_OVERFLOW',
  RangeError,
  (maxBuffered) => `Cannot keep more than ${maxBuffered} events for the other end`,
);
export const ERR_REMOTE_EVENTS_REFUSED: ErrorFactory<[reason: string]> = /* @__PURE__ */ coded(
  'ERR_REMOTE_EVENTS_REFUSED',
  Error,
  (reason) => `Cannot emit what the other end sent: ${reason}`,
);
export const ERR_REMOTE_EVENTS_UNSENDABLE: ErrorFactory<[event: string]> = /* @__PURE__ */ coded(
  'ERR_REMOTE_EVENTS_UNSENDABLE',
  Error,
  (event) => `Cannot send event '${event}': it has no form in JSON`,
);
export const ERR_AUTH_STREAM_ATTEMPTS: ErrorFactory<[]> = /* @__PURE__ */ coded(
  'ERR_AUTH_STREAM_ATTEMPTS',
  Error,
  'Cannot try again yet: there were too many failures',
);
export const ERR_AUTH_STREAM_COST: ErrorFactory<[reason: string]> = /* @__PURE__ */ coded(
  'ERR_AUTH_STREAM_COST',
  RangeError,
  (reason) => `Cannot take the challenge of the server: ${reason}`,
);
export const ERR_AUTH_STREAM_IMPOSTOR: ErrorFactory<[]> = /* @__PURE__ */ coded(
  'ERR_AUTH_STREAM_IMPOSTOR',
  Error,
  'Cannot trust the server: it does not know the password',
);
export const ERR_AUTH_STREAM_NO_CRYPTO: ErrorFactory<[]> = /* @__PURE__ */ coded(
  'ERR_AUTH_STREAM_NO_CRYPTO',
  Error,
  'Cannot sign in without crypto.subtle, which browsers have on https and localhost only',
);
export const ERR_AUTH_STREAM_OVERFLOW: ErrorFactory<[maxBufferedBytes: number]> = /* @__PURE__ */ coded(
  'ERR_AUTH_STREAM_OVERFLOW',
  RangeError,
  (maxBufferedBytes) => `Cannot hold more than ${maxBufferedBytes} bytes before the other end is let in`,
);
export const ERR_AUTH_STREAM_PROTOCOL: ErrorFactory<[reason: string]> = /* @__PURE__ */ coded(
  'ERR_AUTH_STREAM_PROTOCOL',
  Error,
  (reason) => `Cannot follow the other end: ${reason}`,
);
export const ERR_AUTH_STREAM_REFUSED: ErrorFactory<[reason: string]> = /* @__PURE__ */ coded(
  'ERR_AUTH_STREAM_REFUSED',
  Error,
  (reason) => `Cannot sign in: ${reason}`,
);
export const ERR_AUTH_STREAM_TIMEOUT: ErrorFactory<[]> = /* @__PURE__ */ coded(
  'ERR_AUTH_STREAM_TIMEOUT',
  Error,
  'Cannot sign in: it took too long',
);

// tap

export const ERR_TAP_OVER: ErrorFactory<[name: string]> = /* @__PURE__ */ coded(
  'ERR_TAP_OVER',
  Error,
  (name) => `Cannot add test '${name}': the tests are over`,
);
export const ERR_TAP_TOO_DEEP: ErrorFactory<[maxDepth: number]> = /* @__PURE__ */ coded(
  'ERR_TAP_TOO_DEEP',
  RangeError,
  (maxDepth) => `Cannot open subtest: ${maxDepth} are open already`,
);
export const ERR_TAP_DIAGNOSTICS_TOO_LONG: ErrorFactory<[maxLength: number]> = /* @__PURE__ */ coded(
  'ERR_TAP_DIAGNOSTICS_TOO_LONG',
  RangeError,
  (maxLength) => `Cannot hold the diagnostics of a test point: they are longer than ${maxLength} characters`,
);
