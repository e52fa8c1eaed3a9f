/**
 * Puts itself between an emitting stream and whoever uses it.
 *
 * @module
 */
import type { AnyStream } from '../../core/_predicates.ts';
import { END_HEARD, FULL, Life } from './_life.ts';
import type { Log } from './_log.ts';

/** The calls that are watched, `read` apart, of which there are too many to tell. */
const CALLS = ['write', 'end', 'pause', 'resume', 'destroy'] as const;

/** The events that are watched. */
const EVENTS = new Set(['data', 'end', 'finish', 'error', 'close', 'drain']);

/** Told of each step, when it is noted: of a call when it has returned, of an event before its listeners hear it. */
export type Witness = (step: string) => void;

/** Watches the calls and events of a stream by members of its own. */
export function watchEmitter(stream: AnyStream, log: Log, witness: Witness): Life {
  const state = stream._writableState ?? stream._readableState;
  const life = new Life(stream, {
    isModern: state !== undefined,
    closes: state === undefined || (state.autoDestroy !== false && state.emitClose !== false),
    finishes: stream._writableState !== undefined,
    isRead: stream.readable === true,
    isWritten: stream.writable === true,
  });
  const members = stream as unknown as { [name: string]: unknown };
  for (const name of CALLS) {
    const call = members[name] as Call | undefined;
    if (typeof call === 'function') members[name] = watchCall(stream, name, call, life, log, witness);
  }
  if (typeof stream.read === 'function') members.read = watchRead(stream, stream.read as Call, life);
  members.emit = watchEmit(stream, life, log, witness);
  return life;
}

type Call = (...args: unknown[]) => unknown;

function watchCall(stream: AnyStream, name: string, call: Call, life: Life, log: Log, see: Witness): Call {
  const step = `${name}()`;
  return (...args) => {
    log.add(step, ...args.filter((arg) => typeof arg !== 'function'));
    life.add(step);
    const answer = call.apply(stream, args);
    if (name === 'write' && answer === false) {
      log.add(`  … ${step} returned false`);
      life.add(FULL);
    }
    see(step);
    return answer;
  };
}

function watchRead(stream: AnyStream, read: Call, life: Life): Call {
  return (...args) => {
    life.reads++;
    try {
      return read.apply(stream, args);
    } finally {
      life.reads--;
    }
  };
}

function watchEmit(stream: AnyStream, life: Life, log: Log, see: Witness): AnyStream['emit'] {
  const { emit } = stream;
  return (event, ...args) => {
    if (EVENTS.has(event)) {
      log.event(`'${event}'`, ...args);
      life.add(event);
      see(event);
      if (event === 'drain') life.drain();
    }
    const isHeard = emit.call(stream, event, ...args);
    if (event === 'end') see(END_HEARD);
    return isHeard;
  };
}
