/** Random programs on node:stream and on the core: the traces must be equal. */
import { it } from 'vitest';
import { readablePrograms } from './_test/arbitraries.ts';
import { expectNoDifference } from './_test/check.ts';

it(
  'Readable, does what node:stream does, in any program',
  () => expectNoDifference(readablePrograms),
  600_000,
);
