/**
 * Builds the page's script.
 *
 * Run as a program it builds and prints the size: the server does so, because what a bundler and a minifier take
 * in memory would stay with it.
 *
 * @module
 */
import { rename, writeFile } from 'node:fs/promises';
import { argv, pid } from 'node:process';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { minify } from 'terser';

const OUTPUT = fileURLToPath(new URL('static/bundle.js', import.meta.url));

/**
 * Properties of the streams and segments that nothing else has which the page uses: they get short names. Names that
 * begin with an underscore do so without being listed.
 */
const OURS = [
  'addListener|buffered|emit|eventNames|getMaxListeners|listener|listenerCount|listeners|once|pipe',
  'prependListener|prependOnceListener|rawListeners|removeAllListeners|setMaxListeners',
  'autoDestroy|destroy|destroyed|end|errored|errors|maxWaiting|pause|paused|queue|readable|readableEnded|resume|through',
  'writableEnded|writableNeedDrain|write',
  'closeCode|closeReason|heartbeatMs|highWaterMark|maxBufferedBytes|maxMessageBytes|sock|windowBytes',
  'canSend|cost|count|credit|grant|isEmpty|isRunning|open|reset|stop',
  'attributes|closing|contentEnd|contentStart|endTag|endsRaw|extend|first|foreign|hollow|inForeign|lacking|markup',
  'chunk|copy|element|html|mark|nameAt|nest|pass|place|put|repeat|select|selector|start|startTag|tags|warned|whole',
];

/** Properties that an app writes for hyperglue, which knows them by these names. */
const KEPT = /^_(?:map|key|text|html|append|prepend)/;

/** Bundles browser.ts into static/bundle.js and returns what it wrote. */
export async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('browser.ts', import.meta.url))],
    write: false,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['@gardenhose/source', 'browser'],
    minifySyntax: true,
    minifyWhitespace: true,
    reserveProps: KEPT,
    mangleProps: new RegExp(`^(?:_[a-z].*|${OURS.join('|')})$`),
  });
  // To inline more, to join statements by commas or to drop what has no effect makes the script shorter, but not once it is compressed.
  const shape = { passes: 5, inline: 1, sequences: false, side_effects: false } as const;
  // No function of ours that could be an arrow function is called with new.
  const compress = { ...shape, ecma: 2020, unsafe_arrows: true } as const;
  // A page loads the script from a file: it may hold what would end an inline one.
  const format = { inline_script: false } as const;
  const { code = '' } = await minify(outputFiles[0]?.text ?? '', { module: true, compress, format });
  // A server that runs meanwhile serves the old script or the new one, never half of it.
  await writeFile(`${OUTPUT}.${pid}`, code);
  await rename(`${OUTPUT}.${pid}`, OUTPUT);
  return code;
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  console.log(`${gzipSync(await bundle(), { level: 9 }).length} bytes gzipped`);
}
