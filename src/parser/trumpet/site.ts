/**
 * The place of one element in a document, with all the streams that handles have asked for there.
 *
 * Handles stand one behind the other on the way of the markup to the output. The readers of a handle see what
 * arrives there, its writers put something else in the place of it, and those further on see that.
 *
 * @module
 */
import { nextTick } from '#platform';
import type { Channel, Outlet } from './channel.ts';
import type { Writer } from './inner.ts';
import { Reader } from './inner.ts';
import type { FoundElement } from './rewriter.ts';

/** Something that is done in its turn, and takes its time. */
export interface Task {
  run(done: () => void): void;
}

/** Where a site is. */
export interface Ground {
  /** Where the page writes. */
  channel: Channel;
}

/** The streams that one handle has asked for. */
export interface Group {
  readonly readers: Reader[];
  readonly writers: Writer[];
}

/** The streams at one element. */
export class Site {
  readonly found: FoundElement<Task>;
  readonly #ground: Ground;
  /** By handle, the one that the markup comes to first is the first. */
  readonly groups: Group[] = [];
  /** The streams that are open, the outermost first; those of the element's content and those of all of it. */
  readonly #inner: (Reader | Writer)[] = [];
  readonly #outer: (Reader | Writer)[] = [];
  /** The outlets of the outer readers that are open, with the places of their handles. */
  readonly #places = new Map<Outlet, number>();
  /** How many of them each writer of the content has brought before itself. */
  readonly #moved = new Map<Writer, number>();

  constructor(found: FoundElement<Task>, ground: Ground) {
    this.found = found;
    this.#ground = ground;
    found.outerBefore = [{ run: (done) => this.#open(true, done) }];
    found.innerBefore = [{ run: (done) => this.#open(false, done) }];
    found.innerAfter = [{ run: (done) => this.#close(this.#inner, done) }];
    found.outerAfter = [{ run: (done) => this.#close(this.#outer, done) }];
  }

  #open(outer: boolean, done: () => void): void {
    for (let place = this.groups.length - 1; place >= 0; place--) {
      const { readers, writers } = this.groups[place]!;
      for (const writer of writers.toReversed()) {
        if (writer.outer === outer) this.#give(writer, place);
        else if (this.found.hollow && outer) writer.miss();
      }
      for (const reader of readers.toReversed()) {
        if (reader.outer === outer) this.#show(reader, place);
        else if (this.found.hollow && outer) reader.end();
      }
    }
    done();
  }

  #show(reader: Reader, place: number): void {
    const { channel } = this.#ground;
    reader.outlet.moveTo(channel);
    channel.outlets.push(reader.outlet);
    if (reader.outer) this.#places.set(reader.outlet, place);
    (reader.outer ? this.#outer : this.#inner).push(reader);
  }

  /** Gives a writer the place of the content, or of all. */
  #give(writer: Writer, place: number): void {
    const { channel } = this.#ground;
    if (!writer.outer) {
      const { outlets } = channel;
      let first = outlets.length;
      while (first > 0 && (this.#places.get(outlets[first - 1]!) ?? place + 1) <= place) first--;
      this.#moved.set(writer, outlets.length - first);
      move(channel, writer.old, outlets.length - first);
    }
    (writer.outer ? this.#outer : this.#inner).push(writer);
    this.#ground.channel = writer.old;
    writer.begin(channel);
  }

  #takeBack(writer: Writer): void {
    move(writer.old, writer.channel!, this.#moved.get(writer) ?? 0);
    this.#ground.channel = writer.channel!;
  }

  /** Closes streams from the innermost on. Who reads them is told of their end before that of those around. */
  #close(open: (Reader | Writer)[], done: () => void): void {
    const isRead = open.some((stream) => stream instanceof Reader);
    for (let stream = open.pop(); stream !== undefined; stream = open.pop()) {
      if (stream instanceof Reader) {
        this.#ground.channel.outlets.pop();
        stream.end();
        continue;
      }
      const writer = stream;
      let isLate = false;
      let isDone = false;
      writer.finish(() => {
        isDone = true;
        this.#takeBack(writer);
        if (isLate) this.#close(open, done);
      });
      isLate = true;
      if (!isDone) return;
    }
    // One tick to begin to flow, and one to end.
    if (isRead) nextTick(() => nextTick(done));
    else done();
  }
}

/** Moves the last outlets of a channel to another. */
function move(from: Channel, to: Channel, count: number): void {
  if (count === 0) return;
  for (const outlet of from.outlets.splice(-count)) {
    to.outlets.push(outlet);
    outlet.moveTo(to);
  }
}
