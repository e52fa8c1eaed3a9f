/**
 * The places of children among their siblings, counted from the end: asked at each child, and answered as more of them
 * come or none does.
 *
 * @module
 */
import { Fifo } from '../../core/_fifo.ts';
import type { Look } from './selector.ts';
import { isNth } from './selector-place.ts';

/** A child of the element whose children are counted. */
export interface Child {
  readonly name: string;
  /** Its place among its siblings; among those of its name. */
  readonly index: number;
  readonly typeIndex: number;
}

/** Children for which the same question is open, in order, and how many there are that count for it. */
interface Queue<C> {
  readonly look: Look;
  readonly waiting: Fifo<C>;
  count: number;
}

/** The questions that are open for the children of one element. */
export class LastPlaces<C extends Child> {
  /** By the name that counts, or by none where any does; so a child costs only what asks for it. */
  readonly #queues = new Map<string, Queue<C>[]>();
  readonly #answer: (child: C, key: string, isTrue: boolean) => void;

  constructor(answer: (child: C, key: string, isTrue: boolean) => void) {
    this.#answer = answer;
  }

  /** Opens a question for the last child that has come. */
  ask(look: Look, child: C): void {
    const name = look.ofType ? child.name : '';
    const queues = this.#queues.get(name) ?? [];
    this.#queues.set(name, queues);
    let queue = queues.find(({ look: { key } }) => key === look.key);
    if (queue === undefined) {
      queue = { look, waiting: new Fifo(), count: placeOf(child, look) };
      queues.push(queue);
    }
    queue.waiting.push(child);
  }

  /** A child has come: answers for those that are now too far from the end, whatever follows. */
  come(child: Child): void {
    for (const name of ['', child.name]) {
      for (const queue of this.#queues.get(name) ?? []) this.#answerEarly(queue, child);
    }
  }

  /** No more children come. */
  end(): void {
    for (const queues of this.#queues.values()) {
      for (const { look, waiting, count } of queues) {
        for (let child = waiting.shift(); child !== undefined; child = waiting.shift()) {
          this.#answer(child, look.key, isNth(count - placeOf(child, look) + 1, look.nth));
        }
      }
    }
  }

  #answerEarly(queue: Queue<C>, last: Child): void {
    const { look, waiting } = queue;
    const [step, start] = look.nth;
    queue.count = placeOf(last, look);
    if (step > 0) return;
    while (waiting.first !== undefined && queue.count - placeOf(waiting.first, look) >= start) {
      this.#answer(waiting.shift()!, look.key, false);
    }
  }
}

function placeOf({ index, typeIndex }: Child, { ofType }: Look): number {
  return ofType ? typeIndex : index;
}
