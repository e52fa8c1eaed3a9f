/**
 * What a benchmark is: one question, put to several contestants.
 *
 * A suite is a folder, a file of it holds one case or a few that are alike, as `export const cases`. Files
 * `_x.ts` of a suite are helpers.
 *
 * @module
 */
import { resourceUsage } from 'node:process';

/** A case that counts how many units a contestant gets through in a second. */
export interface Speed<Subject> {
  /** What the table calls it: `objects, 1 transform, pipe`. */
  readonly title: string;
  /** What is counted: objects, chunks, bytes. */
  readonly unit: string;
  /** How many units one run is made of: some 10 ms of work for a contestant of middling speed. */
  readonly count: number;
  /** The contestants by name; a process calls only the loader of its own. */
  readonly contestants: Contestants<Subject>;
  /** Moves `count` units; fulfils with a checksum of what came out, the same for every contestant. */
  run(subject: Subject, count: number): Promise<number>;
}

/** A case that says how many bytes of memory an idle thing takes. */
export interface Memory<Subject> {
  readonly title: string;
  readonly unit: 'bytes each';
  /** How many there are at the same time. */
  readonly count: number;
  readonly contestants: Contestants<Subject>;
  /** Makes one. */
  make(subject: Subject): object;
}

/** A case that says how much is held at most: units between a fast source and a slow sink, or memory. */
export interface Peak<Subject> {
  readonly title: string;
  readonly unit: 'held at most' | 'MiB at most';
  /** How many units go through. */
  readonly count: number;
  readonly contestants: Contestants<Subject>;
  /** Moves `count` units; fulfils with how many were on their way at most, or with `peakMiB()`. */
  peak(subject: Subject, count: number): Promise<number>;
}

/** The contestants of a case: what loads each, by the name that the table gives it. */
export type Contestants<Subject> = Readonly<Record<string, () => Promise<Subject>>>;

/** A case of any kind. */
export type Case<Subject> = Speed<Subject> | Memory<Subject> | Peak<Subject>;

/** How much memory the process has had at most. */
export function peakMiB(): number {
  return resourceUsage().maxRSS / 1024;
}

/** Goes on with a checksum: the order of what came out counts, too. */
export function addTo(checksum: number, value: number): number {
  return (Math.imul(checksum, 31) + value) | 0;
}
