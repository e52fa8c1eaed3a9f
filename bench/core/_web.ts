/**
 * The host's web streams. Their `pipeTo` looks after errors, as `pipeline` does.
 *
 * @module
 */
import { ReadableStream, TransformStream, WritableStream } from 'node:stream/web';
import type { MakeStreams, Streams } from './_streams.ts';

/** Makes web streams. */
export const web: MakeStreams = () => {
  const join = (parts: readonly unknown[]) => {
    const source = parts[0] as ReadableStream;
    const transforms = parts.slice(1, -1) as TransformStream[];
    return transforms
      .reduce((from, through) => from.pipeThrough(through), source)
      .pipeTo(parts.at(-1) as WritableStream);
  };
  return {
    source(count, chunk) {
      let n = 0;
      return new ReadableStream({
        pull(controller) {
          if (n < count) controller.enqueue(chunk(n++));
          else controller.close();
        },
      });
    },
    transform(map, answer) {
      if (answer === 'at once') {
        return new TransformStream({
          transform: (chunk, controller) => controller.enqueue(map(chunk as never)),
        });
      }
      const later = answer === 'by microtask' ? queueMicrotask : setImmediate;
      return new TransformStream({
        transform: (chunk, controller) =>
          new Promise((resolve) => {
            later(() => {
              controller.enqueue(map(chunk as never));
              resolve();
            });
          }),
      });
    },
    sink: (take) => new WritableStream({ write: (chunk) => take(chunk as never) }),
    pipe: join,
    pipeline: join,
    iterate: (source) => source as ReadableStream,
  } satisfies Streams;
};
