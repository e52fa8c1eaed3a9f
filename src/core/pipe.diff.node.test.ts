/** Random programs on node:stream and on the core: the traces must be equal. */
import { it } from 'vitest';
import { pipePrograms } from './_test/arbitraries.ts';
import { expectNoDifference } from './_test/check.ts';

it('pipe, does what node:stream does, in any program', () => expectNoDifference(pipePrograms), 600_000);
