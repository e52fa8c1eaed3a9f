/**
 * Wrong implementations, made of node:stream: each forgets one of the things that a short cut through a flow may
 * forget. The harness has to find them all.
 *
 * @module
 */
import type { AnyClass, AnyStream, Streams } from './implementations.ts';
import { theirs } from './implementations.ts';

type Kind = 'Readable' | 'Writable' | 'Transform';
type Method = (this: AnyStream, ...args: unknown[]) => unknown;

/** An implementation with a fault. */
export interface Mutant {
  readonly name: string;
  readonly streams: Streams;
  /** The scenarios that are there to find it. */
  readonly among: RegExp;
}

/** Every class of a kind, each stream of which is spoilt once it is made. */
function spoilt(kinds: readonly Kind[], spoil: (stream: AnyStream, Class: AnyClass) => void): Streams {
  return { ...theirs, ...Object.fromEntries(kinds.map((kind) => [kind, heirOf(theirs[kind], spoil)])) };
}

/** A subclass that can be called as Node's classes can. */
function heirOf(Class: AnyClass, spoil: (stream: AnyStream, Class: AnyClass) => void): AnyClass {
  function Mutant(this: AnyStream | undefined, options?: object): AnyStream | undefined {
    if (!(this instanceof Mutant)) return new (Mutant as unknown as AnyClass)(options);
    (Class as unknown as Method).call(this as AnyStream, options);
    spoil(this as AnyStream, Class);
    return undefined;
  }
  Object.setPrototypeOf(Mutant.prototype, Class.prototype);
  Object.setPrototypeOf(Mutant, Class);
  return Mutant as unknown as AnyClass;
}

/** Puts a value in a place where it stays, whatever is assigned. */
function pin(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { configurable: true, get: () => value, set: () => undefined });
}

/** Puts a method before the one that the stream has. */
function wrap(stream: AnyStream, name: string, make: (hidden: Method) => Method): void {
  stream[name] = make(stream[name] as Method);
}

/** Never calls the method of an heir. */
function deafTo(kind: Kind, name: 'r' | 't' | 'w', method: string): Mutant {
  return {
    name: `${kind}, calls its own ${method} and not an heir's`,
    streams: spoilt([kind], (stream, Class) => pin(stream, method, (Class.prototype as AnyStream)[method])),
    among: new RegExp(`^heir, ${name} overrides ${method}, class`),
  };
}

/** Looks a method up once. */
function rigid(kind: Kind, name: 'r' | 't' | 'w', method: string): Mutant {
  return {
    name: `${kind}, does not notice a ${method} that is assigned in mid-flow`,
    streams: spoilt([kind], (stream) => pin(stream, method, stream[method])),
    among: new RegExp(`^heir, ${name}\\.${method} is assigned`),
  };
}

const deaf = [
  ...['push', 'read', 'emit', 'on', 'pipe', 'unpipe', 'pause', 'resume', 'destroy'].map((method) =>
    deafTo('Readable', 'r', method),
  ),
  ...['push', 'read', 'write', 'end', 'emit', 'pause', 'resume', '_write'].map((method) =>
    deafTo('Transform', 't', method),
  ),
  ...['write', 'end', 'emit', 'on', 'removeListener', 'prependListener'].map((method) =>
    deafTo('Writable', 'w', method),
  ),
];

const stiff = [
  ...['push', 'read', 'emit', '_read'].map((method) => rigid('Readable', 'r', method)),
  ...['push', 'read', 'write', 'emit', '_transform', '_write', '_read'].map((method) =>
    rigid('Transform', 't', method),
  ),
  ...['write', 'emit', '_write'].map((method) => rigid('Writable', 'w', method)),
];

/** Calls the lone 'data' listener itself, found each time or once and for all. */
function direct(isRemembered: boolean): Streams {
  return spoilt(['Readable', 'Transform'], (stream) => {
    let lone: unknown;
    wrap(
      stream,
      'emit',
      (hidden) =>
        function (event, ...args) {
          const listener = (this._events as { data?: unknown } | undefined)?.data;
          if (!isRemembered || lone === undefined)
            lone = typeof listener === 'function' ? listener : undefined;
          if (event !== 'data' || lone === undefined) return hidden.call(this, event, ...args);
          (lone as Method).call(this, ...args);
          return true;
        },
    );
  });
}

/** Calls the answer of a transform in its own way. */
function answering(
  answer: (stream: AnyStream, callback: Method, args: unknown[], calls: number) => void,
): Streams {
  return spoilt(['Transform'], (stream) =>
    wrap(
      stream,
      '_transform',
      (hidden) =>
        function (chunk, encoding, callback) {
          let calls = 0;
          const mine = (...args: unknown[]) => answer(this, callback as Method, args, ++calls);
          return hidden.call(this, chunk, encoding, mine);
        },
    ),
  );
}

const call = (callback: Method, args: unknown[]) => (callback as (...args: unknown[]) => void)(...args);

function state(stream: AnyStream, side: '_readableState' | '_writableState'): object {
  return stream[side] as object;
}

const others: readonly Mutant[] = [
  {
    name: 'a lone listener is remembered, whoever comes',
    streams: direct(true),
    among: /^flow of .* a 'data' listener of t by (on|emitter.on|prependListener), from _/,
  },
  {
    name: 'a lone listener is remembered after its pipe has gone',
    streams: direct(true),
    among: /^flow of .* is unpiped/,
  },
  {
    name: 'nobody looks at what a lone listener returns',
    streams: direct(false),
    among: /^captureRejections/,
  },
  {
    name: 'the mark of the readable side is remembered',
    streams: spoilt(['Readable', 'Transform'], (stream) => {
      const inner = state(stream, '_readableState') as { highWaterMark: number };
      pin(inner, 'highWaterMark', inner.highWaterMark);
    }),
    among: /^flow of .* the mark of/,
  },
  {
    name: 'the mark of the writable side is remembered',
    streams: spoilt(['Writable', 'Transform'], (stream) => {
      const inner = state(stream, '_writableState') as { highWaterMark: number };
      pin(inner, 'highWaterMark', inner.highWaterMark);
    }),
    among: /^flow of .* the writable mark of/,
  },
  {
    name: 'a cork is not noticed',
    streams: spoilt(['Writable'], (stream) => pin(stream, 'cork', () => undefined)),
    among: /^flow of .* w is corked/,
  },
  {
    name: 'a pause is noticed a tick later',
    streams: spoilt(['Readable', 'Transform'], (stream) =>
      wrap(
        stream,
        'pause',
        (hidden) =>
          function () {
            process.nextTick(() => hidden.call(this));
            return this;
          },
      ),
    ),
    among: /^flow of .* is paused/,
  },
  {
    name: 'a destroy is noticed a tick later',
    streams: spoilt(['Readable', 'Transform'], (stream) =>
      wrap(
        stream,
        'destroy',
        (hidden) =>
          function (error) {
            process.nextTick(() => hidden.call(this, error));
            return this;
          },
      ),
    ),
    among: /^flow of .* is destroyed/,
  },
  {
    name: 'what is pushed from elsewhere goes before what waits',
    streams: spoilt(['Readable'], (stream) =>
      wrap(
        stream,
        'push',
        (hidden) =>
          function (chunk, encoding) {
            const isForeign = chunk === 'x';
            return isForeign ? (this.unshift as Method)(chunk, encoding) : hidden.call(this, chunk, encoding);
          },
      ),
    ),
    among: /^flow of .* r is pushed to/,
  },
  {
    name: 'a second answer is forgiven',
    streams: answering((_stream, callback, args, calls) => {
      if (calls === 1) call(callback, args);
    }),
    among: /^transform, answers (twice|the first chunk again)/,
  },
  {
    name: 'an answer is always late',
    streams: answering((_stream, callback, args) => process.nextTick(() => call(callback, args))),
    among: /^transform, answers by turns/,
  },
  {
    name: 'null as a value is the end',
    streams: answering((stream, callback, [error, value]) => {
      if (!error && value === null) (stream.push as Method)(null);
      call(callback, [error, value]);
    }),
    among: /^transform, answers with null/,
  },
  {
    name: 'an empty value is not pushed',
    streams: answering((_stream, callback, [error, value]) => call(callback, [error, value || undefined])),
    among: /^transform, answers with (an empty|what is falsy)/,
  },
  {
    name: 'only undefined and null are no errors',
    streams: answering((_stream, callback, [error, value]) =>
      call(callback, [error === undefined || error === null ? null : error || new Error('falsy'), value]),
    ),
    among: /^transform, answers with what is falsy/,
  },
  {
    name: 'the value beside an error is pushed',
    streams: answering((stream, callback, args) => {
      if (args[0] && args[1] !== undefined) (stream.push as Method)(args[1]);
      call(callback, args);
    }),
    among: /^transform, answers with an error and a value/,
  },
  {
    name: 'an empty write is skipped',
    streams: spoilt(['Writable', 'Transform'], (stream) =>
      wrap(
        stream,
        'write',
        (hidden) =>
          function (chunk, ...rest) {
            return (chunk as { length?: number })?.length === 0 ? true : hidden.call(this, chunk, ...rest);
          },
      ),
    ),
    among: /^net, empty chunks/,
  },
  {
    name: 'nobody hears that a chunk was handed out',
    streams: spoilt(['Readable'], (stream) => pin(state(stream, '_readableState'), 'dataEmitted', false)),
    among: /^flow of/,
  },
  {
    name: 'nobody hears that a chunk is being read',
    streams: spoilt(['Readable'], (stream) => pin(state(stream, '_readableState'), 'reading', false)),
    among: /^flow of/,
  },
  {
    name: 'nobody hears that a chunk is being written',
    streams: spoilt(['Writable'], (stream) => pin(state(stream, '_writableState'), 'writing', false)),
    among: /^flow of/,
  },
  {
    name: 'nobody hears that a drain is owed',
    streams: spoilt(['Writable'], (stream) => pin(state(stream, '_writableState'), 'needDrain', false)),
    among: /^flow of/,
  },
];

/** The same classes, made in the same way, without a fault. */
export const sound: Streams = spoilt(['Readable', 'Writable', 'Transform'], () => undefined);

export const mutants: readonly Mutant[] = [...deaf, ...stiff, ...others];
