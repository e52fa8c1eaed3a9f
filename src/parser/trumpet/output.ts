/**
 * What leaves a rewriter: operations are done in their order, each when those before it are done.
 *
 * @module
 */
import { ERR_TRUMPET_CONTENT_TOO_LONG } from '../../core/errors.ts';
import type { Emit, Operation } from './found-element.ts';

/** Where output goes. */
export interface OutputSink<Source> {
  /** Takes output. */
  write(text: string): void;
  /** Sends a source's content to `write`, then calls `done`; if that is later, `resume` must be called after it. */
  send(source: Source, write: (text: string) => void, done: () => void): void;
}

/** The output of a rewriter. */
export interface Output<Source> {
  /** Does something, after all that was asked for before. */
  readonly emit: Emit<Source>;
  readonly emitAll: (operations: readonly Operation<Source>[] | undefined) => void;
  /** Holds what is written from now on, of an element. */
  readonly hold: (name: string) => void;
  /** Replaces what was held last. */
  readonly replaceHeld: (transform: (content: string) => string | Source) => void;
  /** Leaves out what is written from now on, up to `show`, as often as it was called. */
  readonly hide: () => void;
  readonly show: () => void;
  /** Does what could not be done at once, up to something to wait for. */
  readonly work: () => void;
  /** Waits, for `resume`. */
  readonly pause: () => void;
  readonly resume: () => void;
  /** Whether it waits: for that, or a source. */
  readonly isWaiting: () => boolean;
  /** Whether what is emitted next will be done at once. */
  readonly isFree: () => boolean;
}

/** Content that is being held. */
interface Held {
  text: string;
  readonly name: string;
}

/** Makes an output. */
export function createOutput<Source extends object>(
  sink: OutputSink<Source>,
  maxHeldBytes: number,
): Output<Source> {
  /** What is to be done, the next last. */
  const pending: Operation<Source>[] = [];
  /** What the current step has asked for and could not be done at once, the next first. */
  const added: Operation<Source>[] = [];
  const holding: Held[] = [];
  /** How much is held, in all the elements that are in each other. */
  let heldBytes = 0;
  /** How many elements there are around whose content is left out. */
  let hidden = 0;
  /** Whether a source is being sent. */
  let sending = false;
  let paused = false;

  function write(text: string): void {
    if (hidden > 0) return;
    if (holding.length === 0) {
      sink.write(text);
      return;
    }
    const held = holding[holding.length - 1]!;
    heldBytes += text.length;
    if (heldBytes > maxHeldBytes) throw ERR_TRUMPET_CONTENT_TOO_LONG(held.name, maxHeldBytes);
    held.text += text;
  }

  function perform(operation: Operation<Source>): void {
    if (typeof operation === 'string') write(operation);
    else if (typeof operation === 'function') operation();
    else {
      sending = true;
      sink.send(operation, write, () => {
        sending = false;
      });
    }
  }

  function emit(operation: Operation<Source>): void {
    if (added.length === 0 && !sending && !paused) perform(operation);
    else added.push(operation);
  }

  return {
    emit,
    emitAll(operations) {
      if (operations !== undefined) for (const operation of operations) emit(operation);
    },
    hold(name) {
      emit(() => holding.push({ text: '', name }));
    },
    replaceHeld(transform) {
      emit(() => {
        const { text } = holding.pop()!;
        heldBytes -= text.length;
        emit(transform(text));
      });
    },
    hide() {
      emit(() => hidden++);
    },
    show() {
      emit(() => hidden--);
    },
    work() {
      while (true) {
        while (added.length > 0) pending.push(added.pop()!);
        if (sending || paused || pending.length === 0) return;
        perform(pending.pop()!);
      }
    },
    pause() {
      paused = true;
    },
    resume() {
      paused = false;
    },
    isWaiting: () => sending || paused,
    isFree: () => added.length === 0 && !sending && !paused,
  };
}
