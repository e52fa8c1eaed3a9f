/** Random programs on node:stream and on the core: the traces must be equal. */
import { it } from 'vitest';
import { pipelinePrograms } from './_test/arbitraries.ts';
import { expectNoDifference } from './_test/check.ts';

it(
  'pipeline, does what node:stream does, in any program',
  () => expectNoDifference(pipelinePrograms),
  600_000,
);
