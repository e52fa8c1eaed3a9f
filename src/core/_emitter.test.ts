import { afterEach, beforeEach, describe, expect, expectTypeOf, it, vi } from 'vitest';
import { describe as describeValue, show } from '#describe';
import { EventEmitter } from './_emitter.ts';
import type { EventEmitter as Emitter, Listener } from './types.ts';

/** What the streams' fast path reads. */
interface Layout {
  _events: Record<string | symbol, Listener | Listener[]>;
  _eventsCount: number;
  _maxListeners: number | undefined;
}

function layout(emitter: Emitter): Layout {
  return emitter as unknown as Layout;
}

/** Makes a listener that writes its name down. */
function note(calls: string[], name: string): Listener {
  return () => {
    calls.push(name);
  };
}

function caught(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}

const warn = vi.fn();
beforeEach(() => {
  warn.mockClear();
  vi.spyOn(console, 'warn').mockImplementation(warn);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('behaviour', () => {
  it('emit, calls listeners in order with the emitter and the arguments', () => {
    const emitter = new EventEmitter();
    const calls: unknown[] = [];
    function listener(this: unknown, ...args: unknown[]): void {
      calls.push([this === emitter, ...args]);
    }
    emitter.on('a', listener as Listener).addListener('a', listener as Listener);
    expect(emitter.emit('a', 1, 2, 3, 4, 5)).toBe(true);
    expect(emitter.emit('b')).toBe(false);
    expect(calls).toEqual([
      [true, 1, 2, 3, 4, 5],
      [true, 1, 2, 3, 4, 5],
    ]);
  });

  it('emit, calls those that were there when it began', () => {
    const emitter = new EventEmitter();
    const calls: string[] = [];
    const second = note(calls, 'second');
    emitter.on('a', () => {
      calls.push('first');
      emitter.off('a', second);
      emitter.on('a', note(calls, 'third'));
    });
    emitter.on('a', second);
    emitter.emit('a');
    expect(calls).toEqual(['first', 'second']);
    emitter.emit('a');
    expect(calls).toEqual(['first', 'second', 'first', 'third']);
  });

  it('once, calls its listener once, also when the listener emits again', () => {
    const emitter = new EventEmitter();
    const calls: unknown[] = [];
    emitter.once('a', (value) => {
      calls.push(value);
      emitter.emit('a', 'again');
    });
    emitter.emit('a', 'first');
    expect(calls).toEqual(['first']);
    expect(emitter.eventNames()).toEqual([]);
  });

  it('once, calls its listener once, also when an emit that began before comes to it', () => {
    const emitter = new EventEmitter();
    const listener = vi.fn();
    emitter.once('a', () => emitter.emit('a', 'inner'));
    emitter.once('a', listener);
    emitter.emit('a', 'outer');
    expect(listener).toHaveBeenCalledExactlyOnceWith('inner');
  });

  it('prependListener and prependOnceListener, go before the others', () => {
    const emitter = new EventEmitter();
    const calls: string[] = [];
    emitter.on('a', note(calls, '1'));
    emitter.prependListener('a', note(calls, '2'));
    emitter.prependOnceListener('a', note(calls, '3'));
    emitter.emit('a');
    emitter.emit('a');
    expect(calls).toEqual(['3', '2', '1', '2', '1']);
  });

  it('removeListener, takes away the listener added last, one at a time', () => {
    const emitter = new EventEmitter();
    const calls: string[] = [];
    const twice = note(calls, 'twice');
    emitter.on('a', twice).on('a', note(calls, 'other')).once('a', twice);
    emitter.removeListener('a', twice);
    emitter.emit('a');
    expect(calls).toEqual(['twice', 'other']);
    emitter.off('a', twice).off('a', twice);
    expect(emitter.listenerCount('a')).toBe(1);
  });

  it('removeAllListeners, takes away those of one event or all', () => {
    const emitter = new EventEmitter();
    const noop = (): void => {};
    emitter.on('a', noop).on('a', noop).on('b', noop).on('c', noop);
    expect(emitter.removeAllListeners('a').eventNames()).toEqual(['b', 'c']);
    expect(emitter.removeAllListeners().eventNames()).toEqual([]);
    expect(layout(emitter)._eventsCount).toBe(0);
  });

  it('removeAllListeners, tells of each, the last first, when somebody listens', () => {
    const emitter = new EventEmitter();
    const [one, two, watch] = [vi.fn(), vi.fn(), vi.fn()];
    emitter.on('removeListener', watch).on('a', one).on('a', two).on('b', two);
    emitter.removeAllListeners();
    expect(watch.mock.calls).toEqual([
      ['a', two],
      ['a', one],
      ['b', two],
    ]);
    expect(emitter.eventNames()).toEqual([]);
  });

  it('removeAllListeners, removes all although a listener of removeListener removes others', () => {
    const emitter = new EventEmitter();
    const [one, two, three] = [vi.fn(), vi.fn(), vi.fn()];
    emitter.on('a', one).on('a', two).on('a', three);
    emitter.on('removeListener', () => emitter.off('a', two));
    emitter.removeAllListeners('a');
    expect(emitter.listenerCount('a')).toBe(0);
  });

  it('newListener, comes before the listener is added and names the caller’s own', () => {
    const emitter = new EventEmitter();
    const seen: unknown[] = [];
    const listener = (): void => {};
    emitter.on('newListener', (event, added) => {
      seen.push([event, added, emitter.listenerCount('a')]);
    });
    emitter.once('a', listener);
    expect(seen).toEqual([['a', listener, 0]]);
  });

  it('newListener, may add a listener of the same event, which goes first', () => {
    const emitter = new EventEmitter();
    const calls: string[] = [];
    emitter.once('newListener', () => emitter.on('a', note(calls, 'inserted')));
    emitter.on('a', note(calls, 'added'));
    emitter.emit('a');
    expect(calls).toEqual(['inserted', 'added']);
  });

  it('removeListener event, comes after the listener is removed', () => {
    const emitter = new EventEmitter();
    const listener = (): void => {};
    const seen: unknown[] = [];
    emitter.on('removeListener', (event, removed) => {
      seen.push([event, removed, emitter.listenerCount('a')]);
    });
    emitter.once('a', listener).emit('a');
    expect(seen).toEqual([['a', listener, 0]]);
  });

  it('listeners, rawListeners and listenerCount, unwrap what once wraps or not', () => {
    const emitter = new EventEmitter();
    const [plain, wrapped] = [vi.fn(), vi.fn()];
    emitter.on('a', plain).once('a', wrapped);
    expect(emitter.listeners('a')).toEqual([plain, wrapped]);
    const [first, second] = emitter.rawListeners('a') as [Listener, Listener & { listener: Listener }];
    expect(first).toBe(plain);
    expect(second.listener).toBe(wrapped);
    expect(emitter.listenerCount('a')).toBe(2);
    expect(emitter.listenerCount('a', wrapped)).toBe(1);
    expect(emitter.listenerCount('b')).toBe(0);
    second('by hand');
    expect(wrapped).toHaveBeenCalledExactlyOnceWith('by hand');
    expect(emitter.listeners('a')).toEqual([plain]);
  });

  it('rawListeners, returns a copy', () => {
    const emitter = new EventEmitter().on('a', vi.fn()).on('a', vi.fn());
    emitter.rawListeners('a').pop();
    expect(emitter.listenerCount('a')).toBe(2);
  });

  it('eventNames, lists strings and symbols in the order in which they came', () => {
    const symbol = Symbol('event');
    const emitter = new EventEmitter().on('b', vi.fn()).on(symbol, vi.fn()).on('a', vi.fn());
    expect(emitter.eventNames()).toEqual(['b', 'a', symbol]);
  });

  it('_events, holds a function or an array of functions and no prototype', () => {
    const emitter = new EventEmitter();
    const [one, two] = [vi.fn(), vi.fn()];
    expect(Object.getPrototypeOf(layout(emitter)._events)).toBe(null);
    expect(emitter.on('data', one)).toHaveProperty('_events.data', one);
    expect(emitter.on('data', two)).toHaveProperty('_events.data', [one, two]);
    expect(emitter.off('data', one)).toHaveProperty('_events.data', two);
    expect(emitter).toMatchObject({ _eventsCount: 1, _maxListeners: undefined });
    emitter.off('data', two);
    expect(Object.keys(layout(emitter)._events)).toEqual([]);
    expect(Object.getPrototypeOf(layout(emitter)._events)).toBe(null);
  });

  it('EventEmitter, keeps events apart from the names that objects inherit', () => {
    const emitter = new EventEmitter();
    expect(emitter.emit('toString')).toBe(false);
    expect(emitter.emit('__proto__')).toBe(false);
    expect(emitter.on('__proto__', vi.fn()).emit('__proto__')).toBe(true);
    expect(emitter.listenerCount('constructor')).toBe(0);
  });

  it('EventEmitter, can be extended by a class', () => {
    class Child extends EventEmitter {
      greet(): void {
        this.emit('hello', 'child');
      }
    }
    const listener = vi.fn();
    const child = new Child();
    child.on('hello', listener);
    child.greet();
    expect(listener).toHaveBeenCalledWith('child');
    expect(child).toBeInstanceOf(EventEmitter);
    expect(new Child().listenerCount('hello')).toBe(0);
  });

  it('EventEmitter, can be called by an ES5 subclass', () => {
    function Child(this: Emitter): void {
      EventEmitter.call(this);
    }
    Child.prototype = Object.create(EventEmitter.prototype);
    const Constructor = Child as unknown as new () => Emitter;
    const child = new Constructor();
    child.on('a', vi.fn());
    expect(child.emit('a')).toBe(true);
    expect(new Constructor().emit('a')).toBe(false);
  });

  it('EventEmitter, does not share listeners through an emitter used as a prototype', () => {
    function Child(this: Emitter): void {
      EventEmitter.call(this);
    }
    Child.prototype = new EventEmitter();
    const Constructor = Child as unknown as new () => Emitter;
    new Constructor().on('a', vi.fn());
    expect(new Constructor().emit('a')).toBe(false);
    expect((Child.prototype as Emitter).emit('a')).toBe(false);
  });

  it('EventEmitter, works as methods mixed into an object that was never constructed', () => {
    const mixed = Object.assign({}, EventEmitter.prototype);
    expect(mixed.emit('a')).toBe(false);
    expect(mixed.eventNames()).toEqual([]);
    expect(mixed.removeAllListeners().off('a', vi.fn()).on('a', vi.fn()).emit('a')).toBe(true);
  });

  it('once and prependOnceListener, go through overridden on and prependListener', () => {
    const seen: string[] = [];
    class Child extends EventEmitter {
      override on(event: string | symbol, listener: Listener): this {
        seen.push(`on ${String(event)}`);
        return super.on(event, listener);
      }
      override prependListener(event: string | symbol, listener: Listener): this {
        seen.push(`prepend ${String(event)}`);
        return super.prependListener(event, listener);
      }
    }
    new Child().once('a', vi.fn()).prependOnceListener('b', vi.fn());
    expect(seen).toEqual(['on a', 'prepend b']);
  });
});

describe('limits', () => {
  it('on, warns once for each event, when it has more than ten listeners', () => {
    class Leak extends EventEmitter {}
    const emitter = new Leak();
    for (let count = 0; count < 10; count++) emitter.on('a', vi.fn());
    expect(warn).not.toHaveBeenCalled();
    for (let count = 0; count < 5; count++) emitter.on('a', vi.fn()).on('b', vi.fn());
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      'MaxListenersExceededWarning: 11 a listeners added to a Leak',
    );
    for (let count = 0; count < 6; count++) emitter.once(`b`, vi.fn());
    expect(warn).toHaveBeenCalledTimes(2);
  });

  it('setMaxListeners, sets the limit, and none for zero and infinity', () => {
    const emitter = new EventEmitter();
    expect(emitter.getMaxListeners()).toBe(10);
    for (const none of [0, Number.POSITIVE_INFINITY]) {
      expect(emitter.setMaxListeners(none).getMaxListeners()).toBe(none);
      for (let count = 0; count < 20; count++) emitter.on('a', vi.fn());
    }
    expect(warn).not.toHaveBeenCalled();
    emitter.setMaxListeners(1).on('b', vi.fn()).on('b', vi.fn());
    expect(warn).toHaveBeenCalledOnce();
  });
});

describe('errors', () => {
  it('emit, throws the very error that nobody listens for', () => {
    const error = new TypeError('lost');
    expect(() => new EventEmitter().emit('error', error)).toThrow(error);
  });

  it.each([['text'], ["it's"], [5], [undefined], [null], [{ a: 1 }]])(
    'emit, throws ERR_UNHANDLED_ERROR with its context, for the non-error %o',
    (context) => {
      expect(caught(() => new EventEmitter().emit('error', context))).toMatchObject({
        code: 'ERR_UNHANDLED_ERROR',
        message: `Unhandled error. (${show(context)})`,
        context,
      });
    },
  );

  it('emit, does not throw an error that somebody listens for', () => {
    const listener = vi.fn();
    const error = new Error('heard');
    expect(new EventEmitter().on('error', listener).emit('error', error)).toBe(true);
    expect(listener).toHaveBeenCalledWith(error);
  });

  it('emit, lets the error of a listener through and leaves the rest uncalled', () => {
    const after = vi.fn();
    const emitter = new EventEmitter();
    emitter.on('a', () => {
      throw new Error('in a listener');
    });
    emitter.on('a', after);
    expect(() => emitter.emit('a')).toThrow('in a listener');
    expect(after).not.toHaveBeenCalled();
  });

  it.each([
    'on',
    'addListener',
    'once',
    'prependListener',
    'prependOnceListener',
    'off',
    'removeListener',
  ] as const)('%s, throws ERR_INVALID_ARG_TYPE, without a function', (method) => {
    const emitter = new EventEmitter();
    expect(caught(() => emitter[method]('a', 'listener' as never))).toMatchObject({
      name: 'TypeError',
      code: 'ERR_INVALID_ARG_TYPE',
      message: `The "listener" argument must be of type function. Received ${describeValue('listener')}`,
    });
    expect(emitter.eventNames()).toEqual([]);
  });

  it('setMaxListeners, throws for what is not a number of listeners', () => {
    const emitter = new EventEmitter();
    expect(caught(() => emitter.setMaxListeners('5' as never))).toHaveProperty(
      'code',
      'ERR_INVALID_ARG_TYPE',
    );
    expect(caught(() => emitter.setMaxListeners(-1))).toHaveProperty('code', 'ERR_OUT_OF_RANGE');
    expect(caught(() => emitter.setMaxListeners(Number.NaN))).toHaveProperty('code', 'ERR_OUT_OF_RANGE');
    expect(emitter.getMaxListeners()).toBe(10);
  });
});

describe('types', () => {
  it('on, returns the emitter’s own type', () => {
    class Child extends EventEmitter {
      own = true;
    }
    expectTypeOf(new Child().on('a', () => {})).toEqualTypeOf<Child>();
    expectTypeOf(new Child().listeners('a')).toEqualTypeOf<Listener[]>();
  });
});
