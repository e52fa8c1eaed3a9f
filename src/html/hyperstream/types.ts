/**
 * What hyperstream takes.
 *
 * @module
 */
import type { ReadableLike } from '../../core/types.ts';
import type { RewriterLimits } from '../../parser/trumpet/rewriter.ts';
import type { HyperglueResult } from '../hyperglue/result.ts';

/**
 * What an object may change of an element. A name without an underscore is an attribute, or a selector if it can
 * be nothing else.
 */
export interface HyperstreamEdits {
  /** Updates of what is within the element, and of the element itself as `:first`. */
  readonly _map?: HyperstreamUpdates | null | undefined;
  /** Repeats the element for each item: an array, or an iterable, stream or promise of items. */
  readonly _each?: unknown;
  /** What a late slot shows until its content comes, as markup. @default nothing */
  readonly _placeholder?: string | Uint8Array | undefined;
  /** Markup in the place of a value that fails or is too late, or a function that makes it of the error. */
  readonly _fallback?: HyperstreamFallback | ((error: unknown) => HyperstreamFallback) | undefined;
  /** How long a value may keep its slot waiting, in ms. @default the stream's `timeoutMs` */
  readonly _timeoutMs?: number | undefined;
  /** Whether the rest of the page goes on before the value is there. @default the stream's `outOfOrder` */
  readonly _late?: boolean | undefined;
  readonly [name: string]: unknown;
}

/** Markup that is there at once. */
export type HyperstreamFallback = string | number | Uint8Array | HyperglueResult | null | undefined;

/** What to make of the elements that a selector finds. */
export type HyperstreamValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | Uint8Array
  | HyperglueResult
  | HyperstreamEdits
  | ReadableLike
  | AsyncIterable<unknown>
  | Iterable<unknown>
  | PromiseLike<unknown>
  | ((html: string) => unknown);

/** Values by selector. */
export interface HyperstreamUpdates {
  readonly [selector: string]: HyperstreamValue;
}

/** The options of a hyperstream. */
export interface HyperstreamOptions extends RewriterLimits {
  /** How much is buffered before `write()` asks to wait and before values are paused, in bytes. @default the host's */
  readonly highWaterMark?: number | undefined;
  /** Destroys the stream, and the values with it, with an `AbortError` when it aborts. */
  readonly signal?: AbortSignal | undefined;
  /**
   * The most that is held at one time for functions and for elements that are repeated, and of one stream that
   * flows although it is paused, in bytes.
   * @default 16 MiB
   */
  readonly maxHeldBytes?: number | undefined;
  /**
   * Whether the page goes on before values that are not ready: they follow at its end, as each is ready, and the
   * browser puts them in their places. With `true` a small script does it for browsers that cannot do so by
   * themselves; with `'native'` no script is sent.
   * @default false
   */
  readonly outOfOrder?: boolean | 'native' | undefined;
  /** The nonce of the scripts, for a page with a Content-Security-Policy. @default none */
  readonly nonce?: string | undefined;
  /**
   * What the names of late slots begin with. Pages that are put into each other need different ones.
   * @default 'slot-'
   */
  readonly slotPrefix?: string | undefined;
  /** How many late slots may be open at once; values beyond hold up the page as without `outOfOrder`. @default 64 */
  readonly maxSlots?: number | undefined;
  /** How much is collected for a late slot before its value is paused, in bytes. @default 256 KiB */
  readonly maxSlotBytes?: number | undefined;
  /** How long a value may keep its slot waiting, in ms. @default Infinity */
  readonly timeoutMs?: number | undefined;
}
