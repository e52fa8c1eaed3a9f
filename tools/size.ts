/**
 * What an import costs a browser: bundles lines of code as an application would, minified and gzipped, and
 * fails when one exceeds its ceiling. A ceiling is raised on purpose, in the commit that needs it.
 *
 * @module
 */
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { bundle } from '../apps/html-streams/bundle.ts';
import { isProgram, report, root } from './_tree.ts';
import { SOURCE } from './exports.ts';

/** What is bundled and measured. */
interface Ceiling {
  readonly name: string;
  /** Lines of code, or an app that builds its own script and returns it. */
  readonly entry: { readonly code: string } | { app(): Promise<string> };
  /** The most bytes that the minified, gzipped bundle may have. */
  readonly maxGzipBytes: number;
}

const table: Ceiling[] = [
  { name: 'apps/html-streams', entry: { app: bundle }, maxGzipBytes: 10_000 },
  {
    name: 'Readable, Transform, pipeline',
    entry: { code: "export { Readable, Transform, pipeline } from 'gardenhose';" },
    maxGzipBytes: 22_000,
  },
  { name: 'through', entry: { code: "export { through } from 'gardenhose/through';" }, maxGzipBytes: 5_000 },
];

/** Bundles an entry for browsers; returns the bytes of the minified bundle before and after gzip. */
async function sizeOf(entry: Ceiling['entry']): Promise<{ bytes: number; gzipBytes: number }> {
  const script = 'app' in entry ? await entry.app() : await bundleCode(entry.code);
  return { bytes: Buffer.byteLength(script), gzipBytes: gzipSync(script, { level: 9 }).byteLength };
}

async function bundleCode(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    absWorkingDir: root,
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2023',
    conditions: [SOURCE],
    logLevel: 'silent',
  });
  return outputFiles.map((file) => file.text).join('');
}

/** Measures one line of the table, prints it, and returns what is wrong with it. */
async function check({ name, entry, maxGzipBytes }: Ceiling): Promise<string[]> {
  try {
    const { bytes, gzipBytes } = await sizeOf(entry);
    const columns = [bytes, gzipBytes, maxGzipBytes].map((count) => String(count).padStart(10));
    console.log(`${name.padEnd(32)}${columns.join('')}`);
    if (gzipBytes <= maxGzipBytes) return [];
    return [`${name}: The bundle has ${gzipBytes} bytes gzipped, expected at most ${maxGzipBytes}`];
  } catch (error) {
    return [`${name}: The bundle cannot be built: ${(error as Error).message}`];
  }
}

if (isProgram(import.meta.url)) {
  console.log(
    `${''.padEnd(32)}${['minified', 'gzipped', 'ceiling'].map((word) => word.padStart(10)).join('')}`,
  );
  const faults: string[] = [];
  for (const ceiling of table) faults.push(...(await check(ceiling)));
  report(faults, 'No bundle exceeds its ceiling');
}
