import type { Writable, WritableOptions } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { onBoth, watch } from './_test/lanes.ts';
import { nodeLine } from './platform.node.ts';

const makers: [string, WritableOptions, (stream: Writable) => unknown][] = [
  ['open', {}, () => {}],
  ['ended', {}, (stream) => stream.end()],
  ['writing', { write() {} }, (stream) => stream.end('a')],
  ['destroyed', {}, (stream) => stream.destroy()],
  ['failed', {}, (stream) => stream.destroy(new Error('no'))],
  ['silent about its close', { emitClose: false }, () => {}],
  ['not destroyed by itself', { autoDestroy: false }, (stream) => stream.end()],
];
if (nodeLine < 24) {
  makers.push(['failing to close', { destroy: (_error, done) => done(new Error('no')) }, () => {}]);
}

describe('Writable#[Symbol.asyncDispose]', () => {
  for (const later of [false, true]) {
    it.each(makers)(
      `a Writable that is %s, disposed of ${later ? 'later' : 'at once'}, ends as Node's`,
      async (_what, options, prepare) => {
        const { expected, actual } = await onBoth(async (lib, log, settle) => {
          const stream = new lib.Writable({ write: (_chunk, _encoding, done) => done(), ...options });
          watch('stream', stream, log);
          prepare(stream);
          if (later) await settle();
          const end = (stream as unknown as AsyncDisposable)[Symbol.asyncDispose]();
          watch(
            'promise',
            end.then(() => 'closed'),
            log,
          );
          await settle();
          log('errored', stream.errored);
        });
        expect(actual).toEqual(expected);
      },
    );
  }
});
