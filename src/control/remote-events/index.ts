/**
 * Connects two event emitters through a stream: what is emitted on the one is heard on the other.
 *
 * Pipe `getStream()` to a connection and back, `socket.pipe(remote.getStream()).pipe(socket)`, and again with the
 * next connection when this one is lost: `emit` calls of the meantime are kept, and sent before 'connect'. Events
 * travel as lines of JSON, one array each; docs/protocols/remote-events.md.
 *
 * Behaves as npm remote-events@1.1.4 in its call forms, timing and bytes: `emit` reaches the other end inside the
 * call where the streams do, 'connect' comes in the tick after `pipe`, 'disconnect' on both ends inside
 * `disconnect()`; ES5 heirs may `call` it on an object of theirs. Mended: what waits is bounded by `maxBuffered`; a connection that is full is not written to;
 * `destroy()` of the stream disconnects; `disconnect()` ends a stream that is not connected yet, too; 'connect'
 * comes once a connection; a character or a line cut in two is kept whole, and a listener that throws does not
 * take the rest of a chunk with it; events named by a symbol, 'newListener' and 'removeListener' are local. What
 * the other end sends and this one cannot emit (no JSON, no array, 'connect', an event that is not allowed, an
 * 'error' that nobody listens for) is dropped; who listens for 'error' gets an `ERR_REMOTE_EVENTS_REFUSED`.
 * Added: `incoming` and `outgoing`, which allow only some events; `send`, which tells whether an event was
 * delivered, with `volatile`, `ttlMs` and `signal`; `reliable`, which carries events over the loss of a
 * connection, none lost and none twice; typed events.
 *
 * @see the handbook's part on control streams
 *
 * @example Two ends
 * ```ts
 * import { RemoteEvents } from 'gardenhose/remote-events';
 *
 * const here = new RemoteEvents();
 * const there = new RemoteEvents();
 * const heard: unknown[] = [];
 * there.on('hello', (name) => heard.push(name));
 * here.emit('hello', 'early');
 * const stream = here.getStream();
 * stream.pipe(there.getStream()).pipe(stream);
 * await new Promise<void>((resolve) => here.on('connect', resolve));
 * here.emit('hello', 'world');
 * assert.deepEqual(heard, ['early', 'world']);
 * here.disconnect();
 * assert.equal(there.connected, false);
 * ```
 *
 * @module
 */
import { callable } from './_callable.ts';
import type { EventMap, RemoteEventsOptions } from './_options.ts';
import { Remote } from './_remote.ts';

export type { Overflow } from '../_bounded-queue.ts';
export type { EventNames } from '../_received-event.ts';
export type { ConnectionEvents, RemoteEventsOptions, SendOptions, WrapStream } from './_options.ts';

/** What `RemoteEvents` makes. */
export type RemoteEvents<
  Incoming extends EventMap<Incoming> = Record<string, unknown[]>,
  Outgoing extends EventMap<Outgoing> = Record<string, unknown[]>,
> = Remote<Incoming, Outgoing>;

/** The constructor, which ES5 heirs may call on an object of theirs. */
export interface RemoteEventsConstructor {
  new <
    Incoming extends EventMap<Incoming> = Record<string, unknown[]>,
    Outgoing extends EventMap<Outgoing> = Record<string, unknown[]>,
  >(
    options?: RemoteEventsOptions | null,
  ): RemoteEvents<Incoming, Outgoing>;
  call(self: object, options?: RemoteEventsOptions | null): void;
  readonly prototype: RemoteEvents;
}

/**
 * Makes an emitter whose events are emitted by the other end, and whose `emit` emits there.
 *
 * @throws {ERR_INVALID_ARG_TYPE} an option of the wrong type
 * @throws {ERR_INVALID_ARG_VALUE} an `overflow` that there is not
 * @throws {ERR_OUT_OF_RANGE} a bound below its least value
 * @throws {ERR_REMOTE_EVENTS_REFUSED} as 'error' event, if it is listened for: the other end sent what cannot be
 *   emitted
 * @throws {ERR_REMOTE_EVENTS_UNSENDABLE} as 'error' event, if it is listened for: an event that was kept has no
 *   form in JSON
 *
 * @example Only what is allowed
 * ```ts
 * import { RemoteEvents } from 'gardenhose/remote-events';
 *
 * const remote = new RemoteEvents<{ move: [x: number, y: number] }>({ incoming: ['move'] });
 * const refused: unknown[] = [];
 * remote.on('error', (error) => refused.push((error as { code?: string }).code));
 * remote.on('move', (x, y) => assert.equal(x + y, 7));
 * const stream = remote.getStream();
 * stream.write('["move",3,4]\n["shutdown"]\n["error"]\n');
 * assert.deepEqual(refused, ['ERR_REMOTE_EVENTS_REFUSED', 'ERR_REMOTE_EVENTS_REFUSED']);
 * ```
 */
export const RemoteEvents: RemoteEventsConstructor = /* @__PURE__ */ callable(
  Remote,
) as unknown as RemoteEventsConstructor;

export { RemoteEvents as default, RemoteEvents as 'module.exports' };
