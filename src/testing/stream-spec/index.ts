/**
 * Checks that streams keep their promises: `spec` watches one stream while it is used, `laws` tries streams out.
 *
 * `spec(stream)` is the executable specification of old: it says of a stream, classic or other, ours, Node's or
 * web, whether 'end', 'close', 'drain' and 'data' come when they may, and must. `laws(make, options)` is a whole
 * suite for any test runner: it makes stream after stream, feeds each by a plan of its own, at random where that
 * helps, and says with what seed and after what events one of the promises that all segments make was broken.
 *
 * Behaves as npm stream-spec@0.3.6 in its call forms and in what it lets pass of classic streams. Mended:
 * `error: true` can be kept by streams that are read, and `error: false` holds for them; a stream that failed or was
 * destroyed need be ended by nobody; what was thrown once `validate()` tells again; a strict stream may give data as
 * soon as it is resumed, without a 'drain' before; one 'drain' answers all writes that returned false before it;
 * nothing comes after 'close'; `validateOnExit` makes the program fail; `debug` prints. Added:
 * streams of `node:stream`'s kind and web streams, 'finish', `strictPausable`, a record of what happened in each
 * message. Of a web stream only what is asked of itself is seen: in browsers not what others pipe into it.
 *
 * @see the handbook's chapter "stream-spec"
 *
 * @example A through that is piped, to its end
 * ```ts
 * import { Readable } from 'gardenhose/stream';
 * import { spec } from 'gardenhose/stream-spec';
 * import { through } from 'gardenhose/through';
 *
 * const stream = through();
 * const contract = spec(stream).through({ strict: true });
 * Readable.from(['beep', 'boop']).pipe(stream);
 * const heard: unknown[] = [];
 * stream.on('data', (word) => heard.push(word));
 * await new Promise((resolve) => stream.on('close', resolve));
 * assert.deepEqual(heard, ['beep', 'boop']);
 * contract.validate();
 * ```
 *
 * @module
 */
import type { LawSubject } from './laws.ts';
import { laws } from './laws.ts';
import type { SpecOptions, StreamSpec } from './spec.ts';
import { spec as watch } from './spec.ts';

export type { Terms } from './_contracts.ts';
export type { Law, LawName, LawSubject, LawsOptions, Shape } from './laws.ts';
export type { SpecOptions, StreamSpec } from './spec.ts';

/** The type of `spec`; those who `require` it find the suite as its property. */
export interface SpecFunction {
  (stream: LawSubject, nameOrOptions?: string | SpecOptions): StreamSpec;
  readonly laws: typeof laws;
}

/**
 * Watches a stream from now on: it gets methods of its own in the place of those that are called on it. Contracts
 * are added by the methods of what is returned. On a classic stream a breach is thrown at once, at whoever called or
 * emitted; of other streams, whose events nobody called for, it is kept for `validate()`, which tells it in any case.
 *
 * @throws {ERR_INVALID_ARG_TYPE} for what is no stream
 *
 * @example A stream that ends twice
 * ```ts
 * import { Stream } from 'gardenhose/stream';
 * import { spec } from 'gardenhose/stream-spec';
 *
 * const stream = new Stream();
 * const contract = spec(stream, 'letters').readable();
 * stream.emit('data', 'a');
 * stream.emit('end');
 * assert.throws(() => stream.emit('end'), { code: 'ERR_STREAM_SPEC_BREACH' });
 * assert.throws(() => contract.validate(), /letters: 'end' came 2 times/);
 * ```
 */
export const spec: SpecFunction = /* @__PURE__ */ Object.assign(watch, { laws });

export { laws, spec as default, spec as 'module.exports' };
