/**
 * A page on its way through a hyperstream: what is written is rewritten and pushed, and waits for values and for
 * room.
 *
 * @module
 */
import type { Duplex } from '../../core/duplex.ts';
import { ERR_INVALID_ARG_VALUE, ERR_UNHANDLED_ERROR } from '../../core/errors.ts';
import { splitFirst } from '../../parser/trumpet/first.ts';
import { validateLimits } from '../../parser/trumpet/limits.ts';
import { Pieces } from '../../parser/trumpet/pieces.ts';
import type { Rewriter } from '../../parser/trumpet/rewriter.ts';
import type { LateSlots } from './late.ts';
import { createLateSlots } from './late.ts';
import type { Output } from './send.ts';
import { createFiller } from './send.ts';
import type { Sending, SlotSettings } from './slot.ts';
import type { ValueSource } from './source.ts';
import { createSource } from './source.ts';
import type { HyperstreamOptions, HyperstreamUpdates } from './types.ts';
import type { Content, Entry, ValueContext } from './values.ts';
import { compileUpdates } from './values.ts';

/** Fills one page. */
export class Filling implements Output, ValueContext {
  sending: Sending | undefined;
  readonly late: boolean;
  readonly timeoutMs: number;
  readonly #stream: Duplex<Uint8Array | string, Uint8Array>;
  readonly #options: HyperstreamOptions;
  readonly #filler: Rewriter<Content>;
  readonly #updates: HyperstreamUpdates;
  readonly #isEmpty: boolean;
  #entries: readonly Entry[] = [];
  /** The sources that have not come to their end, to be let go of. */
  readonly #sources: Set<ValueSource> = new Set();
  readonly #sourceByValue: WeakMap<object, ValueSource> = new WeakMap();
  #lateSlots: LateSlots | undefined;
  readonly #out: Pieces = new Pieces();
  /** Whether the reader wants more. */
  #room = true;
  /** Goes on when what was written, or the end, has been sent. */
  #onsent: (() => void) | undefined;
  /** Asks for more input when there is room. */
  #onroom: (() => void) | undefined;

  constructor(
    stream: Duplex<Uint8Array | string, Uint8Array>,
    updates: HyperstreamUpdates,
    options: HyperstreamOptions,
  ) {
    const { outOfOrder = false, timeoutMs = Number.POSITIVE_INFINITY } = options;
    validateOptions(options);
    this.#stream = stream;
    this.#updates = updates;
    this.#options = options;
    this.late = outOfOrder !== false;
    this.timeoutMs = timeoutMs;
    this.#filler = createFiller(
      this,
      (source) => this.#out.add(source),
      () => {
        if (this.#filler.resume()) this.#sent();
      },
      options,
    );
    const keys = Object.keys(updates).filter((key) => updates[key] !== null);
    this.#isEmpty = keys.length === 0;
    for (const [index, key] of keys.entries()) {
      const { selector, first } = splitFirst(key);
      this.#filler.select(selector, (element) => this.#entries[index]!.edit(element), first);
    }
  }

  /** Listens to the values' streams, when nothing more can be wrong with the keys; one may have failed already. */
  listen(): void {
    if (this.late) this.lateSlots();
    this.#entries = compileUpdates(this.#updates, this);
  }

  /** Takes a part of the page, in source form, and calls back when it is sent and there is room for more. */
  write(source: string, callback: () => void): void {
    // Under a name first: V8 makes what is assigned at once in old space, where it would keep the source.
    const sent = (): void => {
      this.flush();
      if (this.#room) callback();
      else this.#onroom = callback;
    };
    this.#onsent = sent;
    this.go(() => {
      if (this.#isEmpty) this.#out.add(source);
      else if (!this.#filler.write(source)) return;
      this.#sent();
    });
  }

  /** Ends the page, and calls back when all is sent. */
  end(callback: () => void): void {
    const finish = (): void => {
      this.#stream.push(null);
      callback();
    };
    this.#onsent = () => {
      this.flush();
      if (this.#lateSlots === undefined) finish();
      else this.#lateSlots.finish(finish);
    };
    this.go(() => {
      if (this.#filler.end()) this.#sent();
    });
  }

  /** Goes on when the reader wants more. */
  resume(): void {
    this.#room = true;
    const callback = this.#onroom;
    this.#onroom = undefined;
    this.sending?.resume();
    this.#lateSlots?.resume();
    callback?.();
  }

  destroy(): void {
    this.#filler.pause();
    this.#lateSlots?.destroy();
    for (let sending = this.sending; sending !== undefined; sending = sending.below) sending.stop();
    for (const source of this.#sources) source.destroy();
  }

  #sent(): void {
    const callback = this.#onsent;
    this.#onsent = undefined;
    callback?.();
  }

  send(content: string): void {
    this.#out.add(content);
    this.flush();
  }

  flush(): void {
    if (this.#stream.destroyed) return;
    const bytes = this.#out.take();
    if (bytes === undefined) return;
    this.#room = this.#stream.push(bytes);
    if (!this.#room) this.sending?.pause();
  }

  hasRoom(): boolean {
    return this.#room;
  }

  go(part: () => void): void {
    if (this.#stream.destroyed) return;
    try {
      part();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Fails with whatever was thrown. */
  #fail(reason: unknown): void {
    this.#stream.destroy((reason as Error) || ERR_UNHANDLED_ERROR(reason));
  }

  recover(error: unknown, { selector, fallback, late }: SlotSettings): string {
    if (fallback === undefined && !late) throw error;
    this.#stream.emit('slotError', error, selector);
    return fallback === undefined ? '' : fallback(error);
  }

  lateSlots(): LateSlots {
    const { outOfOrder, nonce, slotPrefix = 'slot-', maxSlots = 64, maxSlotBytes = 262_144 } = this.#options;
    this.#lateSlots ??= createLateSlots(this, {
      script: outOfOrder !== 'native',
      nonce,
      prefix: slotPrefix,
      maxSlots,
      maxSlotBytes,
    });
    return this.#lateSlots;
  }

  sourceOf(value: unknown, settings: SlotSettings): ValueSource | undefined {
    if (typeof value !== 'object' || value === null) return undefined;
    let source = this.#sourceByValue.get(value);
    if (source !== undefined) return source;
    source = createSource(value, {
      maxHeldBytes: this.#options.maxHeldBytes ?? 16_777_216,
      onearly: (error) => {
        if (settings.fallback === undefined && !settings.late) this.#fail(error);
      },
    });
    if (source === undefined) return undefined;
    this.#sourceByValue.set(value, source);
    this.#sources.add(source);
    if (this.#stream.destroyed) source.destroy();
    return source;
  }

  release(source: ValueSource): void {
    this.#sources.delete(source);
  }
}

function validateOptions({
  slotPrefix,
  maxSlots,
  maxSlotBytes,
  timeoutMs,
  maxTokenBytes,
  maxDepth,
  maxHeldBytes,
}: HyperstreamOptions): void {
  validateLimits({ maxSlots, maxSlotBytes, timeoutMs, maxTokenBytes, maxDepth, maxHeldBytes });
  if (slotPrefix === undefined || /^[\w-]*$/.test(slotPrefix)) return;
  throw ERR_INVALID_ARG_VALUE('options.slotPrefix', slotPrefix, 'must be of letters, digits, _ and -');
}
