/**
 * through2, whose transforms stand between streams of readable-stream, on which it is built.
 *
 * @module
 */
import streams from 'readable-stream';
import { transform } from 'through2';
import { nodeShaped } from './_node-shaped.ts';
import type { MakeStreams } from './_streams.ts';

/** Makes transforms by through2. */
export const through2: MakeStreams = nodeShaped(streams, (objectMode, answer) =>
  transform({ objectMode }, answer),
);
