/**
 * Slots that are filled out of order: the page goes on without them, and what came for each is sent at its end.
 *
 * What comes for an open slot is collected, up to a bound at which its source is paused. When the page has ended,
 * slots whose content is whole are sent first, in the order in which they became so. A slot that has reached its
 * bound is sent when no whole one waits, as it comes, and the others collect on while it is.
 *
 * @module
 */
import { markPlace, patchEnd, patchStart } from './patch.ts';
import type { Output } from './send.ts';
import type { Sending, Slot } from './slot.ts';
import { readSlot, slotDecoder } from './slot.ts';

/** How late slots are filled. */
export interface LateOptions {
  readonly script: boolean;
  readonly nonce: string | undefined;
  readonly prefix: string;
  readonly maxSlots: number;
  readonly maxSlotBytes: number;
}

/** The late slots of one page. */
export interface LateSlots {
  /**
   * Opens a slot, unless too many are open. `decided` is called with what is to be written in its place, in a later
   * turn of the event loop if not at once: the content if that is whole by then, else the mark of the place.
   */
  open(slot: Slot, decided: (content: string) => void): boolean;
  /** Sends what comes for the open slots; calls `onend` when all are filled. */
  finish(onend: () => void): void;
  /** Goes on when there is room again. */
  resume(): void;
  destroy(): void;
}

/** A slot that is open. */
interface OpenSlot {
  /** Empty until it is decided that it is late. */
  name: string;
  content: string;
  /** Whether its content is whole. */
  whole: boolean;
  reading: Sending | undefined;
}

/** Makes what keeps the late slots of one page. */
export function createLateSlots(
  output: Output,
  { script, nonce, prefix, maxSlots, maxSlotBytes }: LateOptions,
): LateSlots {
  const open = new Set<OpenSlot>();
  /** Those that are whole or have reached their bound. */
  const ready: OpenSlot[] = [];
  const turns = new Set<ReturnType<typeof setTimeout>>();
  /** Whether the turn in which the values were given is over: what was promised then is there now, or takes time. */
  let begun = false;
  let count = 0;
  /** Whether a script was sent. */
  let first = true;
  /** The slot that is sent as it comes. */
  let sending: OpenSlot | undefined;
  let onfinish: (() => void) | undefined;

  function collect(entry: OpenSlot, slot: Slot): Sending {
    return readSlot(slot, slotDecoder(slot), {
      write: (content) => output.go(() => add(entry, content)),
      end: () => output.go(() => complete(entry, slot)),
      fail(error) {
        output.go(() => {
          const fallback = output.recover(error, slot.settings);
          if (entry === sending) output.send(fallback);
          else entry.content = fallback;
          complete(entry, slot);
        });
      },
    });
  }

  function add(entry: OpenSlot, content: string): void {
    if (entry === sending) {
      output.send(content);
      if (!output.hasRoom()) entry.reading?.pause();
      return;
    }
    entry.content += content;
    if (entry.content.length < maxSlotBytes) return;
    entry.reading?.pause();
    if (!ready.includes(entry)) ready.push(entry);
    advance();
  }

  function complete(entry: OpenSlot, { source }: Slot): void {
    output.release(source);
    entry.whole = true;
    if (entry === sending) close(entry);
    else if (!ready.includes(entry)) ready.push(entry);
    advance();
  }

  function close(entry: OpenSlot): void {
    open.delete(entry);
    sending = undefined;
    output.send(patchEnd(entry.name, script, first, nonce));
    first = false;
  }

  /** Sends what can be sent. */
  function advance(): void {
    while (onfinish !== undefined && sending === undefined && output.hasRoom() && ready.length > 0) {
      const index = Math.max(
        0,
        ready.findIndex(({ whole }) => whole),
      );
      const [entry] = ready.splice(index, 1) as [OpenSlot];
      const { name, content } = entry;
      entry.content = '';
      sending = entry;
      output.send(patchStart(name) + content);
      if (entry.whole) close(entry);
      else if (output.hasRoom()) entry.reading?.resume();
    }
    if (open.size > 0 || onfinish === undefined) return;
    const done = onfinish;
    onfinish = undefined;
    done();
  }

  function inNextTurn(callback: () => void): void {
    const turn = setTimeout(() => {
      turns.delete(turn);
      callback();
    });
    turns.add(turn);
  }

  inNextTurn(() => {
    begun = true;
  });
  return {
    open(slot, decided) {
      if (open.size >= maxSlots) return false;
      const entry: OpenSlot = { name: '', content: '', whole: false, reading: undefined };
      open.add(entry);
      function decide(): void {
        if (entry.whole) {
          open.delete(entry);
          ready.splice(ready.indexOf(entry), 1);
          decided(entry.content);
        } else {
          entry.name = `${prefix}${++count}`;
          decided(markPlace(entry.name, slot.settings.placeholder));
        }
      }
      entry.reading = collect(entry, slot);
      if (ready.includes(entry)) entry.reading.pause();
      if (entry.whole || (begun && slot.source.eager && !slot.made)) decide();
      else inNextTurn(() => output.go(decide));
      return true;
    },
    finish(onend) {
      onfinish = onend;
      advance();
    },
    resume() {
      if (sending === undefined) advance();
      else sending.reading?.resume();
    },
    destroy() {
      for (const turn of turns) clearTimeout(turn);
      for (const entry of open) entry.reading?.stop();
      open.clear();
      onfinish = undefined;
    },
  };
}
