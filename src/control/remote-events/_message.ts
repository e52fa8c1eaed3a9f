/**
 * An event on its way to the other end.
 *
 * @module
 */
import { AbortError } from '../../core/errors.ts';
import { startTimer } from '../_timer.ts';

/** An event, and whoever waits to hear of it. */
export interface Message {
  readonly event: unknown[];
  /** Runs when the event goes out, and need not wait any longer. */
  readonly ontransmit?: () => void;
  /** Learns whether the event was delivered, or why nobody can tell. */
  readonly settle?: (outcome: boolean | Error) => void;
}

/**
 * Makes a message that waits for `ttlMs` at most to be sent, and a promise of whether it was delivered, which `signal`
 * ends. `takeBack` is to take it out of where it waits, and to say whether it did wait there.
 */
export function track(
  event: unknown[],
  ttlMs: number | undefined,
  signal: AbortSignal | undefined,
  takeBack: (message: Message) => boolean,
): { readonly message: Message; readonly outcome: Promise<boolean> } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let settle: (outcome: boolean | Error) => void = () => {};

  function onabort(): void {
    takeBack(message);
    settle(new AbortError(undefined, { cause: signal?.reason }));
  }
  function onexpired(): void {
    if (takeBack(message)) settle(false);
  }
  function ontransmit(): void {
    clearTimeout(timer);
  }

  const outcome = new Promise<boolean>((resolve, reject) => {
    settle = (outcome) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onabort);
      if (typeof outcome === 'boolean') resolve(outcome);
      else reject(outcome);
    };
  });
  const message: Message = { event, ontransmit, settle };
  signal?.addEventListener('abort', onabort);
  if (ttlMs !== undefined) timer = startTimer(onexpired, ttlMs);
  return { message, outcome };
}
