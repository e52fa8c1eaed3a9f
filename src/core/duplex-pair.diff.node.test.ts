import { describe, expect, it } from 'vitest';
import type { Library, Log, Scenario } from './_test/lanes.ts';
import { onBoth, print, watch } from './_test/lanes.ts';

type Duplex = InstanceType<Library['Duplex']>;

async function same(scenario: Scenario): Promise<void> {
  const { expected, actual } = await onBoth(scenario);
  expect(actual).toEqual(expected);
}

function pair(lib: Library, log: Log, options?: object): [Duplex, Duplex] {
  const { duplexPair } = lib as unknown as { duplexPair(options?: object): [Duplex, Duplex] };
  const [a, b] = duplexPair(options);
  for (const [name, side] of Object.entries({ a, b })) {
    watch(name, side, log, ['prefinish', 'finish', 'end', 'close', 'drain', 'error']);
  }
  return [a, b];
}

describe('duplexPair', () => {
  it('duplexPair, with options of any kind, makes what Node makes', async () => {
    const all = [undefined, null, 5, 'x', { highWaterMark: 3 }, { objectMode: true }, { readable: false }];
    for (const options of [...all, { allowHalfOpen: false }, { readableHighWaterMark: 2 }]) {
      await same((lib, log) => {
        const [a, b] = pair(lib, log, options as object);
        for (const side of [a, b]) {
          log('is', `${[side.readableObjectMode, side.readable, side.allowHalfOpen]}`);
          if (typeof options === 'object') log('is', side instanceof lib.Duplex);
        }
      });
    }
  });

  it('write, before and after the other side reads, calls back as in Node', async () => {
    for (const highWaterMark of [1, 2, 100]) {
      await same(async (lib, log, settle) => {
        const [a, b] = pair(lib, log, { highWaterMark });
        for (const text of ['x', 'yy', '', 'z'])
          log(
            'write',
            a.write(text, () => log('callback', text)),
          );
        for (let n = 0; n < 4; n++) {
          await settle();
          log('lengths', `${a.writableLength} ${b.readableLength}`);
          log('read', String(b.read()));
        }
        a.end('last', () => log('callback', 'end'));
        await settle();
        b.resume();
        await settle();
        b.end();
        a.resume();
      });
    }
  });

  it('write, of objects and of text with an encoding, gives what Node gives', async () => {
    for (const options of [{ objectMode: true }, { encoding: 'utf8' }, { decodeStrings: false }]) {
      await same((lib, log) => {
        const [a, b] = pair(lib, log, options);
        b.on('data', (chunk) => log('data', `${typeof chunk} ${print(chunk)}`));
        a.cork();
        a.write('é');
        if (!('decodeStrings' in options)) a.write('w7w=', 'base64');
        else a.write('w');
        a.uncork();
      });
    }
  });

  it('end, without a chunk and without a reader, finishes when the other side has ended', async () => {
    await same(async (lib, log, settle) => {
      const [a, b] = pair(lib, log);
      a.end(() => log('callback', 'end'));
      await settle();
      b.resume();
    });
  });

  for (const error of [undefined, new Error('no')]) {
    it(`destroy, of one side with ${error}, leaves the other as Node does`, async () => {
      await same(async (lib, log, settle) => {
        const [a, b] = pair(lib, log);
        a.write('x', (failed) => log('callback', failed ?? 'none'));
        await settle();
        a.destroy(error);
        await settle();
        log('b', `${[b.destroyed, b.readableLength]}`);
        b.write('y', (failed) => log('callback', failed ?? 'none'));
      });
    });
  }
});
