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
 * than JSON.parse. So the containers have something in them, and the numbers are plain.
 */
const scalar = fc.oneof(fc.integer(), fc.string({ unit: 'grapheme' }), fc.boolean(), fc.constant(null));
const key = fc.string().filter((key) => key !== '__proto__');
const container = fc.letrec<{ value: unknown; container: unknown }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, scalar, tie('container')),
  container: fc.oneof(
    fc.array(tie('value'), { minLength: 1, maxLength: 4 }),
    fc.dictionary(key, tie('value'), { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
  ),
})).container;

const json = fc.tuple(container, fc.nat(2)).map(([value, indent]) => JSON.stringify(value, null, indent));
/** No bracket in it, and nothing that could go on a candidate. */
const noise = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '1', '"', ':', 'é', '😀', '\\') });
/** An array or object of scalars that breaks off at a letter. */
const broken = fc.oneof(
  fc
    .array(scalar, { minLength: 1, maxLength: 4 })
    .map((values) => `${JSON.stringify(values).slice(0, -1)},q`),
  fc
    .dictionary(key, scalar, { minKeys: 1, maxKeys: 4, noNullPrototype: true })
    .map((object) => `${JSON.stringify(object).slice(0, -1)},q`),
);

const cuts = fc.array(fc.nat());

describe('createScraper', () => {
  it('createScraper, of noise with JSON in it, emits what json-scrape@0.0.2 does', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(json, noise, broken)), cuts, fc.boolean(), (parts, cuts, asBytes) => {
        const whole = Buffer.from(parts.join(' x '));
        const places = [0, ...cuts.map((cut) => cut % (whole.length + 1)), whole.length].sort(
          (a, b) => a - b,
        );
        const chunks: (string | Uint8Array)[] = asBytes
          ? places.slice(1).map((end, i) => whole.subarray(places[i], end))
          : parts.map((part) => `${part} x `);
        expect(trace(createScraper(), chunks)).toEqual(trace(theirs(), chunks));
      }),
      { numRuns: 2000 },
    );
  });
});
