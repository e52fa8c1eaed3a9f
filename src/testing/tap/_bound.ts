/**
 * Makes the methods of a test work without it, under all their names.
 *
 * @module
 */
import { ALIASES } from './_aliases.ts';
import type { TestCase } from './test.ts';

/** Old suites pass methods on without their test: `stream.on('end', t.end)`. */
export function bindAll(test: TestCase): void {
  for (const name of METHODS) {
    const method = test[name].bind(test as never);
    Object.defineProperty(test, name, { value: method, writable: true, configurable: true });
  }
  for (const [alias, name] of Object.entries(ALIASES)) {
    const method = test[name].bind(test as never);
    Object.defineProperty(test, alias, { value: method, writable: true, configurable: true });
  }
}

const METHODS = [
  ...new Set(Object.values(ALIASES)),
  ...([
    'pass',
    'fail',
    'skip',
    'todo',
    'rejects',
    'resolves',
    'throws',
    'match',
    'assertion',
    'spec',
  ] as const),
  ...(['deepLooseEqual', 'notDeepLooseEqual'] as const),
  ...(['plan', 'end', 'timeoutAfter', 'timeout', 'comment', 'teardown', 'test', 'bailout'] as const),
] as const;
