/**
 * What can be done to a part of a duplexer, whoever made it.
 *
 * @module
 */
import { nop } from '../core/_nop.ts';
import type { AnyStream } from '../core/_predicates.ts';
import { isDestroyed } from '../core/_predicates.ts';
import { ERR_INVALID_ARG_TYPE } from '../core/errors.ts';
import type { EmitterLike, Listener } from '../core/types.ts';

/** A listener of ours and whom it listens to. */
export type Wire = readonly [stream: AnyStream, event: string, listener: Listener];

/** Listeners by event. */
export type Listeners = Readonly<Record<string, Listener>>;

/**
 * A part as the stream keeps it: undefined while it is to come, null if there is none.
 *
 * @throws {ERR_INVALID_ARG_TYPE} it is no emitter, or has not the method
 */
export function toPart(
  name: string,
  part: EmitterLike | false | null | undefined,
  method: 'on' | 'write',
): AnyStream | null | undefined {
  if (part === false) return null;
  if (part === null || part === undefined) return undefined;
  if (typeof part.on !== 'function' || typeof (part as AnyStream)[method] !== 'function')
    throw ERR_INVALID_ARG_TYPE(name, 'an instance of Stream', part);
  return part;
}

/** Writes with all arguments that were given; false if the writer asks to wait. */
export function writeTo(writer: AnyStream, chunk: unknown[]): boolean {
  return (writer as { write(...chunk: unknown[]): unknown }).write(...chunk) !== false;
}

/** Ends with all arguments that were given. */
export function endWith(writer: AnyStream, last: unknown[]): void {
  (writer as { end?(...last: unknown[]): unknown }).end?.(...last);
}

/** Adds listeners. */
export function plug(stream: AnyStream, listeners: Listeners): Wire[] {
  const wires = Object.entries(listeners).map(([event, listener]): Wire => [stream, event, listener]);
  for (const [, event, listener] of wires) stream.on(event, listener);
  return wires;
}

/** Takes listeners off. */
export function unplug(wires: readonly Wire[]): void {
  for (const [stream, event, listener] of wires) stream.removeListener(event, listener);
}

/** Destroys a part, whose own error nobody needs to hear any more. */
export function destroyPart(part: AnyStream, error: Error | null | undefined): void {
  part.on('error', nop);
  if (isDestroyed(part)) return;
  if (error) part.destroy?.(error);
  else part.destroy?.();
}
