/**
 * Objects of a source of Node's on their way to a sink of Node's.
 *
 * @module
 */
import { Readable, Writable } from 'node:stream';
import { addTo } from '../case.ts';

/** A stream of any make that can be piped on. */
export interface Pipeable {
  pipe(sink: Writable): unknown;
}

/** Makes what is measured of the sources. */
export type Join = (...sources: Readable[]) => Pipeable;

/** Made beforehand, so that making them is no part of what is measured. */
const ring: readonly { readonly n: number }[] = Array.from({ length: 1024 }, (_, n) => ({ n }));

/** Sends `count` objects of several sources into a fast sink; fulfils with a checksum in which order does not count. */
export function flow(join: Join, sources: number, count: number): Promise<number> {
  return new Promise((resolve) => {
    let checksum = 0;
    const sink = new Writable({
      objectMode: true,
      write(object: { n: number }, _encoding, done) {
        checksum = (checksum + addTo(1, object.n)) | 0;
        done();
      },
    });
    sink.on('finish', () => resolve(checksum));
    const each = count / sources;
    join(...Array.from({ length: sources }, () => sourceOf(each, () => {}))).pipe(sink);
  });
}

/** Sends them into a sink that takes a turn of the event loop for each; fulfils with how many were held at most. */
export function hold(join: Join, sources: number, count: number): Promise<number> {
  return new Promise((resolve) => {
    let held = 0;
    let most = 0;
    const sink = new Writable({
      objectMode: true,
      write(_object, _encoding, done) {
        setImmediate(() => {
          held--;
          done();
        });
      },
    });
    sink.on('finish', () => resolve(most));
    const take = (): void => {
      most = Math.max(most, ++held);
    };
    join(...Array.from({ length: sources }, () => sourceOf(count / sources, take))).pipe(sink);
  });
}

function sourceOf(count: number, take: () => void): Readable {
  let n = 0;
  return new Readable({
    objectMode: true,
    read() {
      if (n === count) {
        this.push(null);
        return;
      }
      take();
      this.push(ring[n++ & 1023]);
    },
  });
}
