/**
 * Builds the page's script.
 *
 * @module
 */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { minify } from 'terser';
import { STATIC } from './server.ts';

/** Bundles browser.ts into static/bundle.js and returns what it wrote. */
export async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('browser.ts', import.meta.url))],
    write: false,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['@gardenhose/source', 'browser'],
    // Names that begin with an underscore are the streams' own, on both of their sides.
    mangleProps: /^_[a-z]/,
  });
  const { code = '' } = await minify(outputFiles[0]?.text ?? '', { module: true, compress: { passes: 3 } });
  await writeFile(`${STATIC}/bundle.js`, code);
  return code;
}
