import { expect, it } from 'vitest';
import { pipeline } from './pipeline.ts';
import { Readable } from './readable.ts';
import { Writable } from './writable.ts';

it('read(n), of text across chunks, gives n characters and loses none', () => {
  const source = new Readable({ read() {}, encoding: 'utf8' });
  source.push('aé€');
  source.push('bcd');
  expect([source.read(2), source.read(3), source.read(), source.readableLength]).toEqual([
    'aé',
    '€bc',
    'd',
    0,
  ]);
});

it('pipeline, with a Writable as its first part, refuses it', () => {
  const sink = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });
  const run = pipeline as (...parts: unknown[]) => unknown;
  expect(() => run(sink(), sink(), () => {})).toThrow(
    expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }),
  );
});
