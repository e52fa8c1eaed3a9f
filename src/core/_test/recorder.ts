/**
 * Writes a trace: lines indented by what happens inside what, and changes of state.
 *
 * @module
 */
import type { AnyStream } from './implementations.ts';
import type { TraceOptions } from './trace.ts';
import { show, Watch } from './trace.ts';

/** Lines after which a trace is cut. */
const MAX_LINES = 1500;

/** The recorder of one run. */
export class Recorder {
  readonly lines: string[] = [];
  /** After the end nothing is recorded any more. */
  over = false;
  readonly #options: TraceOptions;
  readonly #watches = new Map<string, Watch>();
  readonly #names = new Map<object, string>();
  #depth = 0;

  constructor(options: TraceOptions) {
    this.#options = options;
  }

  /** Gives an object the name under which it is printed. */
  name(object: object, name: string): void {
    this.#names.set(object, name);
  }

  nameOf(object: unknown): string | undefined {
    return this.#names.get(object as object);
  }

  /** Follows the state of a stream. */
  watch(name: string, stream: AnyStream): void {
    this.#watches.set(name, new Watch(stream, (value) => this.show(value), this.#options));
    this.#names.set(stream, name);
  }

  /** The event loop has called: what follows is inside nothing. */
  surface(): void {
    this.#depth = 0;
  }

  log(line: string): void {
    if (this.over) return;
    if (this.lines.length >= MAX_LINES) {
      this.over = true;
      line = 'cut: the trace is too long';
    }
    this.lines.push('  '.repeat(this.#depth) + line);
  }

  show(value: unknown): string {
    return show(value, (object) => this.#names.get(object));
  }

  showAll(values: readonly unknown[]): string {
    return values.map((value) => this.show(value)).join(', ');
  }

  /** Writes down what has changed. */
  state(): void {
    if (this.over) return;
    for (const [name, watch] of this.#watches) {
      const changes = watch.changes();
      if (changes !== '') this.log(`  ${name}: ${changes}`);
    }
  }

  /** Records what the program does; what it throws ends here. */
  perform<T>(line: string, action: () => T): T | undefined {
    let result: T | undefined;
    this.#during(line, () => {
      try {
        result = action();
        return result === undefined ? '' : `→ ${this.show(result)}`;
      } catch (error) {
        return `throws ${this.show(error)}`;
      }
    });
    return result;
  }

  /**
   * Records what happens to the program, a callback, an event or a method that it overrides; what its action
   * returns or throws goes on.
   */
  happen<T>(what: string, args: readonly unknown[], action: () => T): T | undefined {
    if (this.over) return undefined;
    let result: T | undefined;
    let thrown: { error: unknown } | undefined;
    this.#during(`${what}${args.map((arg) => ` ${this.show(arg)}`).join('')}`, () => {
      this.state();
      try {
        result = action();
        return result === undefined ? '' : `→ ${this.show(result)}`;
      } catch (error) {
        thrown = { error };
        return `throws ${this.show(error)}`;
      }
    });
    if (thrown !== undefined) throw thrown.error;
    return result;
  }

  /** The outcome stands on the same line when nothing came between. */
  #during(line: string, action: () => string): void {
    this.log(line);
    const at = this.lines.length;
    const depth = this.#depth++;
    const outcome = action();
    this.#depth = depth;
    if (outcome === '') return;
    if (this.lines.length === at && !this.over) this.lines[at - 1] += ` ${outcome}`;
    else this.log(outcome);
  }
}
