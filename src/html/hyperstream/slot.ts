/**
 * A place in the page whose content takes time, and the reading of what comes for it.
 *
 * Content is passed on in source form: UTF-8 bytes, each as the character of its number.
 *
 * @module
 */
import { decodeText } from '#platform';
import { startTimer } from '../../control/_timer.ts';
import { ERR_HYPERSTREAM_TIMEOUT } from '../../core/errors.ts';
import { ChunkReader } from '../../parser/trumpet/chunk-reader.ts';
import { toSource } from '../../parser/trumpet/source-form.ts';
import type { ValueSource } from './source.ts';

/** What a value asks of its slots. */
export interface SlotSettings {
  /** The key it belongs to. */
  readonly selector: string;
  /** What a late slot shows until it is filled, in source form. */
  readonly placeholder: string;
  /** What stands in for a value that fails, in source form; undefined if it may not fail. */
  readonly fallback: ((error: unknown) => string) | undefined;
  /** How long the value may keep the slot waiting, in ms. */
  readonly timeoutMs: number;
  /** Whether its slots may be late where they can; then the page outlives its errors. */
  readonly late: boolean;
}

/** A place in the page, and the source of its content. */
export interface Slot {
  readonly source: ValueSource;
  readonly markup: boolean;
  /** Whether it is in a place where a slot can be late. */
  readonly canBeLate: boolean;
  /** Whether a function has only now made its value. */
  readonly made: boolean;
  readonly settings: SlotSettings;
}

/** Turns chunks into what a reader takes. */
export interface ChunkDecoder<Content> {
  write(chunk: unknown): Content;
  /** Returns what is left of the last chunk, if there is any. */
  end(): Content | undefined;
}

/** Takes the content of a slot. */
export interface SlotReader<Content> {
  write(content: Content): void;
  end(): void;
  /** The value failed, or is too late. It has been let go of; what was written of it stands. */
  fail(error: unknown): void;
}

/** Something that is being sent and can be held up and given up, such as the reading of a slot. */
export interface Sending {
  pause(): void;
  resume(): void;
  stop(): void;
  /** What waits for its end, to be gone on with. */
  below?: Sending | undefined;
}

/** Reads what comes for a slot, up to its end, its error or the end of its time. Time in pauses is not counted. */
export function readSlot<Content>(
  { source, settings }: Slot,
  decoder: ChunkDecoder<Content>,
  reader: SlotReader<Content>,
): Sending {
  let timer: ReturnType<typeof startTimer>;
  let leftMs = settings.timeoutMs;
  let since = 0;
  let paused = false;
  let over = false;

  function wait(): void {
    since = Date.now();
    timer = startTimer(() => fail(ERR_HYPERSTREAM_TIMEOUT(settings.selector, settings.timeoutMs)), leftMs);
  }

  function stop(): void {
    over = true;
    clearTimeout(timer);
  }

  function fail(error: unknown): void {
    if (over) return;
    stop();
    source.destroy();
    reader.fail(error);
  }

  wait();
  source.start({
    data(chunk) {
      if (over) return;
      let content: Content;
      try {
        content = decoder.write(chunk);
      } catch (error) {
        return fail(error);
      }
      reader.write(content);
    },
    end() {
      if (over) return;
      stop();
      const rest = decoder.end();
      if (rest !== undefined) reader.write(rest);
      reader.end();
    },
    fail,
  });
  return {
    pause() {
      if (over || paused) return;
      paused = true;
      clearTimeout(timer);
      leftMs -= Date.now() - since;
      source.pause();
    },
    resume() {
      if (over || !paused) return;
      paused = false;
      wait();
      source.resume();
    },
    stop() {
      if (!over) source.destroy();
      stop();
    },
  };
}

/** Makes what turns the chunks of a slot into source form. */
export function slotDecoder({ markup }: Slot): ChunkDecoder<string> {
  return new ChunkReader(markup ? undefined : escapeText);
}

/** A value as text; bytes are read as UTF-8. */
export function textOf(value: unknown): string {
  return value instanceof Uint8Array ? decodeText(value, 'utf8') : String(value);
}

/** A value as markup, in source form. */
export function markupOf(value: unknown): string {
  return toSource(value instanceof Uint8Array ? value : String(value));
}

/** Writes text as hyperstream always has: all but printable ASCII, and `<>&"'`, as decimal references. */
export function escapeText(text: string): string {
  return text.replace(/[^ !#-%(-;=?-~]/gu, (character) => `&#${character.codePointAt(0)};`);
}
