/**
 * Lets a stream of values travel as text or bytes: the stream itself takes and emits values, whoever is outside
 * writes lines or frames to it and gets lines or frames from it.
 *
 * Use it where a program has a duplex stream of objects, such as one of `scuttlebutt` or `mux-demux`, that is to be
 * piped through a socket. The stream is changed and returned: its `write`, `end` and `emit` are replaced. Values
 * come and go inside the call that completes them; `write()` returns false if the stream did, and 'drain' passes.
 *
 * - `json`, the default: lines of JSON, as text;
 * - `ndjson`: the same as bytes (UTF-8);
 * - `raw`: the stream as it is;
 * - a codec, `{ encode, decode }`: frames with a length, see docs/protocols/stream-serializer.md. Codecs for CBOR and
 *   MessagePack are `gardenhose/stream-serializer/cbor` and `gardenhose/stream-serializer/msgpack`.
 *
 * Behaves as npm stream-serializer@1.1.2. A line or frame that cannot be read is an 'error' event with the text as
 * `line` or the bytes as `frame`, and the next is read. Mended: characters that are cut in two are kept whole; blank
 * lines are skipped; `write` returns whether to go on; an event passes with all its arguments; a value that cannot be
 * written is an 'error' event, where it was thrown at whoever emitted it, or, if undefined, sent as that word; what
 * is written must be text or bytes; after the end nothing is read. Added: `ndjson`, codecs, `maxFrameBytes`.
 *
 * @see the handbook's chapter "stream-serializer"
 *
 * @example Lines of JSON
 * ```ts
 * import { serializer } from 'gardenhose/stream-serializer';
 * import { through } from 'gardenhose/through';
 *
 * const doubling = through<number>(function (n) {
 *   this.queue(n * 2);
 * });
 * const wire = serializer.json(doubling);
 * const seen: unknown[] = [];
 * wire.on('data', (line) => seen.push(line));
 * wire.write('1\n2\n');
 * assert.deepEqual(seen, ['2\n', '4\n']);
 * ```
 *
 * @module
 */
import { validateLimit } from '../../control/_validate.ts';
import type { Codec } from './_frames.ts';
import { Frames } from './_frames.ts';
import type { JSONLike } from './_lines.ts';
import { Lines } from './_lines.ts';
import type { SerializableStream, Serialized } from './_wrap.ts';
import { wrap } from './_wrap.ts';

export type { Codec } from './_frames.ts';
export type { JSONLike } from './_lines.ts';
export type { SerializableStream, Serialized } from './_wrap.ts';

/** Options of each serializer. */
export interface SerializerOptions {
  /**
   * Most bytes that a frame's payload may have, or characters (UTF-16 code units) that a line may. A longer one that
   * comes in destroys the stream; one that is to go out is an 'error' event.
   * @default 16_777_216
   */
  readonly maxFrameBytes?: number | undefined;
}

/** Changes a stream, and returns it. */
export type Wrapper<Chunk extends string | Uint8Array = string | Uint8Array> = <S extends SerializableStream>(
  stream: S,
) => Serialized<S, Chunk>;

/** The type of `serializer`: a function that has the serializers as properties. */
export interface Serializer {
  <Wrap extends (stream: never) => unknown>(wrapper: Wrap): Wrap;
  (name?: 'json' | null, options?: SerializerOptions): Wrapper<string>;
  (name: 'ndjson' | Codec, options?: SerializerOptions): Wrapper<Uint8Array>;
  (name: 'raw', options?: SerializerOptions): <S extends SerializableStream>(stream: S) => S;
  (name?: 'json' | 'raw' | 'ndjson' | Codec | null, options?: SerializerOptions): Wrapper;
  /** Lines of JSON, as text. `json` may have other functions than `JSON` has. */
  json<S extends SerializableStream>(
    stream: S,
    json?: JSONLike,
    options?: SerializerOptions,
  ): Serialized<S, string>;
  /** Lines of JSON, as bytes. */
  ndjson<S extends SerializableStream>(stream: S, options?: SerializerOptions): Serialized<S, Uint8Array>;
  /** Frames with what a codec makes of values. */
  framed<S extends SerializableStream>(
    stream: S,
    codec: Codec,
    options?: SerializerOptions,
  ): Serialized<S, Uint8Array>;
  /** The stream as it is. */
  raw<S extends SerializableStream>(stream: S): S;
}

function json<S extends SerializableStream>(
  stream: S,
  json: JSONLike = JSON,
  options: SerializerOptions = {},
): Serialized<S, string> {
  return wrap(stream, new Lines(json, maxFrameBytesOf(options), false));
}

function ndjson<S extends SerializableStream>(
  stream: S,
  options: SerializerOptions = {},
): Serialized<S, Uint8Array> {
  return wrap(stream, new Lines(JSON, maxFrameBytesOf(options), true));
}

function framed<S extends SerializableStream>(
  stream: S,
  codec: Codec,
  options: SerializerOptions = {},
): Serialized<S, Uint8Array> {
  return wrap(stream, new Frames(codec, maxFrameBytesOf(options)));
}

function raw<S extends SerializableStream>(stream: S): S {
  return stream;
}

function maxFrameBytesOf({ maxFrameBytes = 16_777_216 }: SerializerOptions): number {
  validateLimit('options.maxFrameBytes', maxFrameBytes, 1);
  return maxFrameBytes;
}

/** Whether an argument is a codec: any other object stood for `json`, and still does. */
function isCodec(wrapper: unknown): wrapper is Codec {
  const { encode, decode } = (wrapper ?? {}) as Partial<Codec>;
  return typeof encode === 'function' && typeof decode === 'function';
}

/**
 * Returns the function that wraps streams as the argument says: by the name of a serializer, by a codec, or by the
 * program's own function, which is returned as it is. Any other argument, or none, stands for `json`.
 *
 * @throws {ERR_INVALID_ARG_TYPE} a `maxFrameBytes` that is no number; by `write`, for neither text nor bytes
 * @throws {ERR_OUT_OF_RANGE} a `maxFrameBytes` below 1
 * @throws {ERR_STREAM_SERIALIZER_DECODE} as 'error' event: a line or frame cannot be read
 * @throws {ERR_STREAM_SERIALIZER_ENCODE} as 'error' event: a value cannot be written
 * @throws {ERR_STREAM_SERIALIZER_TOO_LONG} as 'error' event: more than `maxFrameBytes`
 * @throws {ERR_STREAM_SERIALIZER_TRUNCATED} as 'error' event: the input ends within a frame
 *
 * @example Two ends
 * ```ts
 * import { serializer } from 'gardenhose/stream-serializer';
 * import { msgpack } from 'gardenhose/stream-serializer/msgpack';
 * import { through } from 'gardenhose/through';
 *
 * const heard: unknown[] = [];
 * const wrap = serializer(msgpack, { maxFrameBytes: 1024 });
 * const here = wrap(through());
 * const there = wrap(through((value) => heard.push(value)));
 * here.pipe(there);
 * here.queue({ beep: 'boop' });
 * assert.deepEqual(heard, [{ beep: 'boop' }]);
 * ```
 */
export const serializer: Serializer = /* @__PURE__ */ Object.assign(
  function serializer(wrapper?: unknown, options?: SerializerOptions): unknown {
    if (typeof wrapper === 'function') return wrapper;
    if (options !== undefined) maxFrameBytesOf(options);
    if (isCodec(wrapper)) return (stream: SerializableStream) => framed(stream, wrapper, options);
    if (wrapper === 'raw') return raw;
    if (wrapper === 'ndjson') return (stream: SerializableStream) => ndjson(stream, options);
    return options === undefined ? json : (stream: SerializableStream) => json(stream, JSON, options);
  } as Serializer,
  { json, ndjson, framed, raw },
);

export { serializer as default, serializer as 'module.exports' };
