import { describe, expect, it } from 'vitest';
import { text } from '../../core/consumers.ts';
import { duplexPair } from '../../core/duplex-pair.ts';
import { through } from '../through.ts';
import { auth, createVerifier } from './index.ts';

/** Cheap enough for tests. */
const cost = { cost: 16, blockSize: 1, parallelization: 1 };
const cheap = { minCost: 2 };

const echo = (): ReturnType<typeof through<Uint8Array>> =>
  through<Uint8Array>(function (chunk) {
    this.queue(chunk);
  });

describe('auth', () => {
  describe('behaviour', () => {
    it('client and server, with the right password, carry bytes both ways and end', async () => {
      const users = new Map([['steve', await createVerifier('jones', cost)]]);
      const [wire, transport] = duplexPair();
      const guard = auth(echo(), (user) => users.get(user), cost);
      wire.pipe(guard).pipe(wire);
      const client = auth('steve', 'jones', transport, cheap);
      client.write('one ');
      client.end('two');
      expect(await text(client as never)).toBe('one two');
      expect(guard.opened).toBe(true);
    });
  });
});
