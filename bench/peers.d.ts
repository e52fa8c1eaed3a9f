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
