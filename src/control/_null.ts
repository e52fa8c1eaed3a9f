/**
 * Null as a chunk: in the queue of a classic stream null is the end, but the streams of event-stream and map-stream
 * let it through as a chunk. Those hide it on its way into the queue, and show it on its way out.
 *
 * @module
 */

const HIDDEN: unique symbol = Symbol('null');

/** Returns the chunk as it may be queued. */
export function hideNull<Chunk>(chunk: Chunk): Chunk {
  return chunk === null ? (HIDDEN as Chunk) : chunk;
}

/** Returns the chunk as it was. */
export function showNull<Chunk>(chunk: Chunk): Chunk {
  return chunk === (HIDDEN as unknown) ? (null as Chunk) : chunk;
}
