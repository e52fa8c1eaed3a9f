/** The laws, for a client whose server sends back what it gets. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, it } from 'vitest';
import { laws } from '../../testing/stream-spec/index.ts';
import shoe from './index.node.ts';

const http = createServer();
const sock = shoe((stream) => stream.pipe(stream)).install(http, '/sock');
http.listen(0, '127.0.0.1');
await once(http, 'listening');
const url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}/sock`;

afterAll(() => {
  sock.close();
  http.close();
  http.closeAllConnections();
});

describe('laws', () => {
  const words = ['beep', 'boop', 'rows', 'ää', '\u{1f642}'].map((word) => word.repeat(1024));
  for (const { name, check } of laws(() => shoe(url), {
    input: words,
    output: words,
    // A window and a mark at each end, of 256 and 64 KiB, in chunks of 4 KiB.
    bound: 200,
    signal: (signal) => shoe(url, { signal }),
  })) {
    it(name, check);
  }
});
