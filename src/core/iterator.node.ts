/**
 * `for await` over a Readable as the line of Node has it that runs.
 *
 * `#iterator` resolves to this file on Node and to iterator.ts elsewhere, which does without the newer kind.
 *
 * @module
 */
import { nodeLine } from '#platform';
import { iterateAtOnce } from './_iterate-at-once.ts';
import type { IteratorOptions } from './_iteration.ts';
import { iterate as generate } from './iterator.ts';
import type { Readable } from './readable.ts';

export type { IteratorOptions } from './_iteration.ts';

/** Gives the chunks of a stream; throws its error, also that of a premature close. */
export function iterate<Out>(
  stream: Readable<Out>,
  options?: IteratorOptions,
): AsyncGenerator<Out, void, undefined> {
  return nodeLine >= 26 ? iterateAtOnce(stream, options) : generate(stream, options);
}
