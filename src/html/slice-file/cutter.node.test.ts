import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BackwardCutter } from './_backward.node.ts';
import type { Cutter, LineLimit, Overlong } from './_cutter.ts';
import { ForwardCutter } from './_forward.node.ts';
import { linesOf } from './_test-files.ts';

type Cut = { text: string; complete: boolean; tooLong: boolean };

function cut(cutter: Cutter, blocks: { text: string; base: number }[]): Cut[] {
  const cuts: Cut[] = [];
  function take(line: Uint8Array): void {
    cuts.push({ text: String(line), complete: cutter.complete, tooLong: cutter.error !== undefined });
  }
  for (const { text, base } of blocks) {
    cutter.feed(Buffer.from(text), 0, base);
    for (let line = cutter.next(); line !== undefined; line = cutter.next()) take(line);
  }
  if (cutter.holding) take(cutter.rest());
  return cuts;
}

function model(text: string, { maxLineBytes, overlong }: LineLimit): Cut[] {
  return linesOf(text).map((line) => {
    const complete = line.endsWith('\n');
    if (line.length <= maxLineBytes) return { text: line, complete, tooLong: false };
    const kept = complete ? `${line.slice(0, maxLineBytes - 1)}\n` : line.slice(0, maxLineBytes);
    return { text: overlong === 'skip' ? '' : kept, complete, tooLong: true };
  });
}

function toBlocks(text: string, cuts: number[]): { text: string; base: number }[] {
  const at = [...new Set(cuts.map((n) => n % (text.length + 1))), 0, text.length].sort((a, b) => a - b);
  return at.slice(1).flatMap((end, n) => {
    const base = at[n] as number;
    return end > base ? [{ text: text.slice(base, end), base }] : [];
  });
}

const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '\n', '\r'), maxLength: 60 });

describe('chunk boundaries', () => {
  it.each(['skip', 'truncate'] as Overlong[])(
    'cutters, %s, give the same lines however a file is cut',
    (overlong) => {
      fc.assert(
        fc.property(
          text,
          fc.array(fc.nat(), { maxLength: 8 }),
          fc.integer({ min: 1, max: 12 }),
          (text, cuts, max) => {
            const limit = { maxLineBytes: max, overlong };
            const blocks = toBlocks(text, cuts);
            expect(cut(new ForwardCutter(limit), blocks)).toEqual(model(text, limit));
            const backwards = cut(new BackwardCutter(limit, true), blocks.toReversed());
            expect(backwards.toReversed()).toEqual(model(text, limit));
          },
        ),
        { numRuns: 300 },
      );
    },
  );
  it('cutters, give the same positions forwards and backwards', () => {
    fc.assert(
      fc.property(text, (text) => {
        const limit = { maxLineBytes: 1000, overlong: 'error' as const };
        const positions = [new ForwardCutter(limit), new BackwardCutter(limit, true)].map((cutter) => {
          const tokens: string[] = [];
          cutter.feed(Buffer.from(text), 0, 0);
          while (cutter.next() !== undefined) tokens.push(cutter.position('i'));
          if (cutter.holding) {
            cutter.rest();
            tokens.push(cutter.position('i'));
          }
          return tokens;
        });
        expect(positions[1]?.toReversed()).toEqual(positions[0]);
      }),
    );
  });
});

describe('errors', () => {
  it('ForwardCutter, error, tells of a line that is too long before its end is known', () => {
    const cutter = new ForwardCutter({ maxLineBytes: 4, overlong: 'error' });
    cutter.feed(Buffer.from('ab\nabcde'), 0, 10);
    cutter.next();
    cutter.next();
    expect(cutter.error).toMatchObject({
      code: 'ERR_SLICE_FILE_LINE_TOO_LONG',
      message: 'Cannot read line at byte 13: it is longer than 4 bytes',
    });
  });
});
