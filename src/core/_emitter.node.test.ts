/**
 * The same random program on our emitter and on Node's: every call, return value, error, warning and piece of
 * state must be equal.
 */
import { EventEmitter as NodeEventEmitter } from 'node:events';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EventEmitter } from './_emitter.ts';
import type { EventEmitter as Emitter, EventEmitterConstructor, Listener } from './types.ts';

const symbol = Symbol('event');
const EVENTS = [
  'a',
  'b',
  'error',
  'newListener',
  'removeListener',
  symbol,
  '__proto__',
  'constructor',
] as const;
const LISTENERS = 4;
/** Nested operations of one program, so that programs that call themselves end. */
const BUDGET = 80;

type EventName = (typeof EVENTS)[number];
type Op =
  | {
      op: 'add';
      how: 'on' | 'once' | 'addListener' | 'prependListener' | 'prependOnceListener';
      event: EventName;
      which: number;
    }
  | { op: 'remove'; how: 'off' | 'removeListener'; event: EventName; which: number }
  | { op: 'removeRaw' | 'callRaw'; event: EventName; index: number }
  | { op: 'removeAll'; event: EventName | undefined }
  | { op: 'emit'; event: EventName; args: unknown[] }
  | { op: 'count'; event: EventName; which: number | undefined }
  | { op: 'limit'; count: number }
  | { op: 'throw' };
interface Program {
  ops: Op[];
  scripts: Op[][];
}

const thrown = new Error('thrown');
const event = fc.oneof({ weight: 3, arbitrary: fc.constant<EventName>('a') }, fc.constantFrom(...EVENTS));
const which = fc.integer({ min: 0, max: LISTENERS - 1 });
const index = fc.integer({ min: 0, max: 2 });
const value = fc.constantFrom<unknown>(
  thrown,
  'text',
  "it's",
  5,
  -0,
  5n,
  null,
  undefined,
  true,
  Symbol.iterator,
);
const op: fc.Arbitrary<Op> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      op: fc.constant('add' as const),
      how: fc.constantFrom('on', 'once', 'addListener', 'prependListener', 'prependOnceListener'),
      event,
      which,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      op: fc.constant('remove' as const),
      how: fc.constantFrom('off', 'removeListener'),
      event,
      which,
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      op: fc.constant('emit' as const),
      event,
      args: fc.array(value, { maxLength: 4 }),
    }),
  },
  fc.record({ op: fc.constantFrom('removeRaw' as const, 'callRaw' as const), event, index }),
  fc.record({ op: fc.constant('removeAll' as const), event: fc.option(event, { nil: undefined }) }),
  fc.record({ op: fc.constant('count' as const), event, which: fc.option(which, { nil: undefined }) }),
  fc.record({
    op: fc.constant('limit' as const),
    count: fc.constantFrom(0, 1, 2, 3, Number.POSITIVE_INFINITY, -1),
  }),
  fc.record({ op: fc.constant('throw' as const) }),
);
const program: fc.Arbitrary<Program> = fc.record({
  ops: fc.array(op, { maxLength: 25 }),
  scripts: fc.array(fc.array(op, { maxLength: 3 }), { minLength: LISTENERS, maxLength: LISTENERS }),
});

let warnings: string[] = [];

beforeEach(() => {
  vi.spyOn(process, 'emitWarning').mockImplementation((warning) => {
    warnings.push(`${(warning as Error).name}: ${(warning as Error).message}`);
  });
  vi.spyOn(console, 'warn').mockImplementation((text) => {
    warnings.push(text);
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

function run(Constructor: EventEmitterConstructor, { ops, scripts }: Program): unknown[] {
  const trace: unknown[] = [];
  const emitter = new Constructor();
  let budget = BUDGET;
  // Node's removeAllListeners walks a list that its own 'removeListener' listeners can change under it: it then
  // leaves some listeners in, or throws. Ours walks a copy, so meanwhile the listeners only watch, and must not
  // be of the kind that removes itself.
  let clearing = false;
  warnings = [];

  const listeners = scripts.map((script, at): Listener => {
    const listener = function (this: unknown, ...args: unknown[]): void {
      trace.push(['called', at, this === emitter, args.map(plain)]);
      for (const step of script) if (!clearing && budget-- > 0) perform(step);
    };
    return listener as Listener;
  });

  function perform(step: Op): void {
    trace.push(step.op === 'add' || step.op === 'remove' ? step.how : step.op, apply(step), state());
  }

  function apply(step: Op): unknown {
    switch (step.op) {
      case 'add':
        return emitter[step.how](step.event, listeners[step.which] as Listener) === emitter;
      case 'remove':
        return emitter[step.how](step.event, listeners[step.which] as Listener) === emitter;
      case 'removeRaw': {
        const raw = emitter.rawListeners(step.event)[step.index];
        return raw && emitter.removeListener(step.event, raw) === emitter;
      }
      case 'callRaw':
        return emitter.rawListeners(step.event)[step.index]?.('raw');
      case 'removeAll':
        if (emitter.rawListeners('removeListener').some((raw) => 'listener' in raw)) return 'left out';
        clearing = true;
        if (step.event) emitter.removeAllListeners(step.event);
        else emitter.removeAllListeners();
        clearing = false;
        return undefined;
      case 'emit':
        return emitter.emit(step.event, ...step.args);
      case 'count':
        return emitter.listenerCount(
          step.event,
          step.which === undefined ? undefined : listeners[step.which],
        );
      case 'limit':
        return emitter.setMaxListeners(step.count) === emitter && emitter.getMaxListeners();
      case 'throw':
        throw thrown;
    }
  }

  /** Listeners are shown by their numbers, wrappers by the number of what they wrap. */
  function plain(argument: unknown): unknown {
    if (typeof argument !== 'function') return argument;
    const inner = (argument as { listener?: Listener }).listener;
    return inner ? ['once', listeners.indexOf(inner)] : listeners.indexOf(argument as Listener);
  }

  function state(): unknown {
    const { _events, _eventsCount, _maxListeners } = emitter as unknown as Record<string, unknown>;
    const names = emitter.eventNames();
    return {
      names,
      raw: names.map((name) => emitter.rawListeners(name).map(plain)),
      listeners: names.map((name) => emitter.listeners(name).map(plain)),
      shapes: names.map((name) => Array.isArray((_events as Record<string | symbol, unknown>)[name])),
      prototype: Object.getPrototypeOf(_events),
      _eventsCount,
      _maxListeners,
    };
  }

  for (const step of ops) {
    try {
      perform(step);
    } catch (error) {
      const { name, code, message, context } = error as Error & { code?: string; context?: unknown };
      trace.push(['threw', error === thrown, name, code, message, context, Object.keys(error as object)]);
    }
  }
  // The words differ: only how often a leak is told, and of which event, is compared.
  return [trace, warnings.map((text) => /\d+ (\w+) listeners added/.exec(text)?.[1])];
}

describe('EventEmitter', () => {
  it('EventEmitter, does what that of node:events does, in any program', () => {
    fc.assert(
      fc.property(program, (steps) => {
        const expected = run(NodeEventEmitter as unknown as EventEmitterConstructor, steps);
        expect(run(EventEmitter, steps)).toEqual(expected);
      }),
      { numRuns: 3000 },
    );
  });

  it.each<[string, (emitter: Emitter) => unknown]>([
    ['on without a listener', (emitter) => emitter.on('a', undefined as never)],
    ['once with a number', (emitter) => emitter.once('a', 5 as never)],
    ['prependOnceListener with null', (emitter) => emitter.prependOnceListener('a', null as never)],
    ['off with an object', (emitter) => emitter.off('a', {} as never)],
    ['setMaxListeners with text', (emitter) => emitter.setMaxListeners('1' as never)],
    ['setMaxListeners with NaN', (emitter) => emitter.setMaxListeners(Number.NaN)],
    ['emit of an unhandled nothing', (emitter) => emitter.emit('error')],
  ])('EventEmitter, throws what that of node:events throws, for %s', (_, call) => {
    const [ours, nodes] = [EventEmitter, NodeEventEmitter as unknown as EventEmitterConstructor].map(
      (Constructor) => {
        try {
          return call(new Constructor());
        } catch (error) {
          const { name, code, message } = error as Error & { code: string };
          return { name, code, message, text: String(error), keys: Object.keys(error as object) };
        }
      },
    );
    expect(ours).toEqual(nodes);
    expect(nodes).toHaveProperty('code');
  });

  it('EventEmitter, has the methods of that of node:events, under the same names', () => {
    const face = (prototype: object) =>
      Object.entries(prototype).map(([key, member]) => [key, typeof member === 'function' && member.name]);
    expect(face(EventEmitter.prototype).sort()).toEqual(face(NodeEventEmitter.prototype).sort());
  });

  it('EventEmitter, has the own properties of that of node:events, in the same order', () => {
    expect(Object.keys(new EventEmitter())).toEqual(Object.keys(new NodeEventEmitter()));
  });
});
