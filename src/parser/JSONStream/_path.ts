/**
 * What a path is to the engine, and how the paths of npm JSONStream become one.
 *
 * A compiled path is a `Step`: what is to become of one value, and which step each of its members takes. The engine
 * begins every document at the first step, asks `enter` for each member of a container it is in, and leaves alone
 * what has no step: such a value is skipped, never built. `_query.ts` makes steps of RFC 9535 queries, here they
 * are made of what `parse('rows.*.doc')` and `parse(['rows', true, /doc/])` take.
 *
 * The engine looks into a container while it streams only if its step neither selects it nor has `decide`. Otherwise
 * it waits for the whole value, and a `Selection` follows the same steps through what was built: so a value
 * within a selected one costs no second parse, and a filter may look at all that it needs.
 *
 * @module
 */

/** The key of a member: a name in an object, an index in an array. */
export type Key = string | number;

/** What becomes of a value, and of its members. A step has no state: the same key gives the same step again. */
export interface Step {
  /** How often the value itself is selected: mostly 0 or 1; a union may name a value twice. */
  readonly times: number;
  /** The step of a member; undefined if nothing in it can be selected. Without `enter` no member has one. */
  readonly enter?: ((key: Key) => Step | undefined) | undefined;
  /** The step of all elements of an array, where `enter` gives the same for every index: it need not be asked. */
  readonly each?: Step | undefined;
  /** Whether a recursion passes the value by: if it is a scalar, it belongs to header or footer. */
  readonly isPassed?: boolean | undefined;
  /**
   * For what only the whole value can tell (a filter on it, indices counted from its end): returns the step that
   * the value takes in place of this one, once it is complete.
   */
  readonly decide?: ((value: unknown) => Step | undefined) | undefined;
}

/** The step of a member of a container that is at a step. */
export function stepOfMember(step: Step | undefined, isArray: boolean, key: Key): Step | undefined {
  return (isArray ? step?.each : undefined) ?? step?.enter?.(key);
}

/** The step of a value that is selected, and of which no part is. */
export const SELECTED: Step = { times: 1 };

/** A value that is to be looked at, and the container that it is in, unless it is the outermost. */
interface Place {
  readonly step: Step | undefined;
  readonly value: unknown;
  readonly key: Key;
  readonly container: Place | undefined;
}

/**
 * The values that are selected in a complete one, the outer before the inner, in their order. They may be as deep as the
 * memory is: nothing here recurs.
 */
export class Selection {
  /** The keys that lead to the complete one. */
  readonly #path: readonly Key[];
  /** What is still to be looked at, the next at the end. */
  readonly #places: Place[];
  #place: Place | undefined;
  /** The step that it takes, and how often it is still to be told. */
  #taken: Step | undefined;
  #times = 0;

  constructor(step: Step | undefined, value: unknown, path: readonly Key[]) {
    this.#path = path;
    this.#places = [{ step, value, key: '', container: undefined }];
  }

  /** Goes to the next; false if there is none. */
  next(): boolean {
    while (this.#times === 0) {
      this.#enter();
      const place = this.#places.pop();
      this.#place = place;
      if (place === undefined) return false;
      const { step, value } = place;
      this.#taken = step?.decide === undefined ? step : step.decide(value);
      this.#times = this.#taken?.times ?? 0;
    }
    this.#times--;
    return true;
  }

  get value(): unknown {
    return this.#place?.value;
  }

  /** The keys that lead to the value. */
  get path(): Key[] {
    const keys: Key[] = [];
    for (let place = this.#place; place?.container !== undefined; place = place.container) {
      keys.push(place.key);
    }
    return [...this.#path, ...keys.reverse()];
  }

  #enter(): void {
    const container = this.#place;
    const taken = this.#taken;
    if (container === undefined || taken?.enter === undefined) return;
    const { value } = container;
    if (typeof value !== 'object' || value === null) return;
    const members: Place[] = [];
    for (const [key, member] of Array.isArray(value) ? value.entries() : Object.entries(value)) {
      const step = taken.enter(key);
      if (step !== undefined) members.push({ step, value: member, key, container });
    }
    while (members.length > 0) this.#places.push(members.pop() as Place);
  }
}

/** A path, and what comes out of it. */
export interface CompiledPath {
  readonly start: Step;
  /** Whether `{ value, key }` comes out in place of the value. */
  readonly emitKey: boolean;
  /** Whether `{ value, path }` comes out in place of the value. */
  readonly emitPath: boolean;
  /** Whether members beside the path make up the header and the footer, as npm JSONStream has them. */
  readonly hasMargins: boolean;
}
