/**
 * The call forms of the handbook and of the original packages, as little programs in the style of their time, and
 * how to run them: by `require`, by default import and by named import.
 *
 * @module
 */
import { builtinModules } from 'node:module';

/** A call form: as it is printed, a program that uses it so, and what that program returns. */
export interface CallForm {
  readonly form: string;
  /** The body of an async function; `all(stream)` is the promise of a stream's chunks. */
  readonly program: string;
  readonly gives: unknown;
  /** Why the original packages cannot do it on today's Node. */
  readonly mends?: string;
}

/** How a program comes by a segment: `original` requires the package of that name. */
export type Way = 'require' | 'default import' | 'named import' | 'original';

/**
 * The named exports that are not the last part of the segment's name in camel case. The parts of readable-stream have
 * none.
 */
const NAMED: Readonly<Record<string, string>> = {
  'auth-stream': 'auth',
  'concat-stream': 'concat',
  'event-stream': 'es',
  'invert-stream': 'invert',
  'json-scrape': 'createScraper',
  JSONStream: 'default',
  'map-stream': 'map',
  'readable-stream': 'Readable',
  'readable-stream/duplex': 'default',
  'readable-stream/passthrough': 'default',
  'readable-stream/readable': 'default',
  'readable-stream/transform': 'default',
  'readable-stream/writable': 'default',
  'remote-events': 'RemoteEvents',
  stream: 'Stream',
  'stream-serializer': 'serializer',
  'stream-spec': 'spec',
  tap: 'test',
  'trumpet/html-rewriter': 'HTMLRewriter',
};

const REQUIRE = /require\('([^']+)'\)(?:\.(\w+))?/g;

/** The segments that a program requires. */
export function segmentsOf(program: string): string[] {
  return [...program.matchAll(REQUIRE)].map(([, id]) => id as string).filter((id) => !isBuiltin(id));
}

/** The text of a program that runs all forms in one way, and prints a line for each that gives something else. */
export function runnerOf(forms: readonly CallForm[], way: Way): string {
  const rows = forms.map(
    ({ form, program, gives }) =>
      `[${JSON.stringify(form)}, ${JSON.stringify(gives)}, async function () {${written(program, way)}}],`,
  );
  return `
    ${way.endsWith('import') ? 'const __dirname = process.cwd();' : ''}
    const all = (stream) => new Promise((resolve, reject) => {
      const chunks = [];
      stream.on('data', (chunk) => chunks.push(chunk));
      stream.on('end', () => resolve(chunks));
      stream.on('error', reject);
    });
    let unanswered;
    process.on('exit', () => {
      if (unanswered !== undefined) console.log('${way}: ' + unanswered + ' gave no answer');
    });
    (async () => {
      for (const [form, gives, program] of [${rows.join('\n')}]) {
        unanswered = form;
        const [is, should] = [await program().catch((error) => error.stack), gives].map((it) => JSON.stringify(it));
        if (is !== should) console.log('${way}: ' + form + ' gave ' + is + ', expected ' + should);
      }
      unanswered = undefined;
    })();
  `;
}

/** Writes a program so that it finds the segments in gardenhose, and in the way that is asked for. */
function written(program: string, way: Way): string {
  return program.replace(REQUIRE, (_all, id: string, member?: string) => {
    const specifier = isBuiltin(id) ? `node:${id}` : `gardenhose/${id}`;
    const tail = member === undefined ? '' : `.${member}`;
    if (way === 'original') return `require('${id}')${tail}`;
    if (way === 'require') return `require('${specifier}')${tail}`;
    const exports = `(await import('${specifier}'))`;
    if (way === 'default import' || isBuiltin(id)) return `${exports}.default${tail}`;
    return `${exports}.${member ?? NAMED[id] ?? camelCase(id)}`;
  });
}

function camelCase(id: string): string {
  const name = id.slice(id.lastIndexOf('/') + 1);
  return name.replace(/-(\w)/g, (_all, letter: string) => letter.toUpperCase());
}

function isBuiltin(id: string): boolean {
  return id !== 'stream' && builtinModules.includes(id);
}
