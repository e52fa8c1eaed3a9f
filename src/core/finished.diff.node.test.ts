/** Random programs on node:stream and on the core: the traces must be equal. */
import { it } from 'vitest';
import { finishedPrograms } from './_test/arbitraries.ts';
import { expectNoDifference } from './_test/check.ts';

it(
  'finished, does what node:stream does, in any program',
  () => expectNoDifference(finishedPrograms),
  600_000,
);
