/**
 * What heirs do: methods that hide those of the implementation, and listeners added past its `on`.
 *
 * @module
 */
import { EventEmitter } from 'node:events';
import type { AnyStream } from './implementations.ts';
import type { How, Override } from './program.ts';
import type { Recorder } from './recorder.ts';

/** A method of a stream. */
export type Method = (this: AnyStream, ...args: unknown[]) => unknown;

/** Makes the method that hides another one, which is looked up when it is called. */
export type Hide = (override: Override) => (hidden: () => unknown) => Method;

/**
 * Makes a method that records its call and then calls the hidden one, unless `before` has a value to return.
 * A method that the implementation does not have gives undefined.
 */
export function overriding(
  recorder: Recorder,
  what: string,
  hidden: () => unknown,
  before: (args: readonly unknown[]) => { value: unknown } | undefined,
): Method {
  return function (this: AnyStream, ...args: unknown[]): unknown {
    const original = hidden() as Method | undefined;
    // A symbol is the implementation's own affair. What still moves after the program must not go round for ever.
    if (typeof args[0] === 'symbol' || recorder.over) return original?.apply(this, args);
    return recorder.happen(what, args, () => {
      const instead = before(args);
      return instead === undefined ? original?.apply(this, args) : instead.value;
    });
  };
}

/** The method that adds a listener. */
export function adder(stream: AnyStream, how: How): AnyStream['on'] {
  const [first, second] = how.split('.') as [string, string?];
  return (second === undefined ? stream[first] : EventEmitter.prototype[second as 'on']) as AnyStream['on'];
}
