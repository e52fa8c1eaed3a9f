/**
 * Loads the original packages, for tests that run the same program on an original and on ours.
 *
 * They are written in JavaScript of their time, and few have types: a test says what it takes one to be.
 *
 * @module
 */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Returns what `require(name)` gives of an original package. */
export function original<Face>(name: string): Face {
  return require(name) as Face;
}
