/**
 * The language of the differential tests: a program of stream operations as plain data, so that it can be
 * generated, shrunk, printed and replayed on any implementation.
 *
 * Every list of operations, in the program itself, in a listener or in a callback of the stream, is run by
 * the same interpreter (run.ts): `{ wait: 'tick' }` postpones the rest of its list, `{ answer: [] }` calls the
 * callback that the stream had handed over. The interpreter forgives what shrinking leaves behind: an
 * operation on a stream that does not exist is skipped.
 *
 * @module
 */

/** Where the rest of a list continues: Node's tick queue, the promise queue, the event loop's next turn. */
export type Turn = 'tick' | 'microtask' | 'immediate';

/** An argument: JSON's own values stand for themselves, the rest is written as an object with one key. */
export type Arg =
  | string
  | number
  | boolean
  | null
  /** A Buffer, its bytes in hex. */
  | { readonly buffer: string }
  /** A plain Uint8Array, its bytes in hex. */
  | { readonly bytes: string }
  | { readonly json: unknown }
  | { readonly is: 'undefined' | 'NaN' | 'symbol' | 'function' | 'Date' }
  | { readonly error: string }
  | { readonly stream: string }
  /** The signal of that name; the one called `aborted` is aborted from the start. */
  | { readonly signal: string }
  | { readonly options: { readonly [name: string]: Arg } }
  | { readonly list: readonly Arg[] }
  | { readonly promise: Arg }
  | { readonly rejection: string }
  /** A function that records its call and runs the operations. */
  | { readonly callback: readonly Op[] }
  /** The first argument of the callback or listener that is running. */
  | { readonly given: true };

/** One operation. */
export type Op =
  /** Calls a method; without `on`, of the stream whose listener or callback is running. */
  | { readonly call: string; readonly on?: string; readonly with?: readonly Arg[] }
  /** Reads a property, which may be a path. */
  | { readonly get: string; readonly on?: string }
  | { readonly set: string; readonly on?: string; readonly to: Arg }
  /** Does the operations so many times; waits do not count. */
  | { readonly repeat: number; readonly do: readonly Op[] }
  /** What the running callback returns. */
  | { readonly give: Arg }
  | {
      readonly listen: string;
      readonly on?: string;
      readonly do?: readonly Op[];
      readonly how?: How;
      /** Does the operations only this time, counted from 1. */
      readonly nth?: number;
    }
  /** Removes the n-th listener of the program. */
  | { readonly unlisten: number }
  | { readonly wait: Turn }
  /** Calls the callback that was handed over last, or the n-th of the whole program, whoever it belongs to. */
  | { readonly answer: readonly Arg[]; readonly of?: number }
  /** Assigns a method to the stream itself. */
  | (Override & { readonly on?: string })
  /** Deletes what was assigned. */
  | { readonly restore: string; readonly on?: string }
  | { readonly throw: string }
  | {
      readonly iterate: string;
      readonly do?: readonly Op[];
      readonly stop?: Stop;
      readonly with?: readonly Arg[];
    }
  /** Opens an async iterator by hand; `next` and `return` drive the n-th. */
  | { readonly iterator: string; readonly with?: readonly Arg[] }
  | { readonly next: number }
  | { readonly return: number }
  /** With options it is the pipeline that returns a promise. */
  | { readonly pipeline: readonly string[]; readonly with?: Arg; readonly do?: readonly Op[] }
  | { readonly finished: string; readonly with?: Arg; readonly do?: readonly Op[] }
  /** Calls what the n-th `finished` returned. */
  | { readonly cleanup: number }
  | { readonly addSignal: string; readonly on: string }
  | { readonly abort: string; readonly reason?: Arg };

/** How a listener is added; with `emitter.` by the emitter's own method, past whatever the stream has made of it. */
export type How =
  | 'on'
  | 'once'
  | 'prependListener'
  | 'prependOnceListener'
  | 'emitter.on'
  | 'emitter.prependListener';

/** A method that records its calls, does the operations and then calls the one it hides. */
export interface Override {
  readonly override: string;
  readonly do?: readonly Op[];
  /** Does the operations only this time, counted from 1. */
  readonly nth?: number;
  /** Returns this, and the hidden method is not called. */
  readonly instead?: Arg;
}

/** How a loop leaves early. */
export interface Stop {
  readonly after: number;
  readonly by: 'break' | 'throw';
}

export type CallbackName =
  | 'construct'
  | 'read'
  | 'write'
  | 'writev'
  | 'final'
  | 'destroy'
  | 'transform'
  | 'flush';

/** What the n-th call does; the last one repeats, except for `read`, which then pushes nothing. */
export type Behaviour = readonly (readonly Op[])[];

export type StreamKind = 'Readable' | 'Writable' | 'Duplex' | 'Transform' | 'PassThrough';

/** A stream made by its constructor. */
export interface StreamSpec {
  readonly kind: StreamKind;
  /** `new X(options)`, `X(options)`, a class with `_read` …, or an ES5 subclass with `X.call(this, options)`. */
  readonly style?: 'new' | 'call' | 'class' | 'es5';
  readonly options?: { readonly [name: string]: Arg };
  readonly callbacks?: { readonly [name in CallbackName]?: Behaviour };
  /** Events whose recorders are attached at the start; by default all but 'data' and 'readable'. */
  readonly watch?: readonly string[];
  /** Records calls of `emit` too: what a subclass that overrides it would see. */
  readonly spy?: boolean;
  /** Methods of an heir, by the style's way of inheriting; else of the stream itself, assigned once it is made. */
  readonly overrides?: readonly Override[];
  /** Node's own stream, whichever implementation runs the program. */
  readonly native?: boolean;
}

/**
 * A classic stream: an emitter with `pipe`, the two flags and methods of its own. With `setHeader` and `abort`
 * it is what `finished` takes for a request.
 */
export interface ClassicSpec {
  readonly kind: 'Classic';
  readonly flags?: { readonly [name: string]: Arg };
  readonly methods?: { readonly [name: string]: Behaviour };
  readonly watch?: readonly string[];
  /** A plain emitter, not a stream of any kind. */
  readonly bare?: boolean;
}

/** A stream made by `Readable.from`, or, in a pipeline, the iterable itself. */
export interface FromSpec {
  readonly kind: 'from' | 'iterable';
  readonly source: 'array' | 'generator' | 'asyncGenerator' | 'iterator' | 'asyncIterator' | 'value';
  readonly items: readonly Arg[];
  /** The item in whose place the source throws. */
  readonly throwAt?: number;
  readonly options?: { readonly [name: string]: Arg };
  readonly watch?: readonly string[];
}

/** A function as a stage of a pipeline. */
export interface StageSpec {
  readonly kind: 'stage';
  readonly as: 'map' | 'double' | 'sink' | 'syncGenerator' | 'notIterable';
  readonly stop?: Stop;
  readonly slow?: Turn;
}

export type Spec = StreamSpec | ClassicSpec | FromSpec | StageSpec;

/** A whole program: its streams are made in order, then its operations are run. */
export interface Program {
  readonly streams: { readonly [name: string]: Spec };
  readonly ops: readonly Op[];
  /** Sets `EventEmitter.captureRejections` while the program runs. */
  readonly captureRejections?: boolean;
}

/** The events that are recorded on every stream unless its spec says otherwise. */
export const WATCHED: readonly string[] = [
  'close',
  'drain',
  'end',
  'error',
  'finish',
  'pause',
  'pipe',
  'prefinish',
  'resume',
  'unpipe',
];
