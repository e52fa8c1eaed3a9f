/** Random programs on node:stream and on the core: the traces must be equal. */
import { it } from 'vitest';
import { flowPrograms } from './_test/arbitraries/flow.ts';
import { expectNoDifference } from './_test/check.ts';

it(
  'a flow through pipes, does what that of node:stream does, whoever interferes',
  () => expectNoDifference(flowPrograms),
  600_000,
);
