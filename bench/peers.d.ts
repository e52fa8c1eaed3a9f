// What the benchmarks use of their peers, so that these need not be installed for the types to be checked.

declare module 'readable-stream' {
  export { pipeline, Readable, Transform, Writable } from 'node:stream';
}

declare module 'through2' {
  import type { Transform, TransformOptions } from 'node:stream';
  export function transform(
    options: TransformOptions,
    transform: NonNullable<TransformOptions['transform']>,
  ): Transform;
}

declare module 'streamx' {
  type Done = (error?: Error | null, chunk?: unknown) => void;
  interface Stream {
    once(event: 'finish', listener: () => void): this;
    pipe<To extends Stream>(to: To): To;
    push(chunk: unknown): boolean;
    [Symbol.asyncIterator](): AsyncIterator<unknown>;
  }
  type StreamClass<Options> = new (options: Options & ThisType<Stream>) => Stream;
  export const Readable: StreamClass<{ read(done: Done): void }>;
  export const Writable: StreamClass<{ write(chunk: unknown, done: Done): void }>;
  export const Transform: StreamClass<{ transform(chunk: unknown, done: Done): void }>;
  export type { Stream };
  export function pipeline(streams: Stream[], done: (error: Error | null) => void): Stream;
}

declare module 'pull-stream' {
  export type Ending = Error | true | null;
  export type Source = (abort: Ending, give: (ending: Ending, chunk?: unknown) => void) => void;
  export type Through = (source: Source) => Source;
  export type Sink = (source: Source) => void;
  interface Pull {
    (...parts: (Source | Through | Sink)[]): unknown;
    map(map: (chunk: never) => unknown): Through;
    asyncMap(map: (chunk: never, done: (error: Error | null, chunk: unknown) => void) => void): Through;
    drain(take: (chunk: never) => void, done: (error: Ending) => void): Sink;
  }
  const pull: Pull;
  export default pull;
}

declare module 'split2' {
  import type { Transform } from 'node:stream';
  export default function split2(matcher?: string | RegExp, mapper?: (line: string) => unknown): Transform;
  export default function split2(mapper: (line: string) => unknown): Transform;
}

declare module 'split' {
  import type { Duplex } from 'node:stream';
  export default function split(matcher?: string | RegExp | null, mapper?: (line: string) => unknown): Duplex;
}

declare module 'concat-stream' {
  import type { Writable } from 'node:stream';
  export default function concat(options: { encoding?: string }, callback: (body: unknown) => void): Writable;
}

declare module 'get-stream' {
  export default function getStream(source: AsyncIterable<unknown>): Promise<string>;
  export function getStreamAsBuffer(source: AsyncIterable<unknown>): Promise<Buffer>;
}

declare module 'map-stream' {
  import type { Duplex } from 'node:stream';

  type Done = (error?: Error | null, chunk?: unknown) => void;
  export default function map(mapper: (chunk: never, done: Done) => void): Duplex;
}

declare module 'JSONStream' {
  import type { Duplex } from 'node:stream';

  const JSONStream: {
    parse(path?: unknown, map?: (value: never, path: unknown) => unknown): Duplex;
    stringify(open?: string | false, separator?: string, close?: string, indent?: number): Duplex;
  };
  export default JSONStream;
}

declare module 'event-stream' {
  import type { Duplex, Stream } from 'node:stream';

  const eventStream: {
    merge(...sources: Stream[]): Duplex;
  };
  export default eventStream;
}

declare module 'tar-stream' {
  import type { Readable, Writable } from 'node:stream';

  export function extract(): Writable;
  export function pack(): Readable;
}

declare module 'trumpet' {
  import type { Duplex, Writable } from 'node:stream';

  interface Trumpet extends Duplex {
    createWriteStream(selector: string): Writable;
    selectAll(
      selector: string,
      take: (element: { setAttribute(name: string, value: string): void }) => void,
    ): void;
  }
  export default function trumpet(): Trumpet;
}
