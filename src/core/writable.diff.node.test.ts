/** Random programs on node:stream and on the core: the traces must be equal. */
import { it } from 'vitest';
import { writablePrograms } from './_test/arbitraries.ts';
import { expectNoDifference } from './_test/check.ts';

it(
  'Writable, does what node:stream does, in any program',
  () => expectNoDifference(writablePrograms),
  600_000,
);
