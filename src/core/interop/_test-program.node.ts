/**
 * A child program that joins the process's own streams to ours; its first argument says how.
 *
 * @module
 */
import { Buffer } from 'node:buffer';
import process from 'node:process';
import * as gardenhose from '../../index.ts';
import type { Implementation } from './_test-kit.ts';

const { Readable, Transform, pipeline, promises } = gardenhose as unknown as Implementation;

/** What the program can be told to do. */
export type Way = 'pipe' | 'pipeline' | 'twice' | 'iterate' | 'flood' | 'to stderr';

function upper(): InstanceType<typeof Transform> {
  return new Transform({ transform: (chunk, _encoding, done) => done(null, `${chunk}`.toUpperCase()) });
}

function lines(count: number): InstanceType<typeof Readable> {
  let n = 0;
  return new Readable({
    read() {
      this.push(n < count ? Buffer.from(`${n++}\n`) : null);
    },
  });
}

const ways: Record<Way, () => unknown> = {
  pipe: () => process.stdin.pipe(upper()).pipe(process.stdout),
  pipeline: () =>
    pipeline(process.stdin, upper(), process.stdout, (error) =>
      console.error(`told: ${error ?? 'a clean end'}`),
    ),
  /** Standard output is not ended by a pipe. */
  twice: () => {
    lines(1).pipe(process.stdout);
    lines(2)
      .on('end', () => lines(3).pipe(process.stdout))
      .pipe(process.stdout, { end: true });
  },
  iterate: async () => {
    let count = 0;
    for await (const chunk of Readable.from(process.stdin)) count += chunk.length;
    console.log(count);
  },
  /** The reader goes away before everything is written. */
  flood: async () => {
    const source = lines(10_000_000);
    const error = await promises.pipeline(source, process.stdout).catch((reason) => reason);
    console.error(`${error.code} ${source.destroyed}`);
  },
  'to stderr': () => lines(3).pipe(process.stderr),
};

await ways[process.argv[2] as Way]();
