/**
 * Sends content that takes time to its place in the page: what comes for a slot, and an element repeated.
 *
 * @module
 */
import type { Rewriter, RewriterLimits, RewriterSink } from '../../parser/trumpet/rewriter.ts';
import { createRewriter } from '../../parser/trumpet/rewriter.ts';
import { toSource } from '../../parser/trumpet/source-form.ts';
import type { LateSlots } from './late.ts';
import type { ChunkDecoder, Sending, Slot, SlotSettings } from './slot.ts';
import { readSlot, slotDecoder } from './slot.ts';
import type { ValueSource } from './source.ts';
import type { Content, Entry, Repetition } from './values.ts';

/** The part of a stream that content is sent by. */
export interface Output {
  /** What is being sent, to be held up when there is no room. */
  sending: Sending | undefined;
  /** Sends markup that is not the rewriter's. */
  send(content: string): void;
  /** Passes on what was written, and holds up what is being sent if there is no room for more. */
  flush(): void;
  /** Whether there is room for more. */
  hasRoom(): boolean;
  /** Does a part of the work; an error in it ends the stream. */
  go(part: () => void): void;
  /** Tells of an error of a value that may fail and returns what stands in for it, or throws it. */
  recover(error: unknown, settings: SlotSettings): string;
  /** Forgets a source that has come to its end. */
  release(source: ValueSource): void;
  lateSlots(): LateSlots;
}

/** How much of an element repeated is written at a time, in bytes. */
const BATCH = 65_536;

/** Makes a rewriter that makes of its document what entries say. `resume` is called when it need wait no longer. */
export function createFiller(
  output: Output,
  write: (text: string) => void,
  resume: () => void,
  limits: RewriterLimits,
): Rewriter<Content> {
  const sink: RewriterSink<Content> = {
    write,
    send(content, write, done) {
      let later = false;
      function end(): void {
        done();
        if (later) resume();
      }
      if ('outer' in content) repeat(output, content, write, end, limits);
      else sendSlot(output, content, write, end);
      later = true;
    },
  };
  return createRewriter<Content>(sink, toSource, limits);
}

/** Tells a filler what to make of its document. */
function addEntries(filler: Rewriter<Content>, entries: readonly Entry[]): void {
  for (const { selector, first, edit } of entries) filler.select(selector, edit, first);
}

/** Sends what comes for a slot, in its place or late. */
function sendSlot(output: Output, slot: Slot, write: (text: string) => void, end: () => void): void {
  const { source, settings, canBeLate } = slot;
  output.flush();
  function writeAt(content: string): void {
    write(content);
    output.flush();
  }
  function endWith(content: string): void {
    output.go(() => {
      writeAt(content);
      end();
    });
  }
  if (canBeLate && settings.late && output.lateSlots().open(slot, endWith)) return;
  const above = output.sending;
  let over = false;
  function stop(content: () => string): void {
    over = true;
    output.release(source);
    output.go(() => {
      goBack(output, above);
      endWith(content());
    });
  }
  const reading = readSlot(slot, slotDecoder(slot), {
    write: (content) => output.go(() => writeAt(content)),
    end: () => stop(() => ''),
    fail: (error) => stop(() => output.recover(error, settings)),
  });
  if (over) return;
  reading.below = above;
  output.sending = reading;
  if (!output.hasRoom()) reading.pause();
}

/** Goes back to what waits, which may have been held up before there was room again. */
function goBack(output: Output, above: Sending | undefined): void {
  output.sending = above;
  if (output.hasRoom()) above?.resume();
}

/** Sends an element once for each of the copies that are to be made of it. */
function repeat(
  output: Output,
  { outer, foreign, items, entriesOf }: Repetition,
  write: (text: string) => void,
  end: () => void,
  limits: RewriterLimits,
): void {
  const above = output.sending;
  const queue = 'source' in items ? [] : [...items];
  let reading: Sending | undefined;
  let head = 0;
  let written = 0;
  let busy = false;
  let held = false;
  let ended = !('source' in items);
  /** What stands in for items that failed to come. */
  let rest = '';

  /** Sends one copy. Returns false if it must wait; then the next is sent when it need not. */
  function copy(entries: readonly Entry[]): boolean {
    let opening = foreign !== '';
    let whole = false;
    function close(): boolean {
      if (whole) return true;
      whole = true;
      return filler.end();
    }
    const filler = createFiller(
      output,
      (text) => {
        if (opening) return;
        written += text.length;
        write(text);
      },
      () => {
        if (!filler.resume() || !close()) return;
        busy = false;
        work();
      },
      limits,
    );
    // What is in an SVG or MathML element is read as what it is only there.
    if (opening) filler.write(`<${foreign}>`);
    opening = false;
    addEntries(filler, entries);
    return filler.write(outer) && close();
  }

  function work(): void {
    while (!busy && !held && head < queue.length) {
      busy = true;
      if (copy(entriesOf(queue[head++]))) busy = false;
      if (written < BATCH) continue;
      written = 0;
      output.flush();
    }
    if (busy || held) return;
    queue.length = head = 0;
    if (ended) {
      goBack(output, above);
      write(rest);
      end();
    } else {
      output.flush();
      if (!held) reading?.resume();
    }
  }

  output.sending = {
    pause() {
      held = true;
    },
    resume() {
      if (!held) return;
      held = false;
      output.go(work);
    },
    stop() {
      held = true;
      reading?.stop();
    },
    below: above,
  };
  if (!output.hasRoom()) held = true;
  if (!('source' in items)) {
    work();
    return;
  }
  output.flush();
  reading = readSlot(items, AS_IT_IS, {
    write(item) {
      output.go(() => {
        queue.push(item);
        work();
        if (queue.length > 0) reading?.pause();
      });
    },
    end() {
      ended = true;
      output.release(items.source);
      output.go(work);
    },
    fail(error) {
      ended = true;
      output.release(items.source);
      output.go(() => {
        rest = output.recover(error, items.settings);
        work();
      });
    },
  });
}

/** Items are taken as they are. */
const AS_IT_IS: ChunkDecoder<unknown> = { write: (item) => item, end: () => undefined };
