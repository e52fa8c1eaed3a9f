/**
 * RFC 9535 queries (JSONPath), as far as one pass over a document can decide them, as paths of the engine.
 *
 * Names, indices, wildcards, slices, descendants and unions of them are followed while the document streams. A filter
 * is decided when the value that it looks at is complete; from there on, indices from the end work, too. What would
 * need more of the document than that is refused, with the reason: an index or a slice from the end of an array that
 * may be endless, `$` in a filter, a pattern that the document holds.
 *
 * Selected is what RFC 9535 says, a value as often as it says; but in the order of the document, the outer value
 * before those in it. With several descendant segments (`$..a..b`) one value may be selected once for each way that
 * leads to it: how many, the depth of the document bounds, to the power of one less than there are such segments.
 *
 * @module
 */
import { ERR_JSONSTREAM_QUERY_LOOK_AHEAD } from '../../core/errors.ts';
import type { CompiledPath, Key, Step } from './_path.ts';
import type { Segment, Selector, Test } from './_query-nodes.ts';
import { fromStart, isInSlice } from './_query-nodes.ts';
import { readQuery } from './_query-parser.ts';

/**
 * Compiles a query.
 *
 * @throws {ERR_JSONSTREAM_QUERY} the text is no query as RFC 9535 has it
 * @throws {ERR_JSONSTREAM_QUERY_LOOK_AHEAD} one pass cannot decide it
 */
export function compileQuery(text: string): CompiledPath {
  const { segments, offsets, obstacle } = readQuery(text);
  if (obstacle !== undefined) {
    throw ERR_JSONSTREAM_QUERY_LOOK_AHEAD(text, obstacle.offset, obstacle.reason);
  }
  let isComplete = false;
  for (const [i, { selectors }] of segments.entries()) {
    if (!isComplete && selectors.some(countsFromEnd)) {
      const reason = 'what counts from the end needs the whole array';
      throw ERR_JSONSTREAM_QUERY_LOOK_AHEAD(text, offsets[i] as number, reason);
    }
    isComplete ||= selectors.every(({ kind }) => kind === 'filter');
  }
  const start = new Steps(segments).of(new Map([[0, 1]]));
  return { start: start as Step, emitKey: false, emitPath: false, hasMargins: false };
}

function countsFromEnd(selector: Selector): boolean {
  if (selector.kind === 'index') return selector.index < 0;
  return selector.kind === 'slice' && Math.min(selector.start ?? 0, selector.end ?? 0, selector.step) < 0;
}

/**
 * How many ways lead to a value, by what is to follow: the number of the next segment, or as many as there are if the
 * value is selected.
 */
type Ways = Map<number, number>;

/** Most steps that are kept. There are few, unless several descendant segments meet a deep document. */
const MAX_KEPT = 1024;

/** Makes the steps of a query, each once. */
class Steps {
  readonly #segments: readonly Segment[];
  readonly #kept = new Map<string, Step>();
  /** The names that the query names; any other leads where all others lead. */
  readonly names: ReadonlySet<string>;

  constructor(segments: readonly Segment[]) {
    this.#segments = segments;
    const selectors = segments.flatMap((segment) => segment.selectors);
    this.names = new Set(selectors.flatMap((selector) => (selector.kind === 'name' ? [selector.name] : [])));
  }

  /** The step of a value; `gates` are the filters that it still has to pass. */
  of(ways: Ways, gates: readonly Gate[] = []): Step | undefined {
    if (ways.size === 0 && gates.length === 0) return undefined;
    const sorted = [...ways].sort(([a], [b]) => a - b);
    const known = JSON.stringify([sorted, gates.map(({ next, times, id }) => [next, times, id])]);
    let step = this.#kept.get(known);
    if (step === undefined) {
      step = this.#make(ways, gates);
      if (this.#kept.size < MAX_KEPT) this.#kept.set(known, step);
    }
    return step;
  }

  #make(ways: Ways, gates: readonly Gate[]): Step {
    if (gates.length > 0) return { times: 0, decide: (value) => this.#pass(value, ways, gates) };
    const times = ways.get(this.#segments.length) ?? 0;
    const active: Active[] = [];
    for (const [at, times] of ways) {
      const segment = this.#segments[at];
      if (segment !== undefined) active.push({ segment, at, times });
    }
    if (active.length === 0) return { times };
    const selectors = active.flatMap(({ segment }) => segment.selectors);
    if (!selectors.some(countsFromEnd)) return new PlainStep(this, times, active, selectors);
    return {
      times: 0,
      decide: (value) => {
        const length = Array.isArray(value) ? value.length : 0;
        return { times, enter: (key) => this.enter(active, key, length) };
      },
    };
  }

  /** The step that a complete value takes, now that its filters can be asked. */
  #pass(value: unknown, ways: Ways, gates: readonly Gate[]): Step | undefined {
    const open = new Map(ways);
    for (const { test, next, times } of gates) {
      if (test(value)) add(open, next, times);
    }
    const step = this.of(open);
    return step?.decide === undefined ? step : step.decide(value);
  }

  /** The step of a member of a value at which segments are to be applied; `length` is that of an array. */
  enter(active: readonly Active[], key: Key, length: number): Step | undefined {
    const ways: Ways = new Map();
    const gates: Gate[] = [];
    for (const { segment, at, times } of active) {
      if (segment.isDescendant) add(ways, at, times);
      for (const [id, selector] of segment.selectors.entries()) {
        if (selector.kind === 'filter') gates.push({ test: selector.test, next: at + 1, times, id });
        else if (selects(selector, key, length)) add(ways, at + 1, times);
      }
    }
    return this.of(ways, gates);
  }
}

function add(ways: Ways, at: number, times: number): void {
  ways.set(at, (ways.get(at) ?? 0) + times);
}

function selects(selector: Exclude<Selector, { kind: 'filter' }>, key: Key, length: number): boolean {
  switch (selector.kind) {
    case 'name':
      return key === selector.name;
    case 'wildcard':
      return true;
    case 'index':
      return key === fromStart(selector.index, length);
    case 'slice':
      return typeof key === 'number' && isInSlice(selector, key, length);
  }
}

/** A segment to be applied to a value, and how many ways lead there. */
interface Active {
  readonly segment: Segment;
  readonly at: number;
  readonly times: number;
}

/** A filter that a value has to pass, and where that leads. */
interface Gate {
  readonly test: Test;
  readonly next: number;
  readonly times: number;
  /** Which of its segment's selectors it is. */
  readonly id: number;
}

/** The step of a value at which nothing that counts from the end is to be applied: it need not be complete. */
class PlainStep implements Step {
  readonly times: number;
  readonly #steps: Steps;
  readonly #active: readonly Active[];
  readonly #countsElements: boolean;
  /** Where names lead; undefined stands for all that the query does not name. */
  readonly #byName = new Map<string | undefined, Step | undefined>();
  #each: Step | undefined | null = null;

  constructor(steps: Steps, times: number, active: readonly Active[], selectors: readonly Selector[]) {
    this.times = times;
    this.#steps = steps;
    this.#active = active;
    this.#countsElements = selectors.some(({ kind }) => kind === 'index' || kind === 'slice');
  }

  get each(): Step | undefined {
    if (this.#countsElements) return undefined;
    if (this.#each === null) this.#each = this.#steps.enter(this.#active, 0, Number.POSITIVE_INFINITY);
    return this.#each;
  }

  enter(key: Key): Step | undefined {
    if (typeof key === 'number') {
      return this.#countsElements
        ? this.#steps.enter(this.#active, key, Number.POSITIVE_INFINITY)
        : this.each;
    }
    const name = this.#steps.names.has(key) ? key : undefined;
    if (!this.#byName.has(name)) {
      this.#byName.set(name, this.#steps.enter(this.#active, key, Number.POSITIVE_INFINITY));
    }
    return this.#byName.get(name);
  }
}
