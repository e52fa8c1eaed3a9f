import { describe, expect, it } from 'vitest';
import { split } from './split.ts';

const MIB = 1024 * 1024;

function held(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

describe('split on Node', () => {
  it.each(['string', 'buffer'] as const)(
    'a line of 1 GiB, split into a %s, ends in a coded error, and little of it is held',
    (output) => {
      const stream = split('\n', null, { output: output as 'string' });
      const seen: unknown[] = [];
      stream.on('data', (line) => seen.push(line));
      stream.on('error', (error) => seen.push(error));
      stream.on('close', () => seen.push('close'));
      const chunk = Buffer.alloc(MIB, 'x');
      const before = held();
      let most = 0;
      for (let n = 0; n < 1024; n++) {
        stream.write(chunk);
        most = Math.max(most, held() - before);
      }
      expect(seen).toEqual([expect.objectContaining({ code: 'ERR_SPLIT_LINE_TOO_LONG' }), 'close']);
      expect(most).toBeLessThan(384 * MIB);
    },
  );

  it('a line of 1 GiB, where longer ones are skipped, is dropped while it comes', () => {
    const stream = split('\n', null, { maxLength: 100, overflow: 'skip' });
    const seen: unknown[] = [];
    stream.on('data', (line) => seen.push(line));
    const chunk = Buffer.alloc(MIB, 'x');
    stream.write('before\n');
    for (let n = 0; n < 1024; n++) stream.write(chunk);
    stream.end('\nafter');
    expect(seen).toEqual(['before', 'after']);
  });

  it('output buffer, of any bytes, is Buffers', () => {
    const stream = split(null, null, { output: 'buffer' });
    const seen: unknown[] = [];
    stream.on('data', (line) => seen.push(line));
    stream.write(Uint8Array.of(97, 10, 98));
    stream.end('c\n');
    expect(seen).toEqual([Buffer.from('a'), Buffer.from('bc'), Buffer.from('')]);
    expect(seen.every(Buffer.isBuffer)).toBe(true);
  });
});
