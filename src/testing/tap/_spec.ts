/**
 * Watches a stream until it is over.
 *
 * @module
 */
import { finished } from '../../core/finished.ts';
import type { LawSubject } from '../stream-spec/laws.ts';
import type { StreamSpec } from '../stream-spec/spec.ts';
import { spec } from '../stream-spec/spec.ts';
import type { Thrown } from './_judge.ts';
import { later } from './_later.ts';

/** Adds contracts to a stream, and resolves when it is over: to the breach of one, if there was any. */
export function watch(
  stream: LawSubject,
  agree: (contract: StreamSpec) => unknown,
): Promise<Thrown | undefined> {
  const contract = spec(stream);
  agree(contract);
  return new Promise((resolve) => {
    const judge = (): void => {
      try {
        contract.validate();
        resolve(undefined);
      } catch (error) {
        resolve({ error });
      }
    };
    // What is owed at the end, 'close' above all, may come a little later.
    finished(stream as never, () => later(judge));
  });
}
