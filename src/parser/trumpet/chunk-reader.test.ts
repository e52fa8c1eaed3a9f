import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChunkReader } from './chunk-reader.ts';
import { toText } from './source-form.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const bracket = (text: string) => text.replaceAll('<', '[');

/** Reads chunks, and returns what they are as text. */
function read(chunks: readonly unknown[], asMarkup?: (text: string) => string): string {
  const reader = new ChunkReader(asMarkup);
  return toText(chunks.map((chunk) => reader.write(chunk)).join('') + (reader.end() ?? ''));
}

describe('ChunkReader', () => {
  it('ChunkReader, of text in pieces, or its bytes, reads the text', () => {
    const text = fc.array(fc.constantFrom('a', '<', 'é', '€', '\u{1F600}'), { maxLength: 10 });
    fc.assert(
      fc.property(text, (characters) => {
        const whole = characters.join('');
        const bytes = [...utf8(whole)].map((byte) => Uint8Array.of(byte));
        const pieces = [...Array(whole.length)].map((_, i) => whole[i]);
        for (const chunks of [[whole], pieces, bytes]) {
          expect(read(chunks)).toBe(whole);
          expect(read(chunks, bracket)).toBe(bracket(whole));
        }
      }),
    );
  });

  it('ChunkReader, of what is no text, reads it as a string', () => {
    expect(read([1, null, undefined, Symbol('x')])).toBe('1nullundefinedSymbol(x)');
  });

  it('ChunkReader, when half a character is followed by something else, marks the place', () => {
    const half = Uint8Array.of(0xc3);
    expect(read(['\ud83d', utf8('x')], bracket)).toBe('\ufffdx');
    expect(read(['\ud83d', utf8('x')])).toBe('\ufffdx');
    expect(read([half, 'x'], bracket)).toBe('\ufffdx');
    expect(read([half], bracket)).toBe('\ufffd');
    expect(new ChunkReader(undefined).write(half)).toBe('\xc3');
  });
});
