/**
 * What documents of TAP emit, and what holds for all of them.
 *
 * @module
 */
import type { CodedError } from '../../core/errors.ts';
import type { TapDocument } from './_document.ts';
import type { TapAssert, TapPlan, TapResults } from './_results.ts';

/** What a document emits. */
export interface TapEvents {
  version: [version: number];
  plan: [plan: TapPlan];
  assert: [assert: TapAssert];
  comment: [comment: string];
  pragma: [key: string, value: boolean];
  extra: [text: string];
  bailout: [reason: string];
  child: [document: TapDocument];
  complete: [results: TapResults];
}

/** An event of a document or of one within it, as an object. */
export type TapEvent = {
  readonly [Type in keyof TapEvents]: {
    readonly type: Type;
    readonly value: TapEvents[Type][0];
    /** The document that says so. */
    readonly document: TapDocument;
  };
}[keyof TapEvents];

/** What holds for a whole document, subtests included. */
export interface Settings {
  readonly bail: boolean;
  readonly omitVersion: boolean;
  readonly maxDiagnosticsLength: number;
  readonly maxDepth: number;
  readonly maxFailures: number;
  /** Hears every event. */
  readonly tell: (event: TapEvent) => void;
}

/** Thrown where a document passes a limit; the parser is destroyed with its `error`. */
export class Limit {
  readonly error: CodedError;

  constructor(error: CodedError) {
    this.error = error;
  }
}
