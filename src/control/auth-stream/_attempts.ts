/**
 * Counts failures to sign in.
 *
 * @module
 */
import { validateLimit } from '../_validate.ts';

/** Says who may try to sign in. Servers that share one share its count; it may be kept anywhere. */
export interface AuthAttempts {
  /** Counts an attempt as failed before it is made; false if there have been too many. */
  take(key: string): boolean | Promise<boolean>;
  /** Takes back that one attempt, for it succeeded; the failures before it count on. */
  forgive(key: string): void | Promise<void>;
}

/** Options of `createAttempts`. */
export interface AuthAttemptsOptions {
  /** Failures after which nothing is tried any more, for the rest of the window. @default 10 */
  readonly maxFailures?: number | undefined;
  /** How long failures count, in ms. @default 60_000 */
  readonly windowMs?: number | undefined;
  /** Most keys that are kept; the one that was longest unheard of goes first. @default 10_000 */
  readonly maxKeys?: number | undefined;
}

/** The failures of one key, and when they stop to count. */
interface Failures {
  count: number;
  readonly until: number;
}

/**
 * Makes a count of failures in memory.
 *
 * @throws {ERR_INVALID_ARG_TYPE} a bound that is no number
 * @throws {ERR_OUT_OF_RANGE} a bound below 1
 *
 * @example Three failures an hour
 * ```ts
 * import { createAttempts } from 'gardenhose/auth-stream';
 *
 * const attempts = createAttempts({ maxFailures: 3, windowMs: 3_600_000 });
 * for (let i = 0; i < 3; i++) assert.equal(await attempts.take('steve'), true);
 * assert.equal(await attempts.take('steve'), false);
 * assert.equal(await attempts.take('alice'), true);
 * ```
 */
export function createAttempts(options: AuthAttemptsOptions = {}): AuthAttempts {
  const { maxFailures = 10, windowMs = 60_000, maxKeys = 10_000 } = options;
  validateLimit('options.maxFailures', maxFailures, 1);
  validateLimit('options.windowMs', windowMs, 1);
  validateLimit('options.maxKeys', maxKeys, 1);
  /** In the order in which the keys were last heard of. */
  const failures = new Map<string, Failures>();

  function current(key: string): Failures | undefined {
    const known = failures.get(key);
    failures.delete(key);
    return known !== undefined && known.until > Date.now() ? known : undefined;
  }

  return {
    take(key) {
      const known = current(key) ?? { count: 0, until: Date.now() + windowMs };
      failures.set(key, known);
      if (failures.size > maxKeys) failures.delete(failures.keys().next().value as string);
      if (known.count >= maxFailures) return false;
      known.count++;
      return true;
    },
    forgive(key) {
      const known = failures.get(key);
      if (known !== undefined && --known.count <= 0) failures.delete(key);
    },
  };
}
