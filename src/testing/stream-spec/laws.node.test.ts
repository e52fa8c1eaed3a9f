/** The laws of streams that are Node's own, none of which may be accused. */

import process from 'node:process';
import * as node from 'node:stream';
import * as zlib from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { through } from '../../control/through.ts';
import type { LawName, LawSubject } from './laws.ts';
import { laws } from './laws.ts';

const words = ['beep', 'boop', 'robots', 'a', 'b', 'c', 'd', 'e'];
const bytes = words.map((word) => Buffer.from(word));

const sound = {
  PassThrough: laws(() => new node.PassThrough(), { input: bytes, output: bytes, rechunk: 'bytes' }),
  Transform: laws(
    () =>
      new node.Transform({
        objectMode: true,
        transform: (chunk, _encoding, done) => void queueMicrotask(() => done(null, `<${chunk}>`)),
      }),
    {
      input: words,
      output: words.map((word) => `<${word}>`),
      signal: (signal) => new node.PassThrough({ objectMode: true, signal }),
      fails: {
        make: (error) => new node.Transform({ objectMode: true, transform: (_c, _e, done) => done(error) }),
      },
    },
  ),
  'Readable.from': laws(() => node.Readable.from(words), { output: words }),
  Writable: laws(() => new node.Writable({ write: (_chunk, _encoding, done) => queueMicrotask(done) }), {
    input: bytes,
    signal: (signal) => new node.Writable({ signal, write: (_chunk, _encoding, done) => done() }),
  }),
  'a gzip stream': laws(() => zlib.createGzip(), { input: bytes, rechunk: 'bytes' }),
  'a gunzip stream': laws(() => zlib.createGunzip(), {
    input: [zlib.gzipSync('beep boop robots')],
    output: [Buffer.from('beep boop robots')],
    rechunk: 'bytes',
    fails: { chunk: Buffer.from('no gzip at all') },
    runs: 5,
  }),
};

describe('laws', () => {
  describe.each(Object.entries(sound))('sound: node:stream, %s', (_name, list) => {
    for (const { name, check } of list) it(name, check);
  });

  describe('broken', () => {
    it('snaps onto streams of node:stream, of a stream that refuses them, is breached', async () => {
      const make = () => {
        const stream = through();
        stream.on('pipe', (source) => {
          if (source instanceof node.Readable) stream.destroy(new Error('not mine'));
        });
        return stream;
      };
      await expect(check(make, 'snaps onto streams of node:stream')).rejects.toThrow(
        /the pipeline failed \(Error: not mine\)/,
      );
    });

    it('no rejection is left unhandled, of a stream that leaves one, is breached', async () => {
      const make = () => through().on('error', (error) => void Promise.reject(error));
      const others = process.listeners('unhandledRejection');
      process.removeAllListeners('unhandledRejection');
      try {
        await expect(check(make, 'no rejection is left unhandled')).rejects.toThrow(
          /a rejected promise was left unhandled/,
        );
      } finally {
        for (const listener of others) process.on('unhandledRejection', listener);
      }
    });
  });
});

function check(make: () => LawSubject, name: LawName): Promise<void> {
  const law = laws(make, { input: words, output: words, hangMs: 50 }).find((law) => law.name === name);
  return law?.check() ?? Promise.resolve();
}
