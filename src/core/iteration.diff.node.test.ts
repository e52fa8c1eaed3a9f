/** Random programs on node:stream and on the core: the traces must be equal. */
import { it } from 'vitest';
import { iterationPrograms, loopPrograms } from './_test/arbitraries.ts';
import { expectNoDifference } from './_test/check.ts';
import { ours } from './_test/implementations.ts';

it(
  'iteration, does what node:stream does, in any program',
  () => expectNoDifference(iterationPrograms),
  600_000,
);

// Without the inner states: a loop of ours sends off fewer ticks for 'readable', which clear `emittedReadable`.
it(
  'iteration, does what node:stream does, in any loop',
  () => expectNoDifference(loopPrograms, ours, { internals: false }),
  600_000,
);
