/** Random programs on node:stream and on the core: the traces must be equal. */
import { it } from 'vitest';
import { classicPrograms } from './_test/arbitraries.ts';
import { expectNoDifference } from './_test/check.ts';

it(
  'classic streams, do what those of node:stream do, in any program',
  () => expectNoDifference(classicPrograms),
  600_000,
);
