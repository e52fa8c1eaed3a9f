/**
 * What may be asked of remote-events.
 *
 * @module
 */
import type { ClassicStream } from '../../core/classic.ts';
import type { BoundedQueueOptions } from '../_bounded-queue.ts';
import type { EventNames } from '../_received-event.ts';

/** What a map of events to their arguments has to look like. */
export type EventMap<Events> = { [E in keyof Events]: unknown[] };

/** What a RemoteEvents emits about itself. */
export interface ConnectionEvents {
  connect: [];
  disconnect: [];
}

/** Wraps a stream of arrays into one of bytes or text, as npm stream-serializer does. */
export type WrapStream = (stream: ClassicStream) => ClassicStream;

/** Options of `RemoteEvents`. */
export interface RemoteEventsOptions extends BoundedQueueOptions {
  /** Serialises, in the place of lines of JSON. */
  readonly wrap?: WrapStream | undefined;
  /** Which events the other end may emit here. @default all */
  readonly incoming?: EventNames | undefined;
  /** Which events may be emitted on the other end. @default all */
  readonly outgoing?: EventNames | undefined;
  /** Most arguments of an event of the other end. @default 1024 */
  readonly maxArguments?: number | undefined;
  /** Most characters of a line that the other end sends. @default 1_048_576 */
  readonly maxLineLength?: number | undefined;
  /**
   * Whether events are acknowledged, and sent again after the loss of a connection. Takes the same of the other
   * end; with any other, the original included, events travel as without. @default false
   */
  readonly reliable?: boolean | undefined;
  /** How long `reliable` waits, in ms, for an end that perhaps is not. @default 1000 */
  readonly helloTimeoutMs?: number | undefined;
  /** Ends each stream of `getStream` with an `AbortError` when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of `RemoteEvents#send`. */
export interface SendOptions {
  /** Whether the event is dropped if it cannot be sent at once. @default false */
  readonly volatile?: boolean | undefined;
  /** How long, in ms, the event may wait to be sent. @default Infinity */
  readonly ttlMs?: number | undefined;
  /** Ends the waiting for the outcome when it aborts, and takes the event back if it waits to be sent. */
  readonly signal?: AbortSignal | undefined;
}
