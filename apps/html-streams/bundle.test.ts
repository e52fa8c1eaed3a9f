import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { bundle } from './bundle.ts';

const LARGEST_BUNDLE = 10_000;

it('bundle, is at most 10 kB, minified and gzipped', async () => {
  expect(gzipSync(await bundle(), { level: 9 }).length).toBeLessThanOrEqual(LARGEST_BUNDLE);
});
