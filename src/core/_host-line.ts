/**
 * What differs between the lines of Node: the core follows the one it runs on. Each constant is one such behaviour,
 * decided once, when the program starts.
 *
 * @module
 */
import { nodeLine } from '#platform';

/** A part of a pipeline that fails stands for one of the ends that the pipeline waits for. */
export const errorsCountAsEnds: boolean = nodeLine < 22;

/** `finished` listens to a stream that is over, or with a signal that is aborted, as if more could come. */
export const listensWhenOver: boolean = nodeLine < 24;

/** A pipeline throws at once for a stream that is to be piped to one that is closed or destroyed. */
export const refusesClosedParts: boolean = nodeLine >= 24;

/** A pipe destroys a destination whose `write` throws, with what it throws; else that is the source's to handle. */
export const throwersAreDestroyed: boolean = nodeLine >= 24;

/** Of a pair of Duplexes, the end of one is told to the other when it is destroyed. */
export const pairsPartTogether: boolean = nodeLine >= 24;

/** `Readable#compose` gives a Readable over what `compose` makes; else the Duplex itself. */
export const composesToReadable: boolean = nodeLine < 24;

/** `pause` and `resume` change nothing once a stream is destroyed. */
export const destroyedKeepFlow: boolean = nodeLine >= 26;

/** `read()` gives the first chunk of bytes that waits; else all of them, joined, unless the stream flows. */
export const readGivesOneChunk: boolean = nodeLine >= 26;

/** 'readable' comes after `push(null)` even if nobody has asked for anything; else when the first listener does. */
export const endIsToldUnasked: boolean = nodeLine < 26;

/** A source that waits for a destination to drain goes on when they are parted, whether or not a drain is owed. */
export const partingCountsAsDrain: boolean = nodeLine >= 26;

/** `setEncoding` after the end gives out the rest of a character that was cut off. */
export const lateEncodingFlushes: boolean = nodeLine >= 24;

/** `unshift` sees to it that more is read even while `_read` has still to answer. */
export const unshiftReadsMore: boolean = nodeLine < 22;

/** An AbortError that a pipeline has met gives way to an error that comes after it. */
export const abortsGiveWay: boolean = nodeLine >= 24;

/** Messages call an object whose class has no name an instance of nothing; else they show the object. */
export const namesTheUnnamed: boolean = nodeLine < 26;

/** The messages of operators name async functions beside functions. */
export const asyncFunctionsAreNamed: boolean = nodeLine < 22;

/** An error of an iterator that is being closed is joined with the one it is closed for; else it replaces that. */
export const closingErrorsJoin: boolean = nodeLine >= 24;

/** A loop that comes to a clean end leaves a stream be that can still be written to and may be half open. */
export const endsLeaveHalfOpen: boolean = nodeLine === 24;

/** A web stream made of a stream that is over is closed; else it fails if the stream did. */
export const webHidesFailures: boolean = nodeLine < 24;

/** The `write()` of a web stream made of a stream fails with that; else it fails only if it waits for 'drain'. */
export const webWritesFail: boolean = nodeLine < 24;
