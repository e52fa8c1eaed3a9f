/**
 * A pipe from a stream of ours to a stream of ours, as the chunks see it.
 *
 * What Node does for each chunk of a piped stream is: emit 'data', which calls the pipe's listener, which calls
 * `write` of the destination, which calls `_write`. All but the last is known beforehand as long as nobody has put
 * something of his own in between; that is looked up for each chunk, and then the chunk goes straight to `_write`.
 *
 * @module
 */
import { capturesRejections, EventEmitter } from '#platform';
import { throwersAreDestroyed } from './_host-line.ts';
import { nop } from './_nop.ts';
import type { Passage } from './_passage.ts';
import type { ReadableState } from './_readable-state.ts';
import { HELD } from './_readable-state.ts';
import { sizeOfBytes } from './_size-of-bytes.ts';
import { CONSTRUCTED, DESTROYED, ERRORED, OBJECT_MODE, SYNC } from './_state.ts';
import type { WritableState, WriteCallback } from './_writable-state.ts';
import { CORKED, ENDING, NEED_DRAIN, QUEUED, WRITING } from './_writable-state.ts';
import { hasRoom, write } from './_writing.ts';
import type { Readable } from './readable.ts';
import type { Encoding, Listener } from './types.ts';
import type { Writable } from './writable.ts';

/** The emitter's own `emit`, as it was when this was loaded: what replaces it wants to see every event. */
const { emit } = EventEmitter.prototype;

/** Kept here because V8 takes it for a constant, and what is imported not. */
const GUARDS: boolean = throwersAreDestroyed;

/** The bits of a stream that takes a chunk at once. */
const FREE: number = CONSTRUCTED;
const FREE_MASK: number = FREE | WRITING | ERRORED | ENDING | DESTROYED | CORKED | NEED_DRAIN;

/** The bits of one that has a chunk already, and room in its queue. */
const BUSY: number = CONSTRUCTED | WRITING;

/** The bits of a stream whose writer must be told something. */
const NOT_PLAIN: number = WRITING | QUEUED | ERRORED | DESTROYED;

const IS_OBJECTS: number = OBJECT_MODE;
const WRITES: number = WRITING | SYNC;
const IN_CALL: number = SYNC;
const HAS_HELD: number = HELD;

/** What joins a Readable to its only destination. */
export class Link<Chunk> {
  readonly destination: Writable<Chunk>;
  readonly state: WritableState;
  /** How chunks pass through the destination if it is a Transform. */
  readonly passage: Passage | null;
  /** The pipe's listener to 'data'. */
  readonly ondata: Listener;
  /** Stops the source until the destination has drained. */
  readonly pause: () => void;

  constructor(destination: Writable<Chunk>, passage: Passage | null, ondata: Listener, pause: () => void) {
    this.destination = destination;
    this.state = destination._writableState;
    this.passage = passage;
    this.ondata = ondata;
    this.pause = pause;
  }
}

/** An emitter whose lone listener to 'data' may be looked up. */
type Emitting = { readonly _events?: { readonly data?: Listener } };

/** Gives a chunk that goes out of a stream to those who listen to 'data'. */
export function handOn<Out>(stream: Readable<Out>, state: ReadableState<Out>, chunk: Out): void {
  const { link } = state;
  if (link !== null && stream.emit === emit && (stream as Emitting)._events?.data === link.ondata) {
    if (GUARDS) writeGuarded(link, chunk);
    else writeTo(link, chunk);
  } else emitData(stream, chunk);
}

/** How many chunks may be handed straight on, one inside the other, before the next has to wait for a tick. */
const DEEPEST = 256;
let depth = 0;

/** Whether a chunk came through so many streams, or listeners that push, that the stack might not hold one more. */
export function isDeep(): boolean {
  return depth >= DEEPEST;
}

/** Begins anew to count how deep the stack is: a tick has nothing below it. */
export function beginTurn(): void {
  depth = 0;
}

/** Gives a chunk that is pushed to those who listen to 'data', while the `push` is on the stack. */
export function handStraightOn<Out>(stream: Readable<Out>, state: ReadableState<Out>, chunk: Out): void {
  const before = depth;
  depth = before + 1;
  try {
    handOn(stream, state, chunk);
  } finally {
    depth = before;
  }
}

/**
 * The same for what a Transform passes on. The condition stands here once more because V8 remembers by place what
 * kinds of streams it has met: at this one they are Transforms. A chunk that makes somebody throw leaves the depth
 * too great until the next turn.
 */
export function passOn<Out>(stream: Readable<Out>, state: ReadableState<Out>, chunk: Out): void {
  const { link } = state;
  if (
    link !== null &&
    stream.emit === emit &&
    (stream as Emitting)._events?.data === link.ondata &&
    !GUARDS
  ) {
    depth++;
    writeTo(link, chunk);
    depth--;
  } else handStraightOn(stream, state, chunk);
}

/** Emits 'data'. A lone listener is called directly, which is all that the emitter would do. */
function emitData<Out>(stream: Readable<Out>, chunk: Out): void {
  const listener = (stream as Emitting)._events?.data;
  const isPlain = stream.emit === emit && !capturesRejections(stream);
  if (isPlain && typeof listener === 'function') listener.call(stream, chunk);
  else stream.emit('data', chunk);
}

/** Destroys a destination whose `_write` throws, as the pipe's listener does. */
function writeGuarded<Chunk>(link: Link<Chunk>, chunk: Chunk): void {
  try {
    writeTo(link, chunk);
  } catch (error) {
    link.destination.destroy(error as Error);
  }
}

/** Does what the pipe's listener does. */
function writeTo<Chunk>(link: Link<Chunk>, chunk: Chunk): void {
  const { destination, state } = link;
  const { bits } = state;
  const size = bits & IS_OBJECTS ? 1 : sizeOfBytes(chunk);
  if ((bits & FREE_MASK) !== FREE || destination.write !== write || size === 0) {
    writeToBusy(link, chunk);
  } else {
    state.writelen = size;
    state.bits = bits | WRITES;
    const encoding = (bits & IS_OBJECTS ? undefined : 'buffer') as Encoding;
    const { passage } = link;
    if (passage !== null && (destination._write as unknown) === passage.write) {
      const { readable } = passage;
      passage.before = readable.bits & HAS_HELD ? readable.length : readable.stored;
      passage.stream._transform(chunk, encoding, passage.done);
    } else destination._write(chunk, encoding, state.onwrite as WriteCallback);
    state.bits &= ~IN_CALL;
    if (state.bits & NOT_PLAIN && !hasRoom(state as WritableState)) link.pause();
  }
}

/** Queues a chunk for a stream that has one already, and room for more; leaves all else to the listener. */
function writeToBusy<Chunk>(link: Link<Chunk>, chunk: Chunk): void {
  const { destination, state } = link;
  const { bits } = state;
  const size = bits & IS_OBJECTS ? 1 : sizeOfBytes(chunk);
  if ((bits & FREE_MASK) !== BUSY || destination.write !== write || size === 0) link.ondata(chunk);
  else {
    state.enqueue(chunk, (bits & IS_OBJECTS ? undefined : 'buffer') as Encoding, nop);
    if (!hasRoom(state as WritableState)) link.pause();
  }
}
