/**
 * scrypt as Node has it, off the main thread.
 *
 * @module
 */
import { scrypt as nodeScrypt } from 'node:crypto';
import type { Scrypt } from './_scrypt.ts';
import { untilAborted } from './_until-aborted.ts';

/**
 * Derives a key from a password, in the memory that the cost needs. What Node has begun it does to the end, but
 * nobody waits for it once `signal` aborts.
 */
export const scrypt: Scrypt = (password, salt, { cost, blockSize, parallelization }, length, signal) => {
  const work = new Promise<Uint8Array>((resolve, reject) => {
    // Node counts the blocks that are mixed, too, and wants a little more than it needs.
    const maxmem = 128 * blockSize * (cost + parallelization + 2) + 1024;
    nodeScrypt(password, salt, length, { cost, blockSize, parallelization, maxmem }, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
  return untilAborted(work, signal);
};
