import { EventEmitter } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { Readable } from './readable.ts';

afterEach(() => {
  EventEmitter.captureRejections = false;
});

/** A stream whose only 'data' listener rejects, and the error that the stream ends with. */
function errorOf(source: Readable<number>): Promise<Error> {
  return new Promise((resolve) => {
    source.on('error', resolve);
    source.on('data', async () => {
      throw new Error('rejected');
    });
    source.push(1);
  });
}

describe('captureRejections', () => {
  it('Readable, with captureRejections, is destroyed by a listener that rejects', async () => {
    const source = new Readable<number>({ objectMode: true, captureRejections: true, read() {} });
    expect((await errorOf(source)).message).toBe('rejected');
    expect(source.destroyed).toBe(true);
  });

  it('Readable, with captureRejections set for all emitters, is destroyed too', async () => {
    EventEmitter.captureRejections = true;
    const source = new Readable<number>({ objectMode: true, read() {} });
    expect((await errorOf(source)).message).toBe('rejected');
  });
});
