import { describe, expect, expectTypeOf, it } from 'vitest';
import { EventEmitter } from '#platform';
import type { TypedEmitter } from '../core/types.ts';
import { laws } from '../testing/stream-spec/laws.ts';
import { coded } from './_test-listen.ts';
import type { EmitStream } from './emit-stream.ts';
import { emitStream, fromStream, toStream } from './emit-stream.ts';
import { through } from './through.ts';

function gather(stream: EmitStream): unknown[] {
  const seen: unknown[] = [];
  stream.on('data', (event) => seen.push(event));
  return seen;
}

/** An emitter fed by what is written, what its listeners hear, and the codes of its errors. */
function receiver(options?: Parameters<typeof fromStream>[1]) {
  const stream = through<unknown>();
  const emitter = fromStream(stream, options);
  const errors: unknown[] = [];
  emitter.on('error', (error) => errors.push((error as { code?: string }).code ?? error));
  return { stream, emitter, errors };
}

describe('emitStream', () => {
  describe('laws', () => {
    const make = (signal?: AbortSignal) => emitStream(new EventEmitter(), { signal });
    const input = [['x', 1], ['y'], ['x', [2]]];
    for (const { name, check } of laws(() => make(), { input, output: input, signal: make })) it(name, check);
  });

  describe('behaviour', () => {
    it('emitStream, by what it is given, is toStream or fromStream', () => {
      expect(emitStream.toStream).toBe(toStream);
      expect(emitStream.fromStream).toBe(fromStream);
      const stream = emitStream(new EventEmitter());
      expect(typeof stream.pipe).toBe('function');
      expect('pipe' in emitStream(stream)).toBe(false);
      stream.end();
    });

    it("stream, when the emitter emits, has the event before the emitter's own listeners", () => {
      const emitter = new EventEmitter();
      const order: unknown[] = [];
      emitter.on('x', () => order.push('listener'));
      const stream = emitStream(emitter);
      stream.on('data', (event) => order.push(event));
      emitter.emit('x', 1, 2);
      expect(order).toEqual([['x', 1, 2], 'listener']);
      stream.end();
    });

    it('emit, of a tapped emitter, returns whether anybody listens', () => {
      const emitter = new EventEmitter();
      const stream = emitStream(emitter);
      emitter.on('x', () => {});
      expect(emitter.emit('x')).toBe(true);
      expect(emitter.emit('y')).toBe(false);
      stream.end();
    });

    it('events about listeners and events named by a symbol do not travel', () => {
      const emitter = new EventEmitter();
      const stream = emitStream(emitter);
      const seen = gather(stream);
      emitter.on('newListener', () => {});
      emitter.on('x', () => {});
      emitter.emit(Symbol('private'));
      expect(seen).toEqual([]);
      stream.end();
    });

    it('write, to the stream, comes out between the events', () => {
      const emitter = new EventEmitter();
      const stream = emitStream(emitter);
      const seen = gather(stream);
      emitter.emit('x');
      expect(stream.write(['y', 1])).toBe(true);
      expect(seen).toEqual([['x'], ['y', 1]]);
      stream.end();
    });

    it('paused stream, when resumed, gives what it held, in order, and then asks for more', () => {
      const emitter = new EventEmitter();
      const stream = emitStream(emitter);
      const seen = gather(stream);
      for (const event of ['resume', 'drain', 'end']) stream.on(event, () => seen.push(event));
      stream.pause();
      emitter.emit('x', 1);
      emitter.emit('x', 2);
      expect(stream.write(['x', 3])).toBe(false);
      expect(seen).toEqual([]);
      stream.resume();
      expect(seen).toEqual(['resume', ['x', 1], ['x', 2], ['x', 3], 'drain']);
      stream.pause();
      emitter.emit('x', 4);
      stream.end();
      emitter.emit('x', 5);
      expect(stream.writable).toBe(false);
      seen.length = 0;
      stream.resume();
      expect(seen).toEqual(['resume', ['x', 4], 'end', 'drain']);
    });

    it('paused stream, paused again while it gives what it held, keeps the rest', () => {
      const emitter = new EventEmitter();
      const stream = emitStream(emitter);
      const seen: unknown[] = [];
      stream.on('data', ([, n]) => {
        seen.push(n);
        stream.pause();
      });
      stream.pause();
      for (const n of [1, 2, 3]) emitter.emit('x', n);
      stream.resume();
      expect(seen).toEqual([1]);
      stream.resume();
      emitter.emit('x', 4);
      stream.resume();
      stream.resume();
      expect(seen).toEqual([1, 2, 3, 4]);
      stream.destroy();
    });

    it.each([
      ['drop-oldest', [3, 4], [1, 2]],
      ['drop-newest', [1, 2], [3, 4]],
    ] as const)(
      'overflow %s, when more is held than may be, drops and says so',
      (overflow, kept, dropped) => {
        const emitter = new EventEmitter();
        const stream = emitStream(emitter, { maxBuffered: 2, overflow });
        const lost: unknown[] = [];
        stream.on('drop', (event) => lost.push((event as unknown[])[1]));
        stream.pause();
        for (const n of [1, 2, 3, 4]) emitter.emit('n', n);
        expect(stream.dropped).toBe(2);
        const seen = gather(stream);
        stream.resume();
        expect(seen).toEqual(kept.map((n) => ['n', n]));
        expect(lost).toEqual(dropped);
        stream.end();
      },
    );

    it('emit, when the last stream of an emitter ends or is destroyed, is put back', () => {
      const emitter = new EventEmitter();
      const { emit } = emitter;
      const first = emitStream(emitter);
      const second = emitStream(emitter);
      const seen = gather(second);
      expect(emitter.emit).not.toBe(emit);
      first.end();
      emitter.emit('x');
      second.destroy();
      expect(seen).toEqual([['x']]);
      expect(Object.hasOwn(emitter, 'emit')).toBe(false);
      expect(emitter.emit).toBe(emit);
    });

    it("emit, that was the emitter's own property, is put back as such", () => {
      const emitter = new EventEmitter();
      const emit = (): boolean => true;
      emitter.emit = emit;
      emitStream(emitter).end();
      expect(emitter.emit).toBe(emit);
    });

    it('emit, that somebody wrapped after the stream did, is left alone, and tapped once by the next stream', () => {
      const emitter = new EventEmitter();
      const stream = emitStream(emitter);
      const { emit } = emitter;
      const wrapped = (event: string | symbol, ...args: unknown[]): boolean =>
        emit.call(emitter, event, ...args);
      emitter.emit = wrapped;
      stream.end();
      expect(emitter.emit).toBe(wrapped);
      const next = emitStream(emitter);
      const seen = gather(next);
      emitter.emit('x');
      expect(seen).toEqual([['x']]);
      next.end();
    });

    it('events, an array or a function, allow only some, either way', () => {
      const emitter = new EventEmitter();
      const sent = emitStream(emitter, { events: (event) => event.startsWith('pub') });
      const seen = gather(sent);
      emitter.emit('public');
      emitter.emit('private');
      expect(seen).toEqual([['public']]);
      sent.end();
      const { stream, emitter: there, errors } = receiver({ events: ['x'] });
      const heard: unknown[] = [];
      for (const event of ['x', 'y']) there.on(event, () => heard.push(event));
      stream.write(['x']);
      stream.write(['y']);
      expect(heard).toEqual(['x']);
      expect(errors).toEqual(['ERR_EMIT_STREAM_REFUSED']);
    });

    it('write, after an end that is held back, comes to nothing', () => {
      const emitter = new EventEmitter();
      const stream = emitStream(emitter);
      const seen: unknown[] = [];
      stream.on('data', (event) => seen.push(event));
      stream.on('end', () => seen.push('end'));
      stream.pause();
      emitter.emit('x', 1);
      stream.end(['last']);
      stream.write(['late']);
      stream.resume();
      expect(seen).toEqual([['x', 1], ['last'], 'end']);
    });

    it('signal of fromStream, when it aborts or the stream ends, is all that is left of it', () => {
      for (const abortFirst of [true, false]) {
        const source = through<unknown>();
        const counts = () => ['data', 'end', 'close'].map((event) => source.listenerCount(event));
        const before = counts();
        const control = new AbortController();
        fromStream(source, { signal: control.signal });
        if (abortFirst) control.abort();
        else source.emit('close');
        expect(counts().slice(1)).toEqual(before.slice(1));
      }
      expect(() => fromStream(through(), { signal: 'now' as never })).toThrow(
        expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }),
      );
    });

    it('signal, when it aborts, destroys what toStream made and silences what fromStream made', () => {
      const control = new AbortController();
      const emitter = new EventEmitter();
      const { emit } = emitter;
      const stream = emitStream(emitter, { signal: control.signal });
      const failed: unknown[] = [];
      stream.on('error', (error) => failed.push(error.name));
      const source = through<unknown>();
      const there = emitStream(source, { signal: control.signal });
      const heard: unknown[] = [];
      there.on('x', () => heard.push('x'));
      source.write(['x']);
      control.abort();
      source.write(['x']);
      expect(failed).toEqual(['AbortError']);
      expect(emitter.emit).toBe(emit);
      expect(heard).toEqual(['x']);
      expect(source.listenerCount('data')).toBe(0);
      expect(emitStream(source, { signal: control.signal })).toBeInstanceOf(EventEmitter);
      expect(source.listenerCount('data')).toBe(0);
    });

    it('for await, over a stream of events, leaves the emitter as it was', async () => {
      const emitter = new EventEmitter();
      const { emit } = emitter;
      const stream = emitStream<{ n: [n: number] }>(emitter);
      const seen: number[] = [];
      queueMicrotask(() => {
        for (const n of [1, 2, 3]) emitter.emit('n', n);
      });
      for await (const [, n] of stream) {
        seen.push(n);
        if (n === 3) break;
      }
      expect(seen).toEqual([1, 2, 3]);
      expect(emitter.emit).toBe(emit);
    });
  });

  describe('errors', () => {
    it.each([
      ['text', 'emit'],
      ['a number', 5],
      ['null', null],
      ['undefined', undefined],
      ['an object', { 0: 'x', length: 1 }],
      ['bytes', Uint8Array.of(1)],
      ['an empty array', []],
      ['a name that is a number', [5]],
      ['a name that is null', [null]],
      ['a name that is an array', [['x']]],
      ['a name that is an object', [{ toString: 'x' }]],
      ['newListener', ['newListener', 'x']],
      ['removeListener', ['removeListener', 'x']],
      ['more arguments than a call can take', ['x', ...new Array(200_000)]],
    ])('fromStream, given %s, refuses it and goes on', (_what, value) => {
      const { stream, emitter, errors } = receiver();
      const heard: unknown[] = [];
      emitter.on('x', (n) => heard.push(n));
      stream.emit('data', value);
      expect(errors).toEqual(['ERR_EMIT_STREAM_REFUSED']);
      stream.write(['x', 1]);
      expect(heard).toEqual([1]);
    });

    it('fromStream, given an event named __proto__, emits it and nothing else', () => {
      const { stream, emitter, errors } = receiver();
      const heard: unknown[] = [];
      emitter.on('__proto__', (x) => heard.push(x));
      stream.write(JSON.parse('["__proto__", {"__proto__": {"polluted": 1}}]'));
      expect(heard.length).toBe(1);
      expect(errors).toEqual([]);
      expect(({} as { polluted?: 1 }).polluted).toBeUndefined();
    });

    it('fromStream, given an error or nonsense while nobody listens for errors, drops it', () => {
      const stream = through<unknown>();
      const emitter = fromStream(stream);
      stream.write(['error', 'x']);
      stream.write('nonsense');
      const errors: unknown[] = [];
      emitter.on('error', (error) => errors.push(error));
      stream.write(['error', 'x']);
      expect(errors).toEqual(['x']);
    });

    it('listener that throws, of an emitter that fromStream made, tells whoever wrote', () => {
      const { stream, emitter } = receiver();
      emitter.on('x', () => {
        throw new Error('mine');
      });
      expect(() => stream.write(['x'])).toThrow('mine');
      expect(() => stream.write(['y'])).not.toThrow();
    });

    it('overflow error, when more is held than may be, destroys the stream', () => {
      const emitter = new EventEmitter();
      const stream = emitStream(emitter, { maxBuffered: 1, overflow: 'error' });
      const errors: unknown[] = [];
      stream.on('error', (error) => errors.push((error as { code?: string }).code));
      stream.pause();
      emitter.emit('x');
      emitter.emit('x');
      emitter.emit('x');
      expect(errors).toEqual(['ERR_EMIT_STREAM_OVERFLOW']);
      expect(stream.destroyed).toBe(true);
    });

    it('arguments of the wrong kind are thrown', () => {
      const emitter = new EventEmitter();
      expect(() => emitStream(null as never)).toThrow(coded('ERR_INVALID_ARG_TYPE'));
      expect(() => emitStream({} as never)).toThrow(coded('ERR_INVALID_ARG_TYPE'));
      expect(() => fromStream({} as never)).toThrow(coded('ERR_INVALID_ARG_TYPE'));
      expect(() => toStream(emitter, { events: 'x' as never })).toThrow(coded('ERR_INVALID_ARG_TYPE'));
      expect(() => toStream(emitter, { maxBuffered: '1' as never })).toThrow(coded('ERR_INVALID_ARG_TYPE'));
      expect(() => toStream(emitter, { maxBuffered: -1 })).toThrow(coded('ERR_OUT_OF_RANGE'));
      expect(() => toStream(emitter, { overflow: 'x' as never })).toThrow(coded('ERR_INVALID_ARG_VALUE'));
      expect(() => fromStream(through(), { maxArguments: 1e6 })).toThrow(coded('ERR_OUT_OF_RANGE'));
      expect(() => fromStream(through(), { maxArguments: '1' as never })).toThrow(
        coded('ERR_INVALID_ARG_TYPE'),
      );
      expect(Object.hasOwn(emitter, 'emit')).toBe(false);
    });
  });

  describe('types', () => {
    it('emitStream, with a map of events, types both directions', () => {
      type Events = { move: [x: number, y: number]; say: [text: string] };
      const stream = emitStream<Events>(new EventEmitter());
      expectTypeOf(stream).toEqualTypeOf<EmitStream<Events>>();
      stream.on('data', (event) => {
        expectTypeOf(event).toEqualTypeOf<
          [event: 'move', x: number, y: number] | [event: 'say', text: string]
        >();
      });
      const emitter = emitStream<Events>(stream);
      expectTypeOf(emitter).toEqualTypeOf<TypedEmitter<Events>>();
      emitter.on('move', (x, y) => {
        expectTypeOf(x).toEqualTypeOf<number>();
        expectTypeOf(y).toEqualTypeOf<number>();
      });
      stream.end();
    });
  });
});
