/** Random programs on node:stream and on the core: the traces must be equal. */
import { it } from 'vitest';
import { transformPrograms } from './_test/arbitraries.ts';
import { expectNoDifference } from './_test/check.ts';

it(
  'Transform, does what node:stream does, in any program',
  () => expectNoDifference(transformPrograms),
  600_000,
);
