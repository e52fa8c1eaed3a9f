/** Random noise with JSON in it through json-scrape@0.0.2 and through ours: the values must be equal. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { original } from '../../../oracles/original.ts';
import { createScraper } from './index.ts';

interface Subject {
  on(event: string, listener: (value: unknown) => void): unknown;
  write(chunk: string | Uint8Array): unknown;
  end(): unknown;
}

const theirs = original<() => Subject>('json-scrape');

/** What comes out. Mended: a value comes out when it ends; the original waits for what follows if there is a container in it. */
function trace(scraper: Subject, chunks: readonly (string | Uint8Array)[]): unknown[] {
  const lines: unknown[] = [];
  // The original goes on to fill what it has emitted of a candidate that broke off.
  scraper.on('data', (value) => lines.push(structuredClone(value)));
  for (const event of ['end', 'close', 'error']) scraper.on(event, () => lines.push(event));
  for (const chunk of chunks) scraper.write(chunk);
  scraper.end();
  return lines;
}

/**
 * Mended: empty ones are found, and at once where they are the last in another; and the original has integers beyond 53 bits, exponents and `__proto__` otherwise
 * than JSON.parse, and it loses bytes behind characters of several. So the containers have something in them,
 * the numbers are plain, and all is ASCII.
 */
const text = fc.string({
  unit: fc.constantFrom('a', 'Z', '"', '\\', '[', ']', '{', '}', ',', '\n', ' '),
});
const scalar = fc.oneof(fc.integer(), text, fc.boolean(), fc.constant(null));
const container = fc.letrec<{ value: unknown; container: unknown }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, scalar, tie('container')),
  container: fc.oneof(
    fc.array(tie('value'), { minLength: 1, maxLength: 4 }),
    fc.dictionary(text, tie('value'), { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
  ),
})).container;

const json = fc.tuple(container, fc.nat(2)).map(([value, indent]) => JSON.stringify(value, null, indent));
/** No bracket in it, and nothing that could go on a candidate. */
const noise = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '1', '"', ':', '\\') });
/** An array or object of scalars that breaks off at a letter. */
const broken = fc.oneof(
  fc
    .array(scalar, { minLength: 1, maxLength: 4 })
    .map((values) => `${JSON.stringify(values).slice(0, -1)},q`),
  fc
    .dictionary(text, scalar, { minKeys: 1, maxKeys: 4, noNullPrototype: true })
    .map((object) => `${JSON.stringify(object).slice(0, -1)},q`),
);

const cuts = fc.array(fc.nat());

/** Cuts a text between characters. Mended: a character of four bytes may be cut in three; the original never returns. */
function pieces(text: string, cuts: readonly number[]): string[] {
  const whole = [...text];
  const places = [0, ...cuts.map((cut) => cut % (whole.length + 1)), whole.length].sort((a, b) => a - b);
  return places.slice(1).map((end, i) => whole.slice(places[i], end).join(''));
}

describe('createScraper', () => {
  // Mended: what breaks off behind a value that has containers in it is found, too.
  it.each([
    ['noise with JSON in it', fc.array(fc.oneof(json, noise))],
    ['noise with JSON that breaks off', fc.array(fc.oneof(broken, noise))],
  ])('createScraper, of %s, emits what json-scrape@0.0.2 does', (_what, parts) => {
    fc.assert(
      fc.property(parts, cuts, fc.boolean(), (parts, cuts, asBytes) => {
        const texts = pieces(parts.join(' x '), cuts);
        const chunks = asBytes ? texts.map((text) => Buffer.from(text)) : texts;
        expect(trace(createScraper(), chunks)).toEqual(trace(theirs(), chunks));
      }),
      { numRuns: 500 },
    );
  });
});
