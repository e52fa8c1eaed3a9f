/**
 * What a harness emits, one row an event: the object stream of tape, with a few rows and fields more.
 *
 * @module
 */

/** A directive: whether it holds, or the reason why. */
export type Directive = boolean | string;

/** A test begins. */
export interface TestRow {
  readonly type: 'test';
  readonly id: number;
  readonly name: string;
  readonly skip: Directive;
  readonly todo: Directive;
  /** The id of the test that this one is a part of. */
  readonly parent?: number | undefined;
}

/** An assertion was made. */
export interface AssertRow {
  readonly type: 'assert';
  /** Counted from 0 within the test. */
  readonly id: number;
  /** The id of the test. */
  readonly test: number;
  readonly ok: boolean;
  readonly name: string;
  /** Which assertion it was: 'equal', 'throws'… */
  readonly operator: string;
  readonly skip?: Directive | undefined;
  readonly todo: Directive;
  readonly actual?: unknown;
  readonly expected?: unknown;
  /** How deep `actual` and `expected` are printed. */
  readonly objectPrintDepth: number;
  /** What was thrown, or an error made where a failed assertion stands. */
  readonly error?: unknown;
  /** The frame of the failed assertion: `name (file:line:column)`. */
  readonly at?: string | undefined;
  readonly functionName?: string | undefined;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  /** What a test that hangs was waiting for. */
  readonly awaiting?: readonly string[] | undefined;
}

/** A test and its subtests are over. */
export interface EndRow {
  readonly type: 'end';
  /** The id of the test. */
  readonly test: number;
}

/** Everything is over, because going on makes no sense. */
export interface BailoutRow {
  readonly type: 'bailout';
  readonly reason: string;
}

/** One event of a harness; a string is a comment. */
export type Row = TestRow | AssertRow | EndRow | BailoutRow | string;
