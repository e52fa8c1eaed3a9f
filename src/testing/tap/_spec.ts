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

/** Adds contracts to a stream, and resolves when it is over: to the breach of one, if there was any. */
export function watch(
  stream: LawSubject,
  agree: (contract: StreamSpec) => unknown,
): Promise<Thrown | undefined> {
  const contract = spec(stream);
  agree(contract);
  return new Promise((resolve) => {
    finished(stream as never, () => {
      try {
        contract.validate();
        resolve(undefined);
      } catch (error) {
        resolve({ error });
      }
    });
  });
}
