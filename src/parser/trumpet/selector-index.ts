/**
 * Selectors, found by what an element must have for them to match: its name, its id, its classes, any attribute at all.
 *
 * So an element that no selector can match costs one look into a map, however many selectors there are.
 *
 * @module
 */
import type { AttributeReader, Matcher } from './selector.ts';

/** What is kept in an index, with its selector. */
export interface Indexed {
  readonly matches: Matcher;
}

/** For how many names it is remembered which selectors are to be tried. */
const MAX_NAMES = 1000;

/** What is indexed, in the order in which it was added. */
export class SelectorIndex<Entry extends Indexed> {
  #order = new Map<Entry, number>();
  #added = 0;
  /** What must be tried whatever the id and classes. */
  #general: Entry[] = [];
  readonly #ids = new Map<string, Entry[]>();
  readonly #classes = new Map<string, Entry[]>();
  /** The bits of the lengths of "id" and "class", if there are selectors by them. */
  #lengths = 0;
  /** By name: what of `#general` is to be tried, without attributes and with. */
  readonly #bare = new Map<string, readonly Entry[]>();
  readonly #attributed = new Map<string, readonly Entry[]>();

  /** Whether there is nothing in it. */
  get isEmpty(): boolean {
    return this.#order.size === 0;
  }

  add(entry: Entry): void {
    const { local, ways } = entry.matches.reach;
    this.#order.set(entry, this.#added++);
    if (!local || ways.some(({ id, className }) => id === undefined && className === undefined)) {
      this.#general.push(entry);
      this.#forget();
    } else {
      for (const { id, className } of ways) {
        if (id !== undefined) addTo(this.#ids, id, entry);
        else addTo(this.#classes, className!, entry);
        this.#lengths |= 1 << (id !== undefined ? 'id' : 'class').length;
      }
    }
  }

  delete(entry: Entry): void {
    this.#order.delete(entry);
    this.#general = without(this.#general, entry);
    this.#forget();
    for (const { id, className } of entry.matches.reach.ways) {
      if (id !== undefined) removeFrom(this.#ids, id, entry);
      if (className !== undefined) removeFrom(this.#classes, className, entry);
    }
  }

  /**
   * Returns what is to be tried on an element of a name, in whose tag names of attributes have the given lengths, as the
   * tokenizer tells them; more than that does not match.
   */
  candidates(name: string, lengths: number, attribute: AttributeReader): readonly Entry[] {
    const known = lengths === 0 ? this.#bare : this.#attributed;
    const general = known.get(name) ?? this.#find(known, name, lengths !== 0);
    if ((lengths & this.#lengths) === 0) return general;
    return this.#withKeyed(general, attribute);
  }

  #find(known: Map<string, readonly Entry[]>, name: string, hasAttributes: boolean): readonly Entry[] {
    const found = this.#general.filter(({ matches: { reach } }) => {
      if (!reach.local) return true;
      return reach.ways.some((way) => (way.name ?? name) === name && (hasAttributes || !way.attributed));
    });
    if (known.size >= MAX_NAMES) known.clear();
    known.set(name, found);
    return found;
  }

  #withKeyed(general: readonly Entry[], attribute: AttributeReader): readonly Entry[] {
    const id = this.#ids.size > 0 ? attribute('id') : undefined;
    const classes = this.#classes.size > 0 ? attribute('class') : undefined;
    const byId = id === undefined ? undefined : this.#ids.get(id);
    if (byId === undefined && classes === undefined) return general;
    const found = new Set(general);
    for (const entry of byId ?? []) found.add(entry);
    for (const name of classes?.split(/[\t\n\f\r ]+/) ?? []) {
      for (const entry of this.#classes.get(name) ?? []) found.add(entry);
    }
    if (found.size === general.length) return general;
    return [...found].sort((a, b) => this.#order.get(a)! - this.#order.get(b)!);
  }

  #forget(): void {
    this.#bare.clear();
    this.#attributed.clear();
  }
}

function addTo<Entry>(map: Map<string, Entry[]>, key: string, entry: Entry): void {
  const entries = map.get(key);
  if (entries === undefined) map.set(key, [entry]);
  else entries.push(entry);
}

function removeFrom<Entry>(map: Map<string, Entry[]>, key: string, entry: Entry): void {
  const left = without(map.get(key) ?? [], entry);
  if (left.length === 0) map.delete(key);
  else map.set(key, left);
}

function without<Entry>(entries: readonly Entry[], entry: Entry): Entry[] {
  return entries.filter((other) => other !== entry);
}
