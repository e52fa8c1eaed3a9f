import { describe, expect, expectTypeOf, it } from 'vitest';
import type { CodedError, ErrorFactory } from './errors.ts';
import * as errors from './errors.ts';

const factories = Object.entries(errors).filter(([name]) => name.startsWith('ERR_')) as [
  string,
  ErrorFactory<unknown[]>,
][];

describe('errors', () => {
  describe('behaviour', () => {
    it.each(factories)('%s is exported under its own code', (name, factory) => {
      expect(factory.code).toBe(name);
    });

    it('a coded error is of its base class and prints its code, as Node errors do', () => {
      const error = errors.ERR_INVALID_ARG_TYPE('size', 'of type number', 'big');
      expect(error).toBeInstanceOf(TypeError);
      expect(error.code).toBe('ERR_INVALID_ARG_TYPE');
      expect(String(error)).toBe(
        'TypeError [ERR_INVALID_ARG_TYPE]: The "size" argument must be of type number. Received type string (\'big\')',
      );
      expect(Object.keys(error)).toEqual(['code']);
    });

    it('isGardenhoseError knows its own errors, of another copy too, and no others', () => {
      const foreign = Object.assign(new Error('x'), { [Symbol.for('gardenhose.error')]: true });
      expect(errors.isGardenhoseError(errors.ERR_STREAM_PREMATURE_CLOSE())).toBe(true);
      expect(errors.isGardenhoseError(foreign)).toBe(true);
      for (const other of [new Error('x'), { code: 'ERR_STREAM_PREMATURE_CLOSE' }, null, undefined, 'x']) {
        expect(errors.isGardenhoseError(other)).toBe(false);
      }
    });

    it('withCause gives an error a cause that does not show among its keys', () => {
      const reason = new Error('reason');
      const error = errors.ERR_STREAM_DESTROYED('write');
      expect(errors.withCause(error, reason)).toBe(error);
      expect(error.cause).toBe(reason);
      expect(Object.keys(error)).toEqual(['code']);
    });

    it('AbortError has the name of the web and the code of Node, and keeps its cause', () => {
      const error = new errors.AbortError(undefined, { cause: 'stop' });
      expect(error).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR', cause: 'stop' });
      expect(error.message).toBe('The operation was aborted');
    });
  });

  describe('messages', () => {
    it.each([
      [
        errors.ERR_INVALID_ARG_TYPE('options.size', 'of type number', undefined),
        'The "options.size" property must be of type number. Received undefined',
      ],
      [
        errors.ERR_INVALID_ARG_TYPE('items', 'a list', new Map()),
        'The "items" argument must be a list. Received an instance of Map',
      ],
      [errors.ERR_INVALID_ARG_VALUE('mode', 'fast'), "The argument 'mode' is invalid. Received 'fast'"],
      [
        errors.ERR_INVALID_ARG_VALUE('options.mode', 7, 'must be even'),
        "The property 'options.mode' must be even. Received 7",
      ],
      [
        errors.ERR_OUT_OF_RANGE('size', '>= 0', -1),
        'The value of "size" is out of range. It must be >= 0. Received -1',
      ],
      [errors.ERR_MISSING_ARGS('streams'), 'The "streams" argument must be specified'],
      [
        errors.ERR_INVALID_RETURN_VALUE('AsyncIterable', 'transform[0]', 1),
        'Expected AsyncIterable to be returned from the "transform[0]" function but got type number (1).',
      ],
      [errors.ERR_UNHANDLED_ERROR('reason'), "Unhandled error. ('reason')"],
      [errors.ERR_UNKNOWN_ENCODING('utf9'), 'Unknown encoding: utf9'],
      [errors.ERR_METHOD_NOT_IMPLEMENTED('_read()'), 'The _read() method is not implemented'],
      [errors.ERR_MULTIPLE_CALLBACK(), 'Callback called multiple times'],
      [errors.ERR_STREAM_ALREADY_FINISHED('end'), 'Cannot call end after a stream was finished'],
      [errors.ERR_STREAM_CANNOT_PIPE(), 'Cannot pipe, not readable'],
      [errors.ERR_STREAM_DESTROYED('write'), 'Cannot call write after a stream was destroyed'],
      [errors.ERR_STREAM_NULL_VALUES(), 'May not write null values to stream'],
      [errors.ERR_STREAM_PREMATURE_CLOSE(), 'Premature close'],
      [errors.ERR_STREAM_PUSH_AFTER_EOF(), 'stream.push() after EOF'],
      [errors.ERR_STREAM_UNABLE_TO_PIPE(), 'Cannot pipe to a closed or destroyed stream'],
      [errors.ERR_STREAM_UNSHIFT_AFTER_END_EVENT(), 'stream.unshift() after end event'],
      [errors.ERR_STREAM_WRITE_AFTER_END(), 'write after end'],
    ])('%s has the message of Node', (error, message) => {
      expect(error.message).toBe(message);
    });
  });

  describe('types', () => {
    it('a factory takes what its message needs and makes a coded error', () => {
      expectTypeOf(errors.ERR_OUT_OF_RANGE).parameters.toEqualTypeOf<
        [name: string, range: string, actual: unknown]
      >();
      expectTypeOf(errors.ERR_STREAM_DESTROYED('write')).toEqualTypeOf<CodedError>();
    });
  });
});
