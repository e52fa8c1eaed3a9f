/**
 * Checks streams: that they keep the promises that every segment of gardenhose makes.
 *
 * @module
 */
export type { Law, LawName, LawSubject, LawsOptions, Shape } from './laws.ts';
export { laws } from './laws.ts';
