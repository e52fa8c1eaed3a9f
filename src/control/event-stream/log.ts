/**
 * Shows what passes.
 *
 * @module
 */
import type { ClassicStreamOptions } from '../../core/classic.ts';
import { Each } from './_each.ts';

/**
 * Passes every chunk, and shows it by `console.error`, which on Node is the standard error; a name given comes first.
 *
 * As in npm event-stream@4.0.1; mended: a paused stream holds back what comes out.
 *
 * @example What goes by
 * ```ts
 * import { log } from 'gardenhose/event-stream';
 *
 * const seen: unknown[] = [];
 * const shown = log<string>('words');
 * shown.on('data', (word) => seen.push(word));
 * shown.write('beep');
 * assert.deepEqual(seen, ['beep']);
 * ```
 */
export function log<Chunk = unknown>(
  name?: string | null,
  options?: ClassicStreamOptions,
): Each<Chunk, Chunk> {
  return new Each<Chunk, Chunk>(
    {
      write(chunk, stream) {
        if (name) console.error(name, chunk);
        else console.error(chunk);
        stream.put(chunk);
      },
    },
    options,
  );
}
