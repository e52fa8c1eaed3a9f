/**
 * Searches for a program on which an implementation and node:stream differ.
 *
 * `GARDENHOSE_RUNS=20000` looks longer; `GARDENHOSE_SEED=…`, as printed by a failure, replays it.
 *
 * @module
 */
import * as fc from 'fast-check';
import type { Comparison } from './compare.ts';
import { compare, isSenseless, report } from './compare.ts';
import type { Streams } from './implementations.ts';
import { ours } from './implementations.ts';
import type { Program } from './program.ts';
import { shrink } from './shrink.ts';
import type { TraceOptions } from './trace.ts';

const RUNS = Number(process.env.GARDENHOSE_RUNS ?? 300);

/** What a search has found. */
export interface Finding {
  /** What replays it: the seed and the path of the program. */
  readonly seed: string;
  readonly program: Program;
  readonly comparison: Comparison;
}

/** What a search may be told besides. */
export interface SearchOptions extends TraceOptions {
  /** Replays a finding, or begins a search that can be repeated. */
  readonly seed?: string | undefined;
  /** How many programs are run. */
  readonly runs?: number;
  /** Hears of each program before it is run. */
  readonly onProgram?: (program: Program) => void;
}

/** Runs random programs on both; returns the first that differs, shrunk, or undefined. */
export async function search(
  programs: fc.Arbitrary<Program>,
  streams: Streams,
  { seed = process.env.GARDENHOSE_SEED, runs = RUNS, onProgram, ...options }: SearchOptions = {},
): Promise<Finding | undefined> {
  const differs = async (program: Program) => {
    onProgram?.(program);
    const comparison = await compare(program, streams, options);
    return !comparison.equal && !isSenseless(comparison);
  };
  const property = fc.asyncProperty(programs, async (program) => !(await differs(program)));
  const [number, path] = seed?.split(/:(.*)/s) ?? [];
  const result = await fc.check(property, {
    numRuns: runs,
    endOnFailure: true,
    ...(number === undefined ? {} : { seed: Number(number) }),
    ...(path === undefined ? {} : { path }),
  });
  if (result.counterexample === null) return undefined;
  const program = await shrink(result.counterexample[0], differs);
  const comparison = await compare(program, streams, options);
  return { seed: `${result.seed}:${result.counterexamplePath}`, program, comparison };
}

/** Fails, with all that is needed to see and replay it, when a program differs. */
export async function expectNoDifference(
  programs: fc.Arbitrary<Program>,
  streams: Streams = ours,
  options: TraceOptions = {},
): Promise<void> {
  const finding = await search(programs, streams, options);
  if (finding === undefined) return;
  const { seed, program, comparison } = finding;
  throw new Error(`the traces differ, replay with GARDENHOSE_SEED=${seed}\n${report(program, comparison)}`);
}
