/**
 * Bytes without Node's Buffer.
 *
 * @module
 */

/** Joins chunks whose lengths add up to `length` into one. */
export function concatBytes(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    joined.set(chunk, offset);
    offset += chunk.length;
  }
  return joined;
}
