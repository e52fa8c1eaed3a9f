/**
 * What streams promise, one by one.
 *
 * @module
 */
import type { Life } from './_life.ts';
import { END_HEARD, FULL } from './_life.ts';

/** One promise of a stream. */
export interface Contract {
  /** What is wrong with a step, if anything is. */
  broken?(step: string, life: Life): string | undefined;
  /** What is still owed when the stream should be over. */
  owed?(life: Life): string | undefined;
}

/** What the contracts leave open. */
export interface Terms {
  /** Whether 'end' comes. @default true */
  readonly end?: boolean | undefined;
  /** Whether 'error' must come (true) or must not (false). @default either is fine */
  readonly error?: boolean | undefined;
  /** Whether 'data' must not come while the stream is paused. @default false */
  readonly strict?: boolean | undefined;
}

/** The events that must not come after 'close'. */
const LAST_EVENTS = new Set(['data', 'end', 'finish', 'error']);

/** 'close' comes once, as the last event. */
export const closing: Contract = {
  broken(step, life) {
    if (step === 'close') return twice(life, 'close');
    if (life.has('close') && LAST_EVENTS.has(step)) return `'${step}' came after 'close'`;
    return undefined;
  },
  owed: (life) => (life.traits.closes && !life.has('close') ? "'close' must come, and did not" : undefined),
};

/** 'error' comes or does not come, as was agreed. */
export function failing({ error }: Terms): Contract {
  return {
    broken: (step) => (step === 'error' && error === false ? "'error' must not come" : undefined),
    owed: (life) => (error === true && !life.has('error') ? "'error' must come, and did not" : undefined),
  };
}

/** 'end' comes once, after all 'data', when the stream has become unreadable. */
export function reading({ end }: Terms): Contract {
  return {
    broken(step, life) {
      if (step === 'data' && life.has('end')) return "'data' came after 'end'";
      if (step === 'end') return end === false ? "'end' must not come" : twice(life, 'end');
      if (step === END_HEARD && life.stream.readable)
        return "the stream must not be readable when 'end' comes";
      return undefined;
    },
    owed: (life) =>
      end === false || life.isCut || life.has('end') ? undefined : "'end' must come, and did not",
  };
}

/** `end()` is called once, after which the stream is not writable; 'finish' follows it. */
export const writing: Contract = {
  broken(step, life) {
    if (step === 'finish') return life.has('end()') ? twice(life, 'finish') : "'finish' came before end()";
    if (step !== 'end()') return undefined;
    if (life.count('end()') > 1)
      return `end() must be called once, it was called ${life.count('end()')} times`;
    return life.stream.writable ? 'the stream must not be writable after end()' : undefined;
  },
  owed(life) {
    if (life.isCut) return undefined;
    if (!life.has('end()')) return 'end() must be called, and was not';
    if (!life.traits.finishes || life.has('finish')) return undefined;
    return "'finish' must come, and did not";
  },
};

/** 'drain' comes after `write()` has returned false, and only then; a classic through owes it to a pause too. */
export function draining(ofThrough: boolean): Contract {
  const heedsPauses = (life: Life): boolean => ofThrough && !life.traits.isModern;
  return {
    broken(step, life) {
      if (step !== 'drain' || life.has(FULL) || (heedsPauses(life) && life.has('pause()'))) return undefined;
      return "'drain' came, though nobody was asked to wait";
    },
    owed(life) {
      // A stream of the stream floor that is being ended has nobody to tell.
      if (life.isCut || (life.traits.isModern && life.has('end()'))) return undefined;
      const isOwed = life.isFull || (heedsPauses(life) && life.isHeldBack);
      return isOwed ? "'drain' must come, and did not" : undefined;
    },
  };
}

/** No 'data' comes while the stream is paused. */
export const pausing: Contract = {
  broken: (step, life) =>
    step === 'data' && life.isPaused ? "'data' must not come while the stream is paused" : undefined,
};

function twice(life: Life, event: string): string | undefined {
  return life.count(event) > 1 ? `'${event}' came ${life.count(event)} times` : undefined;
}
