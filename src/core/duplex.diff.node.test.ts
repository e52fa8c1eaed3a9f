/** Random programs on node:stream and on the core: the traces must be equal. */
import { it } from 'vitest';
import { duplexPrograms } from './_test/arbitraries.ts';
import { expectNoDifference } from './_test/check.ts';

it('Duplex, does what node:stream does, in any program', () => expectNoDifference(duplexPrograms), 600_000);
