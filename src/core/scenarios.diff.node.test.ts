/** Each scenario on node:stream and on the core: the traces must be equal. */
import { describe, it } from 'vitest';
import { compare, report } from './_test/compare.ts';
import { ours } from './_test/implementations.ts';
import { scenarios } from './_test/scenarios.ts';

describe('scenarios', () => {
  for (const { name, ...program } of scenarios) {
    it(name, async () => {
      const comparison = await compare(program, ours);
      if (!comparison.equal) throw new Error(`the traces differ\n${report(program, comparison)}`);
    });
  }
});
