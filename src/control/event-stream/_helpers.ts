/**
 * All helpers of event-stream, under the names they have there.
 *
 * @module
 */

export { Stream } from '../../core/classic.ts';
export { duplexer as duplex } from '../duplexer.ts';
export { from } from '../from.ts';
export { map } from '../map-stream.ts';
export { pauseStream as pause } from '../pause-stream.ts';
export { split } from '../split.ts';
export { through } from '../through.ts';
export { collect, collect as writeArray } from './collect.ts';
export { flatMap } from './flat-map.ts';
export { batch, reduce, window } from './gather.ts';
export { join, replace } from './join.ts';
export { parse, stringify } from './json.ts';
export { log } from './log.ts';
export { merge, merge as concat } from './merge.ts';
export { pipeable } from './pipeable.ts';
export {
  child,
  pipeline,
  pipeline as connect,
  pipeline as pipe,
} from './pipeline.ts';
export { readArray, readable } from './read.ts';
export { filterSync, flatmapSync, mapSync } from './sync.ts';
export { throttle } from './throttle.ts';
export { wait } from './wait.ts';
