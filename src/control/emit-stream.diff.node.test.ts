import { EventEmitter } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { original } from '../../oracles/original.ts';
import { emitStream } from './emit-stream.ts';
import { through } from './through.ts';

interface AnyStream {
  paused: boolean;
  writable: boolean;
  readable: boolean;
  on(event: string, listener: (...args: unknown[]) => void): unknown;
  write(chunk: unknown): unknown;
  end(): unknown;
  destroy(): unknown;
  pause(): unknown;
  resume(): unknown;
  pipe<D>(destination: D): D;
}
interface EmitStreamFace {
  (x: unknown): unknown;
  toStream(x: unknown): unknown;
  fromStream(x: unknown): unknown;
}
interface JSONStreamFace {
  stringify(): NodeJS.ReadWriteStream;
  parse(path: unknown[]): NodeJS.ReadWriteStream;
}

const originalEmitStream = original<EmitStreamFace>('emit-stream');
const JSONStream = original<JSONStreamFace>('JSONStream');

const value = fc.oneof(fc.integer(), fc.string(), fc.constant(undefined), fc.constant(null));
const name = fc.constantFrom('x', 'y', '__proto__', 'unheard');
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('emit' as const), name, args: fc.array(value) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('write' as const), name, args: fc.array(value) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('tap' as const, 'end' as const, 'destroy' as const, 'pause' as const),
      which: fc.nat(2),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/**
 * Runs a program on an emitter and its streams, each of which also feeds an emitter of its own. Three things that
 * are mended are left out: what a stream gives after `destroy()`, where the original goes on; that `end()` ends
 * the readable side too, where the original only stops listening; and what `pause()` holds back.
 */
function trace(face: EmitStreamFace, steps: readonly Step[]): unknown[] {
  const seen: unknown[] = [];
  const emitter = new EventEmitter();
  const streams: AnyStream[] = [];
  const over = new Set<AnyStream>();
  for (const event of ['x', 'y', '__proto__'])
    emitter.on(event, (...args) => seen.push(['own', event, args]));
  for (const step of steps) {
    const stream = streams['which' in step ? step.which : 0];
    if (step.do === 'emit') emitter.emit(step.name, ...step.args);
    else if (step.do === 'tap') {
      const id = streams.length;
      const made = face(emitter) as AnyStream;
      streams.push(made);
      for (const event of ['data', 'resume', 'drain']) {
        made.on(event, (...args) => over.has(made) || seen.push([id, event, args]));
      }
      const there = face(made) as EventEmitter;
      for (const event of ['x', 'y', '__proto__', 'unheard']) {
        there.on(event, (...args) => over.has(made) || seen.push([id, 'there', event, args]));
      }
    } else if (stream !== undefined && !over.has(stream)) {
      if (step.do === 'write') seen.push(['wrote', stream.write([step.name, ...step.args])]);
      else if (step.do === 'pause') {
        stream.pause();
        stream.resume();
      } else {
        stream[step.do]();
        over.add(stream);
      }
      if (!over.has(stream)) seen.push([stream.paused, stream.readable, stream.writable]);
    }
  }
  return seen;
}

describe('emitStream and npm emit-stream@0.1.2', () => {
  it('traces of events, return values and flags are equal', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        expect(trace(emitStream as EmitStreamFace, steps)).toEqual(trace(originalEmitStream, steps));
      }),
      { numRuns: 1000 },
    );
  });

  it('fromStream, given well-formed arrays, emits the same', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.array(value))), (events) => {
        const run = (face: EmitStreamFace): unknown[] => {
          const stream = through<unknown>();
          const emitter = face.fromStream(stream) as EventEmitter;
          const seen: unknown[] = [];
          for (const event of ['x', 'y', '__proto__'])
            emitter.on(event, (...args) => seen.push([event, args]));
          for (const [event, args] of events) stream.write([event, ...args]);
          return seen;
        };
        expect(run(emitStream as EmitStreamFace)).toEqual(run(originalEmitStream));
      }),
    );
  });

  it.each([
    ['original', 'ours', originalEmitStream, emitStream as EmitStreamFace],
    ['ours', 'original', emitStream as EmitStreamFace, originalEmitStream],
    ['ours', 'ours', emitStream as EmitStreamFace, emitStream as EmitStreamFace],
  ])(
    'events, over JSONStream and a socket, from %s to %s, arrive',
    async (_from, _to, sending, receiving) => {
      const emitter = new EventEmitter();
      const sockets: Socket[] = [];
      const server = createServer((socket) => {
        sockets.push(socket);
        (sending(emitter) as NodeJS.ReadableStream).pipe(JSONStream.stringify()).pipe(socket);
        emitter.emit('x', 1, { a: ['b'] });
        emitter.emit('y', 'é');
        emitter.emit('last');
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
      const there = receiving(client.pipe(JSONStream.parse([true]))) as EventEmitter;
      const heard: unknown[] = [];
      for (const event of ['x', 'y']) there.on(event, (...args) => heard.push([event, ...args]));
      await new Promise<void>((resolve) => there.on('last', resolve));
      expect(heard).toEqual([
        ['x', 1, { a: ['b'] }],
        ['y', 'é'],
      ]);
      client.destroy();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  );

  it('bytes, over JSONStream, are the same, and end() closes the array, which the original leaves open', () => {
    const wire = (face: EmitStreamFace): string => {
      const emitter = new EventEmitter();
      const stream = face(emitter) as AnyStream;
      const text: unknown[] = [];
      stream.pipe(JSONStream.stringify()).on('data', (chunk: unknown) => text.push(chunk));
      emitter.emit('x', 1, undefined, [2]);
      emitter.emit('__proto__');
      stream.end();
      return text.join('');
    };
    expect(wire(emitStream as EmitStreamFace)).toBe(`${wire(originalEmitStream)}\n]\n`);
  });
});
