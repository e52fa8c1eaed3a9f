/**
 * A stream under trial that tells by events: classic, ours, Node's.
 *
 * @module
 */
import type { AnyStream } from '../../core/_predicates.ts';
import { errorOf, isDestroyed } from '../../core/_predicates.ts';
import { LastEvents } from './_last-events.ts';
import type { Log } from './_log.ts';
import type { Subject } from './_subject.ts';
import { text } from './_values.ts';

/** What a stream says of itself besides the members of every stream. */
interface Told extends AnyStream {
  readonly autoDestroy?: boolean;
  readonly readableEnded?: boolean;
}

/** A stream under trial, by what it emits. */
export class EmitterSubject implements Subject {
  readonly stream: AnyStream;
  readonly seen: unknown[] = [];
  onchunk: (() => void) | undefined;
  readonly closes: boolean;
  readonly #log: Log;
  readonly #sides: { readonly readable: boolean; readonly writable: boolean };
  readonly #endings: LastEvents;
  #endCalled = false;
  #hasRoom = true;
  #isPaused = false;

  constructor(
    stream: AnyStream,
    sides: { readonly readable: boolean; readonly writable: boolean },
    log: Log,
    paused: boolean,
  ) {
    this.stream = stream;
    this.#sides = sides;
    this.#log = log;
    this.closes = promisesClose(stream);
    this.#endings = new LastEvents(stream, log);
    stream.on('drain', () => this.#ondrain());
    if (paused) this.pause();
    if (sides.readable) stream.on('data', (chunk) => this.#ondata(chunk));
  }

  get faults(): string[] {
    return this.#endings.faults;
  }

  get error(): unknown {
    return this.#endings.error ?? errorOf(this.stream);
  }

  get hasFailed(): boolean {
    return this.#endings.has('error');
  }

  get hasEnded(): boolean {
    return this.#endings.has('end');
  }

  get isClosed(): boolean {
    return this.#endings.has('close') || (!this.closes && isDestroyed(this.stream));
  }

  get isOver(): boolean {
    if (this.isClosed || this.hasFailed) return true;
    const isRead = !this.#sides.readable || this.hasEnded;
    const isWritten =
      !this.#sides.writable || (this.stream._writableState ? this.#endings.has('finish') : this.#endCalled);
    return isRead && isWritten;
  }

  get canPause(): boolean {
    return typeof this.stream.pause === 'function' && typeof this.stream.resume === 'function';
  }

  get canDestroy(): boolean {
    return typeof this.stream.destroy === 'function';
  }

  get hasRoom(): boolean {
    return this.#hasRoom;
  }

  write(chunk: unknown): boolean {
    return (
      this.#call(`write(${text(chunk)})`, () => {
        this.#hasRoom = true;
        const answer = this.stream.write?.(chunk);
        if (answer === false) this.#hasRoom = false;
        return answer;
      }) !== false
    );
  }

  end(): void {
    this.#endCalled = true;
    this.#call('end()', () => this.stream.end?.());
  }

  pause(): void {
    this.#isPaused = true;
    this.#call('pause()', () => this.stream.pause?.());
  }

  resume(): void {
    this.#isPaused = false;
    this.#call('resume()', () => this.stream.resume?.());
  }

  destroy(error?: Error): void {
    this.#call(error ? `destroy(${text(error)})` : 'destroy()', () => this.stream.destroy?.(error));
  }

  #call(what: string, call: () => unknown): unknown {
    this.#log.add(what);
    try {
      const answer = call();
      if (answer === false) this.#log.add(`  … ${what} returned false`);
      return answer;
    } catch (error) {
      this.#log.add(`  … ${what} threw`, error);
      return undefined;
    }
  }

  #ondata(chunk: unknown): void {
    this.#log.event("'data'", chunk);
    this.seen.push(chunk);
    this.#endings.chunk(chunk);
    if (this.#isPaused) this.faults.push(`'data' ${text(chunk)} came while the stream was paused`);
    this.onchunk?.();
  }

  #ondrain(): void {
    this.#log.event("'drain'");
    this.#hasRoom = true;
  }
}

/** Whether 'close' must come at the end. */
function promisesClose(stream: Told): boolean {
  const state = stream._writableState ?? stream._readableState;
  if (state) return state.autoDestroy === true && state.emitClose !== false;
  return stream.autoDestroy === true;
}
