/**
 * Runs a program on an implementation and returns its trace: every call with its result, every event and
 * callback with its arguments, every change of state, in order.
 *
 * Nothing here depends on time: programs move by ticks, microtasks and turns of the event loop, and a program
 * is over when nothing has happened for a few turns.
 *
 * @module
 */
import { EventEmitter } from 'node:events';
import { captureUncaught } from './capture.ts';
import type { Method } from './heirs.ts';
import { adder, overriding } from './heirs.ts';
import type { AnyStream, Streams } from './implementations.ts';
import { theirs } from './implementations.ts';
import type { Maker } from './make.ts';
import { makeClassic, makeSource, makeStage, makeStream } from './make.ts';
import type {
  Arg,
  Behaviour,
  ClassicSpec,
  FromSpec,
  Op,
  Override,
  Program,
  Spec,
  StreamSpec,
  Turn,
} from './program.ts';
import { WATCHED } from './program.ts';
import { Recorder } from './recorder.ts';
import type { TraceOptions } from './trace.ts';

/** Operations of listeners and callbacks that a program may run, so that one feeding itself comes to an end. */
const MAX_OPS = 250;
const QUIET_TURNS = 3;
const MAX_TURNS = 80;

/** Stands in the trace when a Transform's callback is called again after another chunk has come. */
export const STALE = 'the answer to an earlier chunk, again';

type OpOf<Key extends string> = Extract<Op, { readonly [key in Key]: unknown }>;

/** Whose listener or callback is running. */
interface Scope {
  readonly self?: string;
  readonly given?: unknown;
  readonly answer?: ((...args: unknown[]) => void) | undefined;
  /** What the callback is going to return. */
  result?: unknown;
}

/** Runs a program; the returned lines are equal for implementations that behave alike. */
export async function run(program: Program, streams: Streams, options: TraceOptions = {}): Promise<string[]> {
  const interpreter = new Interpreter(streams, options);
  const release = captureUncaught((kind, reason) => interpreter.uncaught(kind, reason));
  EventEmitter.captureRejections = program.captureRejections === true;
  try {
    return await interpreter.run(program);
  } finally {
    EventEmitter.captureRejections = false;
    release();
  }
}

class Interpreter {
  readonly #recorder: Recorder;
  readonly #maker: Maker;
  readonly #things = new Map<string, unknown>();
  readonly #streams = new Map<string, AnyStream>();
  readonly #signals = new Map<string, AbortController>();
  readonly #listeners: { stream: AnyStream; event: string; listener: (...args: unknown[]) => void }[] = [];
  readonly #iterators: AsyncIterator<unknown>[] = [];
  readonly #cleanups: unknown[] = [];
  readonly #answers: ((...args: unknown[]) => void)[] = [];
  /** How often `_transform` of a stream has been called. */
  readonly #transformed = new Map<string, number>();
  #callbacks = 0;
  #pending = 0;
  #opsLeft = MAX_OPS;

  constructor(streams: Streams, options: TraceOptions) {
    const recorder = new Recorder(options);
    this.#recorder = recorder;
    this.#maker = {
      streams,
      log: (line) => recorder.log(line),
      show: (value) => recorder.show(value),
      later: (turn, callback) => this.#later(turn, callback),
    };
  }

  run(program: Program): Promise<string[]> {
    return new Promise((resolve) => {
      setImmediate(() => {
        for (const [name, spec] of Object.entries(program.streams)) this.#make(name, spec);
        this.#recorder.state();
        this.#exec(program.ops, {}, () =>
          this.#settle(() => {
            this.#recorder.over = true;
            resolve(this.#recorder.lines);
          }),
        );
      });
    });
  }

  uncaught(kind: string, reason: unknown): void {
    this.#recorder.surface();
    this.#recorder.log(`${kind} ${this.#recorder.show(reason)}`);
    this.#recorder.state();
  }

  // Time

  #later(turn: Turn, callback: () => void): void {
    this.#pending++;
    const resume = () => {
      this.#pending--;
      this.#recorder.surface();
      callback();
    };
    if (turn === 'tick') this.#maker.streams.nextTick(resume);
    else if (turn === 'microtask') queueMicrotask(resume);
    else setImmediate(resume);
  }

  /** Lets the event loop turn until nothing happens any more. */
  #settle(done: () => void): void {
    let quiet = 0;
    let turns = 0;
    let lines = this.#recorder.lines.length;
    const turn = () => {
      this.#recorder.state();
      if (this.#recorder.lines.length === lines && this.#pending === 0) quiet++;
      else quiet = 0;
      if (this.#recorder.lines.length !== lines) this.#recorder.log(`-- turn ${turns}`);
      lines = this.#recorder.lines.length;
      if (quiet === QUIET_TURNS || ++turns === MAX_TURNS) done();
      else setImmediate(turn);
    };
    setImmediate(turn);
  }

  // Making

  #make(name: string, spec: Spec): void {
    if (spec.kind === 'stage') {
      this.#things.set(name, makeStage(this.#maker, name, spec));
      return;
    }
    if (spec.kind === 'Classic') {
      this.#makeClassic(name, spec);
      return;
    }
    const options = spec.options === undefined ? undefined : this.#record(spec.options, {});
    if ('source' in spec) this.#makeFrom(name, spec, options);
    else this.#makeStream(name, spec, options);
  }

  #makeFrom(name: string, spec: FromSpec, options: object | undefined): void {
    const items = spec.items.map((item) => this.#value(item, {}));
    const source = makeSource(this.#maker, name, spec, items);
    if (spec.kind === 'iterable') {
      this.#things.set(name, source);
      return;
    }
    const { Readable } = this.#maker.streams;
    this.#recorder.perform(`${name} = from()`, () => this.#know(name, spec, Readable.from(source, options)));
  }

  #makeStream(name: string, spec: StreamSpec, options: object | undefined): void {
    const methods = new Map<string, Method>();
    for (const [method, behaviour] of Object.entries(spec.callbacks ?? {})) {
      methods.set(method, this.#method(name, `_${method}`, behaviour));
    }
    const streams = spec.native === true ? theirs : this.#maker.streams;
    const hide = (override: Override) => (hidden: () => unknown) => this.#override(name, override, hidden);
    this.#recorder.perform(`${name} = ${spec.kind}()`, () =>
      this.#know(name, spec, makeStream(streams, spec, options, methods, hide)),
    );
  }

  #makeClassic(name: string, spec: ClassicSpec): void {
    const stream = makeClassic(this.#maker, spec);
    Object.assign(stream, this.#record(spec.flags ?? {}, {}));
    for (const [method, behaviour] of Object.entries(spec.methods ?? {})) {
      stream[method] = this.#method(name, method, behaviour);
    }
    this.#know(name, spec, stream);
  }

  #know(name: string, spec: ClassicSpec | FromSpec | StreamSpec, stream: AnyStream): void {
    this.#streams.set(name, stream);
    stream.setMaxListeners(0);
    this.#things.set(name, stream);
    this.#recorder.watch(name, stream);
    if ('spy' in spec && spec.spy === true) this.#spy(name, stream);
    for (const event of spec.watch ?? WATCHED) {
      stream.on(event, (...args) => this.#recorder.happen(`${name} '${event}'`, args, () => undefined));
    }
  }

  #spy(name: string, stream: AnyStream): void {
    const emit = stream.emit as (...args: unknown[]) => unknown;
    stream.emit = (event: string | symbol, ...args: unknown[]): unknown => {
      // A symbol is the implementation's own affair.
      if (typeof event === 'symbol') return emit.call(stream, event, ...args);
      let result: unknown;
      this.#recorder.happen(`${name}.emit '${event}'`, args, () => {
        result = emit.call(stream, event, ...args);
      });
      return result;
    };
  }

  #method(name: string, method: string, behaviour: Behaviour) {
    const interpreter = this;
    let calls = 0;
    return function (this: AnyStream, ...args: unknown[]): unknown {
      const at = calls++;
      const callback = args.findLast((arg) => typeof arg === 'function') as Scope['answer'];
      const given = args.filter((arg) => arg !== callback);
      const answer = callback && interpreter.#handedOver(callback, name, method);
      if (interpreter.#recorder.nameOf(this) === undefined) interpreter.#recorder.name(this, name);
      const steps = at < behaviour.length || method === '_read' ? behaviour[at] : behaviour.at(-1);
      const scope: Scope = { self: name, given: args[0], answer };
      interpreter.#recorder.happen(`${interpreter.#recorder.show(this)}.${method}`, given, () =>
        interpreter.#exec(steps ?? [], scope),
      );
      return scope.result;
    };
  }

  /** Keeps a callback, and says when that of an earlier chunk of a Transform is called again. */
  #handedOver(callback: (...args: unknown[]) => void, name: string, method: string) {
    const number = (this.#transformed.get(name) ?? 0) + 1;
    if (method === '_transform') this.#transformed.set(name, number);
    let calls = 0;
    const answer = (...args: unknown[]): void => {
      const isLate = method === '_transform' && this.#transformed.get(name) !== number;
      if (calls++ > 0 && isLate) this.#recorder.log(STALE);
      callback(...args);
    };
    this.#answers.push(answer);
    return answer;
  }

  #override(name: string, { override, nth, instead, do: ops = [] }: Override, hidden: () => unknown): Method {
    let calls = 0;
    return overriding(this.#recorder, `${name}.${override}`, hidden, (args) => {
      const answer = args.findLast((arg) => typeof arg === 'function') as Scope['answer'];
      const scope: Scope = { self: name, given: args[0], answer };
      if (nth === undefined || nth === ++calls) this.#exec(ops, scope);
      return instead === undefined ? undefined : { value: this.#value(instead, scope) };
    });
  }

  // Values

  #value(arg: Arg, scope: Scope): unknown {
    if (typeof arg !== 'object' || arg === null) return arg;
    if ('buffer' in arg) return Buffer.from(arg.buffer, 'hex');
    if ('bytes' in arg) return new Uint8Array(Buffer.from(arg.bytes, 'hex'));
    if ('json' in arg) return structuredClone(arg.json);
    if ('promise' in arg) return Promise.resolve(this.#value(arg.promise, scope));
    if ('rejection' in arg) return rejected(arg.rejection);
    if ('error' in arg) return new Error(arg.error);
    if ('stream' in arg) return this.#things.get(arg.stream);
    if ('signal' in arg) return this.#controller(arg.signal).signal;
    if ('options' in arg) return this.#record(arg.options, scope);
    if ('list' in arg) return arg.list.map((item) => this.#value(item, scope));
    if ('callback' in arg) return this.#callback(arg.callback, scope);
    if ('given' in arg) return scope.given;
    if ('is' in arg) return special(arg.is);
    return undefined;
  }

  #record(fields: { readonly [name: string]: Arg }, scope: Scope): object {
    return Object.fromEntries(Object.entries(fields).map(([name, arg]) => [name, this.#value(arg, scope)]));
  }

  #callback(ops: readonly Op[], { self }: Scope): (...args: unknown[]) => void {
    const name = `callback${++this.#callbacks}`;
    const callback = (...args: unknown[]) =>
      this.#recorder.happen(name, args, () =>
        this.#exec(ops, { ...(self === undefined ? {} : { self }), given: args[0] }),
      );
    this.#recorder.name(callback, name);
    return callback;
  }

  #controller(name: string): AbortController {
    const known = this.#signals.get(name);
    if (known !== undefined) return known;
    const controller = new AbortController();
    this.#signals.set(name, controller);
    if (name === 'aborted') controller.abort(new Error('the reason'));
    this.#recorder.name(controller.signal, `signal ${name}`);
    return controller;
  }

  // Operations

  #exec(ops: readonly Op[], scope: Scope, done?: () => void): void {
    for (const [index, op] of ops.entries()) {
      if (this.#recorder.over) break;
      if ('wait' in op) {
        this.#later(op.wait, () => {
          if (scope.self === undefined) this.#recorder.log(`-- ${op.wait}`);
          this.#recorder.state();
          this.#exec(ops.slice(index + 1), scope, done);
        });
        return;
      }
      if (scope.self !== undefined && this.#opsLeft-- <= 0) return;
      this.#step(op, scope);
      this.#recorder.state();
    }
    done?.();
  }

  #step(op: Op, scope: Scope): void {
    if ('call' in op) this.#call(op, scope);
    else if ('get' in op) this.#get(op, scope);
    else if ('set' in op) this.#set(op, scope);
    else if ('give' in op) scope.result = this.#value(op.give, scope);
    else if ('repeat' in op) {
      for (let count = 0; count < op.repeat; count++) for (const inner of op.do) this.#step(inner, scope);
    } else if ('listen' in op) this.#listen(op, scope);
    else if ('unlisten' in op) this.#unlisten(op.unlisten);
    else if ('answer' in op) this.#answer(op, scope);
    else if ('override' in op) this.#assign(op, scope);
    else if ('restore' in op) this.#restore(op, scope);
    else if ('throw' in op) {
      if (scope.self !== undefined) throw new Error(op.throw);
    } else if ('iterate' in op) this.#iterate(op);
    else if ('iterator' in op) this.#open(op);
    else if ('next' in op) this.#drive(op.next, 'next');
    else if ('return' in op) this.#drive(op.return, 'return');
    else if ('pipeline' in op) this.#pipeline(op, scope);
    else if ('finished' in op) this.#finished(op, scope);
    else if ('cleanup' in op) this.#cleanup(op.cleanup);
    else if ('addSignal' in op) this.#addSignal(op);
    else if ('abort' in op) this.#abort(op, scope);
  }

  #call(op: OpOf<'call'>, scope: Scope): void {
    const name = op.on ?? scope.self ?? '';
    const stream = this.#streams.get(name);
    const method = stream?.[op.call];
    if (stream === undefined || typeof method !== 'function') return;
    const args = (op.with ?? []).map((arg) => this.#value(arg, scope));
    const line = `${name}.${op.call}(${this.#recorder.showAll(args)})`;
    const result = this.#recorder.perform(line, () => method.apply(stream, args));
    if (isThenable(result)) this.#await(line, result);
  }

  #get(op: OpOf<'get'>, scope: Scope): void {
    const name = op.on ?? scope.self ?? '';
    let value: unknown = this.#streams.get(name);
    for (const key of op.get.split('.')) value = (value as Record<string, unknown> | undefined)?.[key];
    this.#recorder.log(`${name}.${op.get} is ${this.#recorder.show(value)}`);
  }

  #set(op: OpOf<'set'>, scope: Scope): void {
    const name = op.on ?? scope.self ?? '';
    const stream = this.#streams.get(name);
    const value = this.#value(op.to, scope);
    if (stream === undefined) return;
    const path = op.set.split('.');
    const last = path.pop() as string;
    let target: unknown = stream;
    for (const key of path) target = (target as Record<string, unknown> | undefined)?.[key];
    if (target === undefined) return;
    this.#recorder.perform(
      `${name}.${op.set} = ${this.#recorder.show(value)}`,
      () => void Object.assign(target as object, { [last]: value }),
    );
  }

  #assign(op: OpOf<'override'>, scope: Scope): void {
    const name = op.on ?? scope.self ?? '';
    const stream = this.#streams.get(name);
    if (stream === undefined) return;
    const hidden = stream[op.override];
    if (typeof hidden !== 'function') return;
    this.#recorder.perform(
      `${name}.${op.override} = override`,
      () => void Object.assign(stream, { [op.override]: this.#override(name, op, () => hidden) }),
    );
  }

  #restore(op: OpOf<'restore'>, scope: Scope): void {
    const name = op.on ?? scope.self ?? '';
    const stream = this.#streams.get(name);
    if (stream === undefined) return;
    this.#recorder.perform(`delete ${name}.${op.restore}`, () => void delete stream[op.restore]);
  }

  #listen(op: OpOf<'listen'>, scope: Scope): void {
    const name = op.on ?? scope.self ?? '';
    const stream = this.#streams.get(name);
    if (stream === undefined) return;
    const number = this.#listeners.length;
    const event = op.listen;
    let calls = 0;
    const listener = (...args: unknown[]) => {
      const scope: Scope = { self: name, given: args[0] };
      this.#recorder.happen(`${name} '${event}' #${number}`, args, () => {
        if (op.nth === undefined || op.nth === ++calls) this.#exec(op.do ?? [], scope);
      });
      return scope.result;
    };
    this.#recorder.name(listener, `listener #${number}`);
    this.#listeners.push({ stream, event, listener });
    const how = op.how ?? 'on';
    const add = adder(stream, how);
    this.#recorder.perform(
      `${name}.${how}('${event}', #${number})`,
      () => void add.call(stream, event, listener),
    );
  }

  #unlisten(number: number): void {
    const known = this.#listeners[number];
    if (known === undefined) return;
    const { stream, event, listener } = known;
    this.#recorder.perform(
      `${this.#recorder.show(stream)}.off('${event}', #${number})`,
      () => void stream.removeListener(event, listener),
    );
  }

  #answer({ answer, of }: OpOf<'answer'>, scope: Scope): void {
    const callback = of === undefined ? scope.answer : this.#answers[of];
    if (callback === undefined) return;
    const args = answer.map((arg) => this.#value(arg, scope));
    const which = of === undefined ? '' : ` #${of}`;
    this.#recorder.perform(`answer${which}(${this.#recorder.showAll(args)})`, () => void callback(...args));
  }

  #iterate(op: OpOf<'iterate'>): void {
    const name = op.iterate;
    const stream = this.#streams.get(name);
    if (stream === undefined) return;
    this.#recorder.log(`for await (${name})`);
    const loop = async () => {
      let seen = 0;
      for await (const chunk of this.#iterable(stream, op.with)) {
        this.#recorder.surface();
        this.#recorder.log(`${name} loop ${this.#recorder.show(chunk)}`);
        this.#recorder.state();
        if (op.do !== undefined) this.#exec(op.do, { self: name, given: chunk });
        if (op.stop === undefined || ++seen < op.stop.after) continue;
        if (op.stop.by === 'throw') throw new Error('thrown in the loop');
        break;
      }
      return 'left';
    };
    this.#await(`${name} loop`, loop());
  }

  #iterable(stream: AnyStream, args: readonly Arg[] | undefined): AsyncIterable<unknown> {
    if (args === undefined) return stream as unknown as AsyncIterable<unknown>;
    return (stream.iterator as (...args: unknown[]) => AsyncIterable<unknown>)(
      ...args.map((arg) => this.#value(arg, {})),
    );
  }

  #open(op: OpOf<'iterator'>): void {
    const stream = this.#streams.get(op.iterator);
    if (stream === undefined) return;
    this.#recorder.perform(`${op.iterator}.iterator #${this.#iterators.length}`, () => {
      this.#iterators.push(this.#iterable(stream, op.with)[Symbol.asyncIterator]());
    });
  }

  #drive(number: number, how: 'next' | 'return'): void {
    const iterator = this.#iterators[number];
    const method = iterator?.[how];
    if (iterator === undefined || method === undefined) return;
    const line = `iterator #${number}.${how}()`;
    const result = this.#recorder.perform(line, () => method.call(iterator));
    if (isThenable(result)) this.#await(line, result);
  }

  #pipeline(op: OpOf<'pipeline'>, scope: Scope): void {
    const names = op.pipeline.filter((name) => this.#things.has(name));
    if (names.length < 2 && op.pipeline.length > 1) return;
    const stages = names.map((name) => this.#things.get(name));
    const { pipeline, pipelinePromise } = this.#maker.streams;
    if (op.with !== undefined) {
      const options = this.#value(op.with, scope);
      const line = `pipeline(${names.join(', ')}, ${this.#recorder.show(options)})`;
      const result = this.#recorder.perform(line, () => pipelinePromise(...stages, options));
      if (isThenable(result)) this.#await(line, result);
      return;
    }
    const callback = this.#callback(op.do ?? [], scope);
    this.#recorder.perform(`pipeline(${names.join(', ')}, ${this.#recorder.show(callback)})`, () => {
      const result = pipeline(...stages, callback);
      return this.#recorder.nameOf(result) !== undefined ? result : typeof result;
    });
  }

  #finished(op: OpOf<'finished'>, scope: Scope): void {
    const stream = this.#streams.get(op.finished);
    if (stream === undefined) return;
    const callback = this.#callback(op.do ?? [], scope);
    const { finished } = this.#maker.streams;
    const args = op.with === undefined ? [callback] : [this.#value(op.with, scope), callback];
    this.#recorder.perform(
      `finished(${op.finished}, ${this.#recorder.showAll(args)})`,
      () => void this.#cleanups.push(finished(stream, ...args)),
    );
  }

  #cleanup(number: number): void {
    const cleanup = this.#cleanups[number];
    if (typeof cleanup === 'function') this.#recorder.perform(`cleanup #${number}()`, () => cleanup());
  }

  #addSignal(op: OpOf<'addSignal'>): void {
    const { addAbortSignal } = this.#maker.streams;
    const stream = this.#streams.get(op.on);
    const { signal } = this.#controller(op.addSignal);
    if (stream === undefined) return;
    this.#recorder.perform(`addAbortSignal(${op.addSignal}, ${op.on})`, () => addAbortSignal(signal, stream));
  }

  #abort(op: OpOf<'abort'>, scope: Scope): void {
    const reason = op.reason === undefined ? new Error('the reason') : this.#value(op.reason, scope);
    this.#recorder.perform(`abort ${op.abort}`, () => this.#controller(op.abort).abort(reason));
  }

  #await(what: string, promise: PromiseLike<unknown>): void {
    const settle = (how: string) => (value: unknown) => {
      this.#recorder.surface();
      this.#recorder.log(`${what} ${how} ${this.#recorder.show(value)}`);
      this.#recorder.state();
    };
    promise.then(settle('fulfils'), settle('rejects'));
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === 'function';
}

/** A promise whose rejection counts as handled: whoever awaits it sees it all the same. */
function rejected(message: string): Promise<never> {
  const promise = Promise.reject(new Error(message));
  promise.catch(() => undefined);
  return promise;
}

function special(name: string): unknown {
  switch (name) {
    case 'NaN':
      return Number.NaN;
    case 'symbol':
      return Symbol('s');
    case 'function':
      return function given() {};
    case 'Date':
      return new Date(0);
    default:
      return undefined;
  }
}
