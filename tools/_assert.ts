/**
 * The `assert` of the examples: Node's strict assert, which also tells when an assertion was made.
 *
 * An example may assert in a callback, after its last line. Its test waits for that first assertion, so an
 * example whose callback is never called fails by its time limit instead of passing unasked.
 *
 * @module
 */
import nodeAssert from 'node:assert/strict';

/** Node's `assert`, with the type that lets TypeScript narrow by it. */
export type Assert = typeof nodeAssert;

/** Makes an `assert` and the promise of its first call. */
export function watchAssert(): { assert: Assert; asserted: Promise<void> } {
  let made = (): void => {};
  const asserted = new Promise<void>((resolve) => {
    made = resolve;
  });
  const assert = new Proxy(nodeAssert, {
    apply(target, self, args) {
      made();
      return Reflect.apply(target, self, args);
    },
    get(target, name, self) {
      made();
      return Reflect.get(target, name, self);
    },
  });
  return { assert, asserted };
}
