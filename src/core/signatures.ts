/**
 * How `pipeline` and `compose` are called with up to ten parts, in types alone.
 *
 * There is one signature for each number of parts: each part has a type parameter of its own, whose bound is what
 * may follow the part before. More parts than ten are given to `pipeline` as a list.
 *
 * @module
 */
import type { Duplex } from './duplex.ts';
import type { DuplexSource } from './duplex-from.ts';
import type { After, FollowerOf, InOf, Joints, LastOf, OutOf, PipelineSource, ResultOf } from './joints.ts';
import type { PipelineCallback, PipelineOptions } from './pipeline.ts';
import type { PassThrough } from './transform.ts';

/** What a pipeline returns: its last part itself; of a function, a stream of what that gives. */
export type PipelineEnd<Last> = Last extends (...args: never[]) => infer Result
  ? PassThrough<Result extends PromiseLike<infer Value> ? Value : OutOf<Result>>
  : Last;

/** `pipeline` with a callback behind the parts. */
// biome-ignore format: in one line each, the signatures show that they differ by their length alone
export interface PipelineFunction {
  <const Parts extends readonly unknown[]>(parts: Parts & Joints<Parts>, callback: PipelineCallback<ResultOf<LastOf<Parts>>>): PipelineEnd<LastOf<Parts>>;
  <A extends PipelineSource, B extends After<A>>(a: A, b: B, callback: PipelineCallback<ResultOf<B>>): PipelineEnd<B>;
  <A extends PipelineSource, B extends After<A>, C extends After<B>>(a: A, b: B, c: C, callback: PipelineCallback<ResultOf<C>>): PipelineEnd<C>;
  <A extends PipelineSource, B extends After<A>, C extends After<B>, D extends After<C>>(a: A, b: B, c: C, d: D, callback: PipelineCallback<ResultOf<D>>): PipelineEnd<D>;
  <A extends PipelineSource, B extends After<A>, C extends After<B>, D extends After<C>, E extends After<D>>(a: A, b: B, c: C, d: D, e: E, callback: PipelineCallback<ResultOf<E>>): PipelineEnd<E>;
  <A extends PipelineSource, B extends After<A>, C extends After<B>, D extends After<C>, E extends After<D>, F extends After<E>>(a: A, b: B, c: C, d: D, e: E, f: F, callback: PipelineCallback<ResultOf<F>>): PipelineEnd<F>;
  <A extends PipelineSource, B extends After<A>, C extends After<B>, D extends After<C>, E extends After<D>, F extends After<E>, G extends After<F>>(a: A, b: B, c: C, d: D, e: E, f: F, g: G, callback: PipelineCallback<ResultOf<G>>): PipelineEnd<G>;
  <A extends PipelineSource, B extends After<A>, C extends After<B>, D extends After<C>, E extends After<D>, F extends After<E>, G extends After<F>, H extends After<G>>(a: A, b: B, c: C, d: D, e: E, f: F, g: G, h: H, callback: PipelineCallback<ResultOf<H>>): PipelineEnd<H>;
  <A extends PipelineSource, B extends After<A>, C extends After<B>, D extends After<C>, E extends After<D>, F extends After<E>, G extends After<F>, H extends After<G>, I extends After<H>>(a: A, b: B, c: C, d: D, e: E, f: F, g: G, h: H, i: I, callback: PipelineCallback<ResultOf<I>>): PipelineEnd<I>;
  <A extends PipelineSource, B extends After<A>, C extends After<B>, D extends After<C>, E extends After<D>, F extends After<E>, G extends After<F>, H extends After<G>, I extends After<H>, J extends After<I>>(a: A, b: B, c: C, d: D, e: E, f: F, g: G, h: H, i: I, j: J, callback: PipelineCallback<ResultOf<J>>): PipelineEnd<J>;
}

/** What may stand last, behind a part: another part or the options. */
type Ending<Part> = After<Part> | PipelineOptions;

/** The same behind what may be a list of parts. Options behind a list whose parts do not fit are an error. */
type EndingOfTwo<First> =
  | After<First>
  | (First extends readonly unknown[] ? (First extends Joints<First> ? PipelineOptions : never) : never);

/** What an async function at the end returned, the options put aside. */
type Value<Part, Last> = ResultOf<Last extends FollowerOf<never> ? Last : Part>;

/** The same behind what may be a list of parts. */
type ValueOfTwo<First, Last> = Value<First extends readonly unknown[] ? LastOf<First> : undefined, Last>;

/** `pipeline` that returns a promise; its options may stand behind the parts. */
// biome-ignore format: in one line each, the signatures show that they differ by their length alone
export interface PipelinePromise {
  <const Parts extends readonly unknown[]>(parts: Parts & Joints<Parts>): Promise<ResultOf<LastOf<Parts>>>;
  <const A extends PipelineSource, B extends EndingOfTwo<A>>(a: A, b: B): Promise<ValueOfTwo<A, B>>;
  <A extends PipelineSource, B extends After<A>, C extends Ending<B>>(a: A, b: B, c: C): Promise<Value<B, C>>;
  <A extends PipelineSource, B extends After<A>, C extends After<B>, D extends Ending<C>>(a: A, b: B, c: C, d: D): Promise<Value<C, D>>;
  <A extends PipelineSource, B extends After<A>, C extends After<B>, D extends After<C>, E extends Ending<D>>(a: A, b: B, c: C, d: D, e: E): Promise<Value<D, E>>;
  <A extends PipelineSource, B extends After<A>, C extends After<B>, D extends After<C>, E extends After<D>, F extends Ending<E>>(a: A, b: B, c: C, d: D, e: E, f: F): Promise<Value<E, F>>;
  <A extends PipelineSource, B extends After<A>, C extends After<B>, D extends After<C>, E extends After<D>, F extends After<E>, G extends Ending<F>>(a: A, b: B, c: C, d: D, e: E, f: F, g: G): Promise<Value<F, G>>;
  <A extends PipelineSource, B extends After<A>, C extends After<B>, D extends After<C>, E extends After<D>, F extends After<E>, G extends After<F>, H extends Ending<G>>(a: A, b: B, c: C, d: D, e: E, f: F, g: G, h: H): Promise<Value<G, H>>;
  <A extends PipelineSource, B extends After<A>, C extends After<B>, D extends After<C>, E extends After<D>, F extends After<E>, G extends After<F>, H extends After<G>, I extends Ending<H>>(a: A, b: B, c: C, d: D, e: E, f: F, g: G, h: H, i: I): Promise<Value<H, I>>;
  <A extends PipelineSource, B extends After<A>, C extends After<B>, D extends After<C>, E extends After<D>, F extends After<E>, G extends After<F>, H extends After<G>, I extends After<H>, J extends Ending<I>>(a: A, b: B, c: C, d: D, e: E, f: F, g: G, h: H, i: I, j: J): Promise<Value<I, J>>;
  <A extends PipelineSource, B extends After<A>, C extends After<B>, D extends After<C>, E extends After<D>, F extends After<E>, G extends After<F>, H extends After<G>, I extends After<H>, J extends After<I>>(a: A, b: B, c: C, d: D, e: E, f: F, g: G, h: H, i: I, j: J, options: PipelineOptions): Promise<ResultOf<J>>;
}

/** `compose`. */
// biome-ignore format: in one line each, the signatures show that they differ by their length alone
export interface ComposeFunction {
  <A extends DuplexSource>(a: A): Duplex<InOf<A>, OutOf<A>>;
  <A extends DuplexSource, B extends After<A>>(a: A, b: B): Duplex<InOf<A>, OutOf<B>>;
  <A extends DuplexSource, B extends After<A>, C extends After<B>>(a: A, b: B, c: C): Duplex<InOf<A>, OutOf<C>>;
  <A extends DuplexSource, B extends After<A>, C extends After<B>, D extends After<C>>(a: A, b: B, c: C, d: D): Duplex<InOf<A>, OutOf<D>>;
  <A extends DuplexSource, B extends After<A>, C extends After<B>, D extends After<C>, E extends After<D>>(a: A, b: B, c: C, d: D, e: E): Duplex<InOf<A>, OutOf<E>>;
  <A extends DuplexSource, B extends After<A>, C extends After<B>, D extends After<C>, E extends After<D>, F extends After<E>>(a: A, b: B, c: C, d: D, e: E, f: F): Duplex<InOf<A>, OutOf<F>>;
  <A extends DuplexSource, B extends After<A>, C extends After<B>, D extends After<C>, E extends After<D>, F extends After<E>, G extends After<F>>(a: A, b: B, c: C, d: D, e: E, f: F, g: G): Duplex<InOf<A>, OutOf<G>>;
  <A extends DuplexSource, B extends After<A>, C extends After<B>, D extends After<C>, E extends After<D>, F extends After<E>, G extends After<F>, H extends After<G>>(a: A, b: B, c: C, d: D, e: E, f: F, g: G, h: H): Duplex<InOf<A>, OutOf<H>>;
  <A extends DuplexSource, B extends After<A>, C extends After<B>, D extends After<C>, E extends After<D>, F extends After<E>, G extends After<F>, H extends After<G>, I extends After<H>>(a: A, b: B, c: C, d: D, e: E, f: F, g: G, h: H, i: I): Duplex<InOf<A>, OutOf<I>>;
  <A extends DuplexSource, B extends After<A>, C extends After<B>, D extends After<C>, E extends After<D>, F extends After<E>, G extends After<F>, H extends After<G>, I extends After<H>, J extends After<I>>(a: A, b: B, c: C, d: D, e: E, f: F, g: G, h: H, i: I, j: J): Duplex<InOf<A>, OutOf<J>>;
}
