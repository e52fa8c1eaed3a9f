/** No target, however it is written, leads out of the root. */

import { posix } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapePath, parseTarget } from './_path.node.ts';
import { askRaw, useSite } from './_test-site.ts';
import { ecstatic } from './index.node.ts';

const { directory, root, listen } = useSite();

/** Escapes a character in one of the ways that somebody may take it back from. */
function escaped(character: string): fc.Arbitrary<string> {
  const hex = character.charCodeAt(0).toString(16);
  return fc.constantFrom(
    character,
    character,
    `%${hex}`,
    `%${hex.toUpperCase()}`,
    `%25${hex}`,
    `%c0%${(character.charCodeAt(0) | 0x80).toString(16)}`,
    `%u00${hex}`,
  );
}

const part = fc.oneof(
  ...['..', '..', '.', '/', '\\', '//', '/../', '..\\'].map((text) =>
    fc.tuple(...[...text].map(escaped)).map((characters) => characters.join('')),
  ),
  fc.constantFrom(
    'sub',
    'outside',
    'secret.txt',
    'etc/passwd',
    '%00',
    '.%00.',
    'site',
    ';',
    '?',
    '#',
    'C:',
    '~',
    ' ',
  ),
  fc.constantFrom(encodeURIComponent(directory), encodeURIComponent(`${directory}/secret.txt`)),
);
const target = fc.array(part, { maxLength: 12 }).map((parts) => `/${parts.join('')}`);

describe('errors', () => {
  it('ecstatic, any target, never gives what lies outside', async () => {
    const port = await listen(ecstatic({ root, showDir: true, showDotfiles: true }));
    await fc.assert(
      fc.asyncProperty(target, async (target) => {
        const { status = 0, body } = await askRaw(port, `GET ${target.replaceAll(' ', '%20')} HTTP/1.1`);
        expect([200, 302, 400, 403, 404]).toContain(status);
        expect(body).not.toMatch(/secret|root:/);
      }),
      { numRuns: 300 },
    );
  });

  it('ecstatic, any target that is redirected, stays on its host', async () => {
    const port = await listen(ecstatic({ root }));
    const begin = fc.constantFrom(
      '//',
      '///',
      '/\\',
      '/%5c',
      '/%2f',
      '//example.com/',
      '/.//',
      '/%09/',
      '/..//',
    );
    await fc.assert(
      fc.asyncProperty(begin, target, async (begin, target) => {
        const asked = `${begin}${target}/..%2f..%2f..%2fsub`.replaceAll(' ', '%20');
        const { headers } = await askRaw(port, `GET ${asked} HTTP/1.1`);
        const { location } = headers;
        if (location === undefined) return;
        expect(location).toMatch(/^\/([^/\\]|$)/);
        expect(new URL(location, 'http://x/').host).toBe('x');
      }),
      { numRuns: 300 },
    );
  });

  it('parseTarget, any text, gives a path from the root, with no way up', () => {
    fc.assert(
      fc.property(fc.oneof(target, fc.webUrl(), fc.string()), (text) => {
        const parsed = parseTarget(text);
        if (parsed === undefined) return;
        expect(parsed.path).toBe(posix.resolve(parsed.path) + (/.\/$/.test(parsed.path) ? '/' : ''));
        expect(parseTarget(escapePath(parsed.path))?.path).toBe(parsed.path);
      }),
      { numRuns: 300 },
    );
  });
});
