/**
 * Looks at what another program wants emitted here before it is: `[event, ...args]`, the shape of emit-stream and
 * remote-events.
 *
 * @module
 */
import { ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE } from '../core/errors.ts';
import type { EventEmitter } from '../core/types.ts';
import { validateLimit } from './_validate.ts';

/** Which events: their names, or a function that says whether a name is one of them. */
export type EventNames = readonly string[] | ((event: string) => boolean);

/** What may be received. */
export interface ReceivingRules {
  readonly isAllowed: (event: string) => boolean;
  /** Events that an emitter, or the segment, emits of its own accord. */
  readonly reserved: readonly string[];
  readonly maxArguments: number;
}

/** An event and its arguments, as they travel. */
export type EventArray = [event: string, ...args: unknown[]];

/** What every emitter emits about its own listeners. */
export const LISTENER_EVENTS: readonly string[] = ['newListener', 'removeListener'];

const DEFAULT_MAX_ARGUMENTS = 1024;

/** With some ten thousand more a call overflows the stack. */
const MOST_ARGUMENTS = 65_536;

/**
 * Turns the option that names events into a function that knows them; without it all are known.
 *
 * @throws {ERR_INVALID_ARG_TYPE} `names` is given, and neither an array nor a function
 */
export function createEventFilter(name: string, names: EventNames | undefined): (event: string) => boolean {
  if (names === undefined) return () => true;
  if (typeof names === 'function') return names;
  if (!Array.isArray(names))
    throw ERR_INVALID_ARG_TYPE(name, 'of type function or an instance of Array', names);
  const set = new Set(names);
  return (event) => set.has(event);
}

/**
 * Checks the option that bounds arguments.
 *
 * @throws {ERR_INVALID_ARG_TYPE} no number
 * @throws {ERR_OUT_OF_RANGE} below 0 or above 65,536
 */
export function checkMaxArguments(maxArguments: number = DEFAULT_MAX_ARGUMENTS): number {
  validateLimit('options.maxArguments', maxArguments, 0);
  if (maxArguments > MOST_ARGUMENTS) {
    throw ERR_OUT_OF_RANGE('options.maxArguments', `<= ${MOST_ARGUMENTS}`, maxArguments);
  }
  return maxArguments;
}

/** Says why a received value cannot be emitted on `emitter`; undefined if it can, and is an `EventArray`. */
export function refusalOf(
  value: unknown,
  emitter: EventEmitter,
  { isAllowed, reserved, maxArguments }: ReceivingRules,
): string | undefined {
  if (!Array.isArray(value)) return 'it is no array';
  const event: unknown = value[0];
  if (typeof event !== 'string') return 'its first element is no event name';
  if (reserved.includes(event)) return `'${event}' is an event of this end's own`;
  if (!isAllowed(event)) return `event '${event.slice(0, 64)}' is not allowed`;
  if (event === 'error' && emitter.listenerCount('error') === 0) return "nobody listens for 'error'";
  if (value.length - 1 > maxArguments) return `it has more than ${maxArguments} arguments`;
  return undefined;
}
