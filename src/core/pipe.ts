/**
 * How a Readable is joined to its destinations, and parted from them.
 *
 * The flow stops while any destination is full and goes on when the last of them has drained. Errors travel in
 * neither direction: that is `pipeline`'s task.
 *
 * @see the handbook's chapter "pipe"; https://nodejs.org/api/stream.html#readablepipedestination-options
 *
 * @module
 */
import { capturesRejections, isStandardOutput, nextTick, settleListeners } from '#platform';
import { partingCountsAsDrain, throwersAreDestroyed } from './_host-line.ts';
import { Link } from './_link.ts';
import { passageOf, transformWrite } from './_passage.ts';
import { AWAITS_DRAIN, DATA_LISTENING, END_EMITTED, FLOWING, MULTI_AWAIT_DRAIN } from './_readable-state.ts';
import { WritableState } from './_writable-state.ts';
import { makeOnwrite } from './_writing.ts';
import { prependListener } from './classic.ts';
import type { Destroyable } from './destroy.ts';
import { errorOrDestroy } from './destroy.ts';
import type { Readable } from './readable.ts';
import type { Transform } from './transform.ts';
import type { EventEmitter, Listener, PipeOptions, WritableLike } from './types.ts';
import type { Writable } from './writable.ts';

/** A destination as the pipe sees it: any writable, with what a stream of the stream floor has besides. */
type Destination<Out> = WritableLike<Out> &
  Partial<Pick<EventEmitter, 'prependListener' | 'listenerCount'>> & {
    readonly writableNeedDrain?: boolean;
    readonly _writableState?: { readonly needDrain?: boolean; readonly errorEmitted?: boolean };
    readonly _readableState?: { readonly errorEmitted?: boolean };
  };

interface UnpipeInfo {
  hasUnpiped: boolean;
}

/** Joins `source` to `destination` and starts the flow. */
export function pipe<Out>(source: Readable<Out>, destination: Destination<Out>, options?: PipeOptions): void {
  const state = source._readableState;
  if (state.pipes.length === 1 && (state.bits & MULTI_AWAIT_DRAIN) === 0) {
    state.bits |= MULTI_AWAIT_DRAIN;
    const waitedFor = state.awaitDrainWriters as WritableLike<Out> | null;
    state.awaitDrainWriters = new Set(waitedFor === null ? [] : [waitedFor]);
  }
  state.addPipe(destination);

  const whenSourceEnds = options?.end !== false && !isStandardOutput(destination) ? onend : unpipe;
  if (state.bits & END_EMITTED) nextTick(whenSourceEnds);
  else source.once('end', whenSourceEnds);

  let drainListener: (() => void) | undefined;
  let cleanedUp = false;
  let chunks = 0;

  function onunpipe(from: unknown, info?: UnpipeInfo): void {
    if (from !== source || info?.hasUnpiped !== false) return;
    info.hasUnpiped = true;
    cleanup();
  }
  function onend(): void {
    destination.end();
  }
  function unpipe(): void {
    source.unpipe(destination);
  }
  function cleanup(): void {
    destination.removeListener('close', onclose);
    destination.removeListener('finish', onfinish);
    if (drainListener !== undefined) destination.removeListener('drain', drainListener);
    destination.removeListener('error', onerror as Listener);
    destination.removeListener('unpipe', onunpipe as Listener);
    source.removeListener('end', onend);
    source.removeListener('end', unpipe);
    source.removeListener('data', ondata);
    if (state.link?.ondata === ondata) state.link = null;
    cleanedUp = true;
    const side = destination._writableState;
    const drainIsOwed = partingCountsAsDrain || side === undefined || side.needDrain;
    if (drainListener !== undefined && state.awaitDrainWriters !== null && drainIsOwed) drainListener();
  }
  function pause(): void {
    if (!cleanedUp) {
      if (state.pipes.length === 1 && state.pipes[0] === destination) {
        state.awaitDrainWriters = destination;
        state.bits = (state.bits & ~MULTI_AWAIT_DRAIN) | AWAITS_DRAIN;
      } else if (state.pipes.length > 1 && state.pipes.includes(destination)) {
        (state.awaitDrainWriters as Set<WritableLike<Out>>).add(destination);
        state.bits |= AWAITS_DRAIN;
      }
      source.pause();
    }
    if (drainListener === undefined) {
      drainListener = () => onDrained(source, destination);
      destination.on('drain', drainListener);
    }
  }
  function ondata(chunk: Out): void {
    if (++chunks === MANY) link(source, destination as unknown as Writable<Out>, ondata as Listener, pause);
    try {
      if (destination.write(chunk) === false) pause();
    } catch (error) {
      if (!throwersAreDestroyed) throw error;
      (destination as unknown as Destroyable).destroy(error as Error);
    }
  }
  /** With nobody else listening, the error is the destination's own as if it were not piped to. */
  function onerror(error: Error): void {
    unpipe();
    destination.removeListener('error', onerror as Listener);
    if (destination.listenerCount?.('error') !== 0) return;
    const side = destination._writableState ?? destination._readableState;
    if (side !== undefined && !side.errorEmitted)
      errorOrDestroy(destination as unknown as Destroyable, error);
    else destination.emit('error', error);
  }
  function onclose(): void {
    destination.removeListener('finish', onfinish);
    unpipe();
  }
  function onfinish(): void {
    destination.removeListener('close', onclose);
    unpipe();
  }

  destination.on('unpipe', onunpipe as Listener);
  source.on('data', ondata);
  prependListener(destination, 'error', onerror as Listener);
  destination.once('close', onclose);
  destination.once('finish', onfinish);
  destination.emit('pipe', source);

  if (destination.writableNeedDrain === true) pause();
  else if ((state.bits & FLOWING) === 0) source.resume();
}

/** After how many chunks a pipe is made ready for many more. */
const MANY = 32;

/** Shortens the way to a destination of ours, unless the emitter must see what listeners return. */
function link<Out>(
  source: Readable<Out>,
  destination: Writable<Out>,
  ondata: Listener,
  pause: () => void,
): void {
  const { _readableState: state } = source;
  const { _writableState: theirs } = destination;
  if (!(theirs instanceof WritableState) || capturesRejections(source)) return;
  settleListeners(source);
  const onwrite = theirs.onwrite ?? makeOnwrite(destination as Writable, theirs as WritableState);
  const isTransform = (destination._write as unknown) === transformWrite;
  const passage = isTransform ? passageOf(destination as unknown as Transform, onwrite) : null;
  state.link = new Link(destination, passage, ondata, pause);
}

/** A destination that stopped the flow has drained. */
function onDrained<Out>(source: Readable<Out>, destination: WritableLike<Out>): void {
  const state = source._readableState;
  if (state.awaitDrainWriters === destination) state.awaitDrainWriters = null;
  else if (state.bits & MULTI_AWAIT_DRAIN) (state.awaitDrainWriters as Set<unknown>).delete(destination);
  const waiting = state.awaitDrainWriters;
  const nobodyWaits = waiting === null || (waiting instanceof Set && waiting.size === 0);
  if (nobodyWaits && state.bits & DATA_LISTENING) source.resume();
}

/** Parts `source` from one destination, or from all. */
export function unpipe<Out>(source: Readable<Out>, destination: WritableLike<Out> | undefined): void {
  const state = source._readableState;
  if (state.pipes.length === 0) return;
  if (destination === undefined || destination === null) {
    const destinations = state.pipes;
    state.pipes = [];
    source.pause();
    for (const each of destinations) each.emit('unpipe', source, { hasUnpiped: false });
    return;
  }
  const index = state.pipes.indexOf(destination);
  if (index === -1) return;
  state.pipes.splice(index, 1);
  if (state.pipes.length === 0) source.pause();
  destination.emit('unpipe', source, { hasUnpiped: false });
}
