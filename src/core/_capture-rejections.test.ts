import { describe, expect, it } from 'vitest';
import { Duplex } from './duplex.ts';
import { Readable } from './readable.ts';
import { Writable } from './writable.ts';

const options = {
  captureRejections: true,
  objectMode: true,
  read() {},
  write: (_chunk: unknown, _encoding: unknown, done: () => void) => done(),
};

const streams = {
  Readable: () => new Readable(options),
  Writable: () => new Writable(options),
  Duplex: () => new Duplex(options),
};

const reject = async (): Promise<void> => {
  throw new Error('rejected');
};

describe('behaviour', () => {
  it.each(Object.entries(streams))(
    '%s, with captureRejections, is destroyed by a listener that rejects',
    async (_name, make) => {
      const stream = make();
      const heard: unknown[] = [];
      stream.on('beep', reject);
      stream.on('beep', (...args: unknown[]) => heard.push(args));
      const error = new Promise<Error>((resolve) => stream.on('error', resolve));
      expect(stream.emit('beep', 1, 2)).toBe(true);
      expect(stream.emit('boop')).toBe(false);
      expect((await error).message).toBe('rejected');
      expect(stream.destroyed).toBe(true);
      expect(heard).toEqual([[1, 2]]);
    },
  );

  it("Readable, with captureRejections, sees what a lone 'data' listener returns", async () => {
    const stream = streams.Readable() as Readable<number>;
    const error = new Promise<Error>((resolve) => stream.on('error', resolve));
    stream.on('data', reject);
    stream.push(1);
    expect((await error).message).toBe('rejected');
  });
});
