/**
 * The fuzzers of the project. A segment adds its own here: a theme, and how random cases of it are searched.
 *
 * @module
 */
import * as fc from 'fast-check';
import { search } from '../src/core/_test/check.ts';
import { report } from '../src/core/_test/compare.ts';
import { ours } from '../src/core/_test/implementations.ts';
import { themes } from '../src/core/_test/themes.ts';
import { checkHtml as checkPage, htmlCases as pageCases } from '../src/html/hyperstream/_test-fuzz.ts';
import {
  checkFrames,
  checkQuery,
  checkScrape,
  frameCases,
  queryCases,
  scrapeCases,
} from '../src/parser/_test-fuzz.ts';
import { checkJson, jsonCases } from '../src/parser/JSONStream/_test-fuzz.node.ts';
import { checkTar, tarCases } from '../src/parser/tar/_test-fuzz.ts';
import { checkHostile, hostileCases } from '../src/parser/tar/_test-hostile.node.ts';
import { checkHtml, htmlCases } from '../src/parser/trumpet/_test-fuzz.node.ts';
import { checkHandlers, handlerCases } from '../src/parser/trumpet/_test-handlers.node.ts';
import { checkHandles, handleCases } from '../src/parser/trumpet/_test-handles.node.ts';

/** What a fuzzer has found. */
export interface Fault {
  /** Replays it: the seed, or the seed with the path to the case. */
  readonly seed: string;
  /** The case, as small as it could be made, and what is wrong with it. */
  readonly text: string;
}

/** Searches random cases of one theme. */
export interface Fuzzer {
  readonly theme: string;
  /** How many cases make a round. */
  readonly cases: number;
  /**
   * Runs a round, from the seed on, up to the first case that fails.
   *
   * @param note is told each case before it runs, so that it is known if it never ends.
   */
  readonly search: (seed: string, note: (text: string) => void) => Promise<Fault | undefined>;
}

const CASES = 100;

/** The core against node:stream. */
const core: readonly Fuzzer[] = Object.entries(themes).map(([theme, programs]) => ({
  theme,
  cases: CASES,
  search: async (seed, note) => {
    const onProgram = (program: object) => note(JSON.stringify(program));
    const finding = await search(programs, ours, { seed, runs: CASES, onProgram });
    if (finding === undefined) return undefined;
    return { seed: finding.seed, text: report(finding.program, finding.comparison) };
  },
}));

/** A theme whose cases are values, of which `check` rejects those that something is wrong with. */
function property<Case>(
  theme: string,
  cases: fc.Arbitrary<Case>,
  check: (one: Case) => Promise<void>,
): Fuzzer {
  return {
    theme,
    cases: CASES,
    search: async (seed, note) => {
      const [number, path] = seed.split(/:(.*)/s);
      const checked = fc.asyncProperty(cases, (one) => {
        note(fc.stringify(one));
        return check(one);
      });
      const result = await fc.check(checked, {
        numRuns: CASES,
        seed: Number(number),
        ...(path === undefined ? {} : { path }),
      });
      if (!result.failed) return undefined;
      const text = `${fc.stringify(result.counterexample?.[0])}\n${result.errorInstance}`;
      return { seed: `${result.seed}:${result.counterexamplePath}`, text };
    },
  };
}

/** All of them, in the order of their turns. */
export const fuzzers: readonly Fuzzer[] = [
  ...core,
  property('json', jsonCases, checkJson),
  property('jsonpath', queryCases, checkQuery),
  property('json-scrape', scrapeCases, checkScrape),
  property('stream-serializer', frameCases, checkFrames),
  property('tar', tarCases, checkTar),
  property('tar-fs', hostileCases, checkHostile),
  property('html', htmlCases, checkHtml),
  property('trumpet', handleCases, checkHandles),
  property('html-rewriter', handlerCases, checkHandlers),
  property('hyperstream', pageCases, checkPage),
];
