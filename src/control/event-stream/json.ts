/**
 * JSON in and out of chunks: one value a chunk.
 *
 * @module
 */
import { decodeText, isPlatformBytes } from '#platform';
import type { ClassicStreamOptions } from '../../core/classic.ts';
import { Each } from './_each.ts';
import { mapSync } from './sync.ts';

/** Options of `parse`. */
export interface ParseOptions extends ClassicStreamOptions {
  /** Whether text that is no JSON is an 'error' event; otherwise `console.error` tells of it. @default false */
  readonly error?: boolean | undefined;
}

/**
 * Parses each chunk as JSON; what is empty is skipped. Meant for lines: `file.pipe(split()).pipe(parse())`. After
 * text that is no JSON the stream goes on with the next chunk.
 *
 * As in npm event-stream@4.0.1; mended: a paused stream holds back what comes out.
 *
 * @example Lines of JSON
 * ```ts
 * import { parse } from 'gardenhose/event-stream';
 *
 * const rows = parse<{ n: number }>({ error: true });
 * const seen: unknown[] = [];
 * rows.on('data', (row) => seen.push(row.n));
 * rows.on('error', (error) => seen.push(error.name));
 * for (const line of ['{"n":1}', '', '{"n":']) rows.write(line);
 * assert.deepEqual(seen, [1, 'SyntaxError']);
 * ```
 */
export function parse<Out = unknown>(options?: ParseOptions | null): Each<string | Uint8Array, Out> {
  return new Each<string | Uint8Array, Out>(
    {
      write(chunk, stream) {
        if (!chunk) return;
        let value: Out;
        try {
          value = JSON.parse(textOf(chunk));
        } catch (error) {
          if (options?.error) stream.emit('error', error);
          else console.error(error, 'attempting to parse:', chunk);
          return;
        }
        stream.put(value);
      },
    },
    options ?? {},
  );
}

/**
 * Makes a line of JSON out of each chunk; bytes count as their text, where they are what the platform calls bytes: a
 * Buffer on Node, a Uint8Array elsewhere. What JSON cannot say is an 'error' event.
 *
 * As in npm event-stream@4.0.1; mended: a paused stream holds back what comes out.
 *
 * @example Lines of JSON
 * ```ts
 * import { stringify } from 'gardenhose/event-stream';
 *
 * const lines = stringify();
 * const seen: string[] = [];
 * lines.on('data', (line) => seen.push(line));
 * lines.write({ beep: 'boop\n' });
 * assert.deepEqual(seen, ['{"beep":"boop\\n"}\n']);
 * ```
 */
export function stringify(options?: ClassicStreamOptions): Each<unknown, string> {
  return mapSync((chunk) => `${JSON.stringify(isPlatformBytes(chunk) ? textOf(chunk) : chunk)}\n`, options);
}

function textOf(chunk: string | Uint8Array): string {
  return chunk instanceof Uint8Array ? decodeText(chunk, 'utf8') : String(chunk);
}
