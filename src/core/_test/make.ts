/**
 * Makes what a program's specs describe: streams, iterables, functions for pipelines.
 *
 * @module
 */
import { EventEmitter } from 'node:events';
import type { Hide, Method } from './heirs.ts';
import type { AnyClass, AnyStream, Streams } from './implementations.ts';
import type { ClassicSpec, FromSpec, StageSpec, StreamSpec, Turn } from './program.ts';

/** What making needs of the interpreter. */
export interface Maker {
  readonly streams: Streams;
  readonly log: (line: string) => void;
  readonly show: (value: unknown) => string;
  readonly later: (turn: Turn, callback: () => void) => void;
}

/** Makes a stream in the style that its spec asks for, with the methods that an heir overrides. */
export function makeStream(
  streams: Streams,
  spec: StreamSpec,
  options: object | undefined,
  methods: ReadonlyMap<string, Method>,
  hide: Hide,
): AnyStream {
  const Class = streams[spec.kind];
  const { style, overrides = [] } = spec;
  if (style === 'class' || style === 'es5') {
    const inherit = style === 'class' ? subclass : es5;
    const Sub = inherit(Class);
    for (const [name, method] of methods) Object.defineProperty(Sub.prototype, `_${name}`, { value: method });
    if (overrides.length === 0) return new Sub(options);
    const Heir = inherit(Sub);
    for (const override of overrides) {
      const hidden = () => (Sub.prototype as AnyStream)[override.override];
      define(Heir.prototype, override.override, hide(override)(hidden));
    }
    return new Heir(options);
  }
  const all = methods.size > 0 ? { ...options, ...Object.fromEntries(methods) } : options;
  const stream = style === 'call' ? Class(all) : new Class(all);
  for (const override of overrides) {
    const hidden = stream[override.override];
    define(
      stream,
      override.override,
      hide(override)(() => hidden),
    );
  }
  return stream;
}

/** Makes the emitter of a classic stream. */
export function makeClassic({ streams }: Maker, spec: ClassicSpec): AnyStream {
  return spec.bare === true ? (new EventEmitter() as unknown as AnyStream) : new streams.Stream();
}

/** What is defined so can be assigned to, and deleted again. */
function define(target: object, name: string, value: Method): void {
  Object.defineProperty(target, name, { value, configurable: true, writable: true });
}

function subclass(Class: AnyClass): AnyClass {
  return class Sub extends Class {} as unknown as AnyClass;
}

function es5(Class: AnyClass): AnyClass {
  function Sub(this: object, options?: object): void {
    (Class as unknown as Method).call(this as AnyStream, options);
  }
  Object.setPrototypeOf(Sub.prototype, Class.prototype);
  return Sub as unknown as AnyClass;
}

/** Makes the iterable that a spec describes; its calls are recorded. */
export function makeSource(maker: Maker, name: string, spec: FromSpec, items: readonly unknown[]): unknown {
  const { log, show } = maker;
  switch (spec.source) {
    case 'array':
      return items;
    case 'value':
      return items[0];
    case 'generator':
      return (function* () {
        try {
          for (const [index, item] of items.entries()) {
            if (index === spec.throwAt) throw new Error(`${name} throws`);
            log(`${name} yields ${show(item)}`);
            yield item;
          }
        } finally {
          log(`${name} leaves`);
        }
      })();
    case 'asyncGenerator':
      return (async function* () {
        try {
          for (const [index, item] of items.entries()) {
            if (index === spec.throwAt) throw new Error(`${name} throws`);
            log(`${name} yields ${show(item)}`);
            yield item;
          }
        } finally {
          log(`${name} leaves`);
        }
      })();
    default:
      return iteratorByHand(maker, name, spec, items);
  }
}

function iteratorByHand(
  { log, show }: Maker,
  name: string,
  spec: FromSpec,
  items: readonly unknown[],
): object {
  const isAsync = spec.source === 'asyncIterator';
  let index = 0;
  function step(): IteratorResult<unknown> {
    const at = index++;
    if (at === spec.throwAt) throw new Error(`${name} throws`);
    const result = { done: at >= items.length, value: items[at] };
    log(`${name}.next() → ${show(result)}`);
    return result;
  }
  function leave(how: string, value: unknown): IteratorResult<unknown> {
    log(`${name}.${how}(${show(value)})`);
    return { done: true, value };
  }
  const iterator = isAsync
    ? {
        next: async () => step(),
        return: async (value?: unknown) => leave('return', value),
        throw: async (error: unknown) => leave('throw', error),
      }
    : {
        next: step,
        return: (value?: unknown) => leave('return', value),
        throw: (error: unknown) => leave('throw', error),
      };
  return { [isAsync ? Symbol.asyncIterator : Symbol.iterator]: () => iterator };
}

/** Makes a function that a pipeline takes as a stage. */
export function makeStage(maker: Maker, name: string, spec: StageSpec): unknown {
  const { log, show, later } = maker;
  let seen = 0;
  async function pass(chunk: unknown): Promise<boolean> {
    log(`${name} got ${show(chunk)}`);
    const { slow, stop } = spec;
    if (slow !== undefined) await new Promise<void>((resolve) => later(slow, resolve));
    if (stop === undefined || ++seen < stop.after) return true;
    if (stop.by === 'throw') throw new Error(`${name} throws`);
    return false;
  }
  switch (spec.as) {
    case 'sink':
      return async (source: AsyncIterable<unknown>): Promise<string> => {
        try {
          for await (const chunk of source) if (!(await pass(chunk))) break;
          return `${name}'s result`;
        } finally {
          log(`${name} leaves`);
        }
      };
    case 'syncGenerator':
      return function* (): Generator<string> {
        yield `${name} 1`;
        yield `${name} 2`;
      };
    case 'notIterable':
      return () => 42;
    default:
      return async function* (source: AsyncIterable<unknown>): AsyncGenerator<unknown> {
        try {
          for await (const chunk of source) {
            const more = await pass(chunk);
            yield chunk;
            if (spec.as === 'double') yield chunk;
            if (!more) break;
          }
        } finally {
          log(`${name} leaves`);
        }
      };
  }
}
