import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { original } from '../../../oracles/original.ts';
import { RemoteEvents } from './index.ts';

interface WireFace {
  readable: boolean;
  writable: boolean;
  on(event: string, listener: (...args: unknown[]) => void): unknown;
  pipe<D>(destination: D): D;
  write(chunk: unknown): unknown;
  end(chunk?: unknown): unknown;
}
interface RemoteFace {
  connected: boolean;
  on(event: string, listener: (...args: unknown[]) => void): unknown;
  emit(...event: unknown[]): unknown;
  localEmit(...event: unknown[]): unknown;
  getStream(raw?: boolean): WireFace;
  flush(): unknown;
  disconnect(): unknown;
}
type RemoteClass = new (options?: object) => RemoteFace;

const Original = original<RemoteClass>('remote-events');
const Ours = RemoteEvents as unknown as RemoteClass;

/** What it says besides events must not disturb the original. Nobody waits long for a hello that does not come. */
class OursReliable extends RemoteEvents {
  constructor(options?: object) {
    super({ ...options, reliable: true, helloTimeoutMs: 20 });
  }
}

const Reliable = OursReliable as unknown as RemoteClass;

const nextTick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const value = fc.oneof(
  fc.integer(),
  fc.string(),
  fc.constant(null),
  fc.constant(undefined),
  fc.constant({ a: [1] }),
);
const side = fc.constantFrom('A' as const, 'B' as const);
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom('emit' as const, 'localEmit' as const, 'write' as const),
      side,
      name: fc.constantFrom('x', '__proto__', 'unheard', 'error'),
      args: fc.array(value, { maxLength: 3 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'pipe' as const,
        'disconnect' as const,
        'end' as const,
        'flush' as const,
        'tick' as const,
      ),
      side,
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/**
 * Runs a program on two ends. Left out is what is mended: a second `pipe` of a stream announces the connection again;
 * a stream that ends before 'connect' connects nevertheless, or is given out again; of two streams that end, one
 * ends twice, so that they close in another order.
 */
async function trace(Remote: RemoteClass, steps: readonly Step[], raw: boolean): Promise<unknown[]> {
  const seen: unknown[] = [];
  const ends = { A: new Remote(), B: new Remote() };
  const streams = new Map<string, WireFace>();
  const piped = new Set<WireFace>();
  for (const [id, remote] of Object.entries(ends)) {
    for (const event of ['x', '__proto__', 'error', 'connect', 'disconnect']) {
      remote.on(event, (...args) => seen.push([id, event, args, remote.connected]));
    }
  }
  function streamOf(id: 'A' | 'B'): WireFace {
    const stream = ends[id].getStream(raw);
    if (streams.get(id) !== stream) {
      streams.set(id, stream);
      stream.on('data', (chunk) => seen.push([id, 'data', chunk]));
    }
    return stream;
  }
  for (const step of steps) {
    const remote = ends[step.side];
    if (step.do === 'emit') remote.emit(step.name, ...step.args);
    else if (step.do === 'localEmit') seen.push(remote.localEmit(step.name, ...step.args));
    else if (step.do === 'write') {
      const event = [step.name, ...step.args];
      streamOf(step.side).write(raw ? event : `${JSON.stringify(event)}\n`);
    } else if (step.do === 'pipe') {
      const stream = streamOf(step.side);
      const other = streamOf(step.side === 'A' ? 'B' : 'A');
      if (!piped.has(stream)) stream.pipe(other);
      piped.add(stream);
    } else if (step.do === 'tick') await nextTick();
    else if (step.do === 'flush') remote.flush();
    else if (ends.A.connected && ends.B.connected) {
      if (step.do === 'disconnect') remote.disconnect();
      else streamOf(step.side).end();
    }
    seen.push([ends.A.connected, ends.B.connected]);
  }
  await nextTick();
  return seen;
}

describe('RemoteEvents and npm remote-events@1.1.4', () => {
  it.each([false, true])('traces of events, flags and bytes, with raw %s, are equal', async (raw) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        expect(await trace(Ours, steps, raw)).toEqual(await trace(Original, steps, raw));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['original', 'ours', Original, Ours],
    ['ours', 'original', Ours, Original],
    ['ours', 'ours', Ours, Ours],
    ['original', 'ours that is reliable', Original, Reliable],
    ['ours that is reliable', 'original', Reliable, Original],
    ['ours that is reliable', 'ours that is not', Reliable, Ours],
  ])(
    'events, over a socket, between %s and %s, arrive both ways',
    async (_server, _client, Server, Client) => {
      const heard: unknown[] = [];
      const sockets: Socket[] = [];
      const server = createServer((socket) => {
        sockets.push(socket);
        const remote = new Server();
        remote.on('ping', (...args) => {
          heard.push(['ping', ...args]);
          remote.emit('pong', ...args);
        });
        socket.pipe(remote.getStream() as unknown as NodeJS.ReadWriteStream).pipe(socket);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
      const client = new Client();
      client.emit('ping', 0, 'early');
      socket.pipe(client.getStream() as unknown as NodeJS.ReadWriteStream).pipe(socket);
      client.on('connect', () => client.emit('ping', 1, { b: ['é'] }));
      const pongs: unknown[] = [];
      const done = new Promise<void>((resolve) => {
        client.on('pong', (...args) => {
          pongs.push(args);
          if (pongs.length === 2) client.disconnect();
        });
        client.on('disconnect', () => resolve());
      });
      await done;
      expect(heard).toEqual([
        ['ping', 0, 'early'],
        ['ping', 1, { b: ['é'] }],
      ]);
      expect(pongs).toEqual([
        [0, 'early'],
        [1, { b: ['é'] }],
      ]);
      socket.destroy();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  );
});
