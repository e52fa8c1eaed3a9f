/**
 * Every error that gardenhose throws or emits on purpose: one line a code, with its base class and message.
 *
 * The core's codes, classes and messages are Node's own. A segment's codes are `ERR_<SEGMENT>_<WHAT>`. Each
 * line is an export of its own, so that a browser bundle holds only the messages it can need; docs/errors.md
 * has a heading for each.
 *
 * @module
 */
import { describe } from './_describe.ts';

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
    (Error as { captureStackTrace?(target: object, below: unknown): void }).captureStackTrace?.(error, create);
    return Object.defineProperties(error, {
      code: { value: code, configurable: true, enumerable: true, writable: true },
      toString: { value: toString, configurable: true, writable: true },
      [kBrand]: { value: true },
    }) as CodedError;
  }
  return Object.assign(create, { code });
}

function toString(this: CodedError): string {
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
      `The ${quoteName(name)} must be ${expected}. Received ${describe(actual)}`,
  );
export const ERR_INVALID_ARG_VALUE: ErrorFactory<[name: string, value: unknown, reason?: string]> =
  /* @__PURE__ */ coded(
    'ERR_INVALID_ARG_VALUE',
    TypeError,
    (name, value, reason = 'is invalid') =>
      `The ${name.includes('.') ? 'property' : 'argument'} '${name}' ${reason}. Received ${inspect(value)}`,
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
  (encoding) => `Unknown encoding: ${encoding}`,
);

function quoteName(name: string): string {
  if (name.endsWith(' argument')) return name;
  return `"${name}" ${name.includes('.') ? 'property' : 'argument'}`;
}

function inspect(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}

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
