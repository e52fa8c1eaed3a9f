/** Random programs on node:stream and on the core: the traces must be equal. */
import { it } from 'vitest';
import { iterationPrograms, loopPrograms } from './_test/arbitraries.ts';
import { expectNoDifference } from './_test/check.ts';

it(
  'iteration, does what node:stream does, in any program',
  () => expectNoDifference(iterationPrograms),
  600_000,
);

it('iteration, does what node:stream does, in any loop', () => expectNoDifference(loopPrograms), 600_000);
