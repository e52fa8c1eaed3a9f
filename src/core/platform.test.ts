/** What both platforms have in common, asked of the one that the core gets here. */

import { describe, expect, it, vi } from 'vitest';
import {
  asPlatformBytes,
  concatBytes,
  createDecoder,
  decodeText,
  defaultHighWaterMark,
  EventEmitter,
  encodeText,
  isEncoding,
  nextTick,
} from '#platform';

describe('behaviour', () => {
  it('EventEmitter, can be extended and called', () => {
    const listener = vi.fn();
    const own = new (class extends EventEmitter {})();
    own.once('a', listener);
    expect([own.emit('a', 1), own.emit('a', 2)]).toEqual([true, false]);
    expect(listener).toHaveBeenCalledExactlyOnceWith(1);
    const called = Object.create(EventEmitter.prototype);
    EventEmitter.call(called);
    expect(called).toHaveProperty('_eventsCount', 0);
  });

  it('_events, shows the fast path the only listener of an event, or several', () => {
    const emitter = new EventEmitter();
    const [one, two] = [vi.fn(), vi.fn()];
    const { _events: events } = emitter as unknown as { _events: { data: unknown } };
    emitter.on('data', one);
    expect(events.data).toBe(one);
    emitter.on('data', two);
    expect([...(events.data as unknown[])]).toEqual([one, two]);
  });

  it('nextTick, runs functions in order after the current operation', async () => {
    const calls: number[] = [];
    await new Promise<void>((resolve) => {
      nextTick((value: number) => calls.push(value), 2);
      nextTick(resolve);
      calls.push(1);
    });
    expect(calls).toEqual([1, 2]);
  });

  it('encodeText and decodeText, know the encodings of Node', () => {
    expect(decodeText(encodeText('€😀', 'utf8'), 'utf8')).toBe('€😀');
    expect(decodeText(encodeText('€😀', 'utf8'), 'hex')).toBe('e282acf09f9880');
    expect(decodeText(encodeText('YQ', 'base64url'), 'latin1')).toBe('a');
    expect([isEncoding('UTF-8'), isEncoding('utf7'), isEncoding(8)]).toEqual([true, false, false]);
  });

  it('createDecoder, keeps a character whole', () => {
    const decoder = createDecoder('utf8');
    const bytes = encodeText('€', 'utf8');
    expect([decoder.write(bytes.subarray(0, 2)), decoder.end(bytes.subarray(2))]).toEqual(['', '€']);
  });

  it('concatBytes, joins chunks into new memory', () => {
    const chunks = [Uint8Array.of(1, 2), Uint8Array.of(), Uint8Array.of(3)];
    const joined = concatBytes(chunks, 3);
    expect([...joined]).toEqual([1, 2, 3]);
    const only = Uint8Array.of(1);
    const copy = concatBytes([only], 1);
    only[0] = 2;
    expect([...copy]).toEqual([1]);
    expect(concatBytes([], 0)).toHaveLength(0);
  });

  it('asPlatformBytes, shares the memory of a part', () => {
    const memory = Uint8Array.of(1, 2, 3, 4);
    const bytes = asPlatformBytes(memory.subarray(1, 3));
    memory[1] = 9;
    expect([...bytes]).toEqual([9, 3]);
    expect(asPlatformBytes(bytes)).toBe(bytes);
  });

  it('defaultHighWaterMark, is sixteen objects or some kibibytes', () => {
    expect(defaultHighWaterMark(true)).toBe(16);
    expect([16, 64]).toContain(defaultHighWaterMark(false) / 1024);
  });
});
