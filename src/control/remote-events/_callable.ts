/**
 * Lets a class be called on an object, as ES5 heirs do: `function My() { RemoteEvents.call(this); }`.
 *
 * @module
 */
import { EventEmitter } from '#platform';
import type { TypedEmitter } from '../../core/types.ts';
import type { EventMap } from './_options.ts';

/** An object that is there already, and is to get the fields of the class that is constructed next. */
let adopted: object | undefined;

/** A base class must return the object: then it is that one to which the heir's fields are added. */
function Adopting(this: object): object {
  const self = adopted ?? this;
  adopted = undefined;
  EventEmitter.call(self);
  return self;
}
Adopting.prototype = EventEmitter.prototype;

type AdoptingConstructor = new <Events extends EventMap<Events>>() => TypedEmitter<Events>;

/** The emitter to inherit from. */
export const AdoptingEmitter: AdoptingConstructor = Adopting as unknown as AdoptingConstructor;

/** Returns the class, an heir of `AdoptingEmitter`, as one that can be called with and without `new`. */
export function callable<Class extends new (...args: never[]) => object>(Class: Class): Class {
  const callableClass = new Proxy(Class, {
    apply(_target, self: object | undefined, args) {
      adopted = self;
      try {
        return Reflect.construct(Class, args);
      } finally {
        adopted = undefined;
      }
    },
  });
  Object.defineProperty(Class.prototype, 'constructor', { value: callableClass });
  return callableClass;
}
