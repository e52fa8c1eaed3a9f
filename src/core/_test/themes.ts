/**
 * The themes of random programs, by name.
 *
 * @module
 */
import type { Arbitrary } from 'fast-check';
import { flowPrograms } from './arbitraries/flow.ts';
import {
  classicPrograms,
  duplexPrograms,
  finishedPrograms,
  iterationPrograms,
  pipelinePrograms,
  pipePrograms,
  readablePrograms,
  transformPrograms,
  writablePrograms,
} from './arbitraries.ts';
import type { Program } from './program.ts';

export const themes: { readonly [name: string]: Arbitrary<Program> } = {
  readable: readablePrograms,
  writable: writablePrograms,
  duplex: duplexPrograms,
  transform: transformPrograms,
  pipe: pipePrograms,
  flow: flowPrograms,
  iteration: iterationPrograms,
  finished: finishedPrograms,
  pipeline: pipelinePrograms,
  classic: classicPrograms,
};
