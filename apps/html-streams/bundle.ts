/**
 * Builds the page's script.
 *
 * @module
 */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { STATIC } from './server.ts';

/** Bundles browser.ts into static/bundle.js and returns its size in bytes. */
export async function bundle(): Promise<number> {
  const { metafile } = await build({
    entryPoints: [fileURLToPath(new URL('browser.ts', import.meta.url))],
    outfile: `${STATIC}/bundle.js`,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['@gardenhose/source', 'browser'],
    metafile: true,
  });
  return Object.values(metafile.outputs).reduce((sum, { bytes }) => sum + bytes, 0);
}
