/**
 * How long a chunk is that needs no conversion.
 *
 * @module
 */
import { isPlatformBytes } from '#platform';

/** How long a chunk is that can be passed on in byte mode as it is; 0 if it is empty or must be converted. */
export function sizeOfBytes(chunk: unknown): number {
  return isPlatformBytes(chunk) ? chunk.length : 0;
}
