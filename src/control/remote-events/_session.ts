/**
 * The promise that no event is lost or doubled where a connection breaks: what two ends that both make it say to
 * each other beside the events. The wire format is docs/protocols/remote-events.md.
 *
 * @module
 */
import { startTimer } from '../_timer.ts';
import type { Message } from './_message.ts';

/** What an end that makes the promise says first. */
interface Hello {
  readonly hello: 1;
  /** Names the life of the sender that its events are counted in. */
  readonly session: string;
  /** The session of the other end that the sender last knew. */
  readonly peer: string | null;
  /** How many events of that session have come. */
  readonly received: number;
}

/** An event that was sent, and what went out for it. */
interface Sent {
  readonly message: Message;
  readonly encoded: unknown;
}

/** Events that are sent and not acknowledged; when there are so many, the next waits. */
const WINDOW = 1024;

/** Characters that the name of a session may have. */
const MAX_SESSION_LENGTH = 64;

/**
 * Counts the events of both directions. An event's number is never on the wire: both ends count from the number
 * that `from` gave, which is why events stay the plain arrays that they are.
 */
export class Session {
  /** Whether the other end has said hello on this connection: it makes the promise, too. */
  hasGreeted = false;
  readonly #id = randomId();
  readonly #helloTimeoutMs: number;
  readonly #onsilence: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isWaiting = false;
  /** Whether what has to be sent again on this connection is sent, so that the next event is the next number. */
  #hasResumed = false;
  #peer: string | null = null;
  /** Events of the peer that have come. */
  #received = 0;
  /** The number of the event that comes next; 0 before the peer has said. */
  #next = 0;
  #mustAcknowledge = false;
  /** Events not acknowledged; the first has the number `#acknowledged + 1`. */
  #sent: Sent[] = [];
  #acknowledged = 0;

  /** Waits for a hello at most `helloTimeoutMs`, and then calls `onsilence`. */
  constructor(helloTimeoutMs: number, onsilence: () => void) {
    this.#helloTimeoutMs = helloTimeoutMs;
    this.#onsilence = onsilence;
  }

  /** Begins a connection: returns what is to be said first. */
  open(): Hello {
    if (!this.hasGreeted) {
      this.#isWaiting = true;
      this.#timer = startTimer(() => {
        this.giveUp();
        this.#onsilence();
      }, this.#helloTimeoutMs);
    }
    return { hello: 1, session: this.#id, peer: this.#peer, received: this.#received };
  }

  /** The connection is lost: nothing that was said on it holds for the next. */
  close(): void {
    this.giveUp();
    this.hasGreeted = this.#hasResumed = false;
    this.#next = 0;
    this.#mustAcknowledge = false;
  }

  /** Whether it is not known yet what the other end is. */
  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  /** Waits for a hello no longer. */
  giveUp(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isWaiting = false;
  }

  /** Whether an event may be sent before more are acknowledged. */
  get hasRoom(): boolean {
    if (!this.hasGreeted) return !this.isWaiting;
    return this.#hasResumed && this.#sent.length < WINDOW;
  }

  /** Keeps an event until it is acknowledged. */
  keep(message: Message, encoded: unknown): void {
    this.#sent.push({ message, encoded });
  }

  /** What to say before the events that are sent from now on; with it go those that have to be sent again. */
  resume(): { readonly from: { readonly from: number }; readonly again: readonly unknown[] } {
    return { from: { from: this.#acknowledged + 1 }, again: this.#sent.map(({ encoded }) => encoded) };
  }

  /** What `resume` returned is said: events may follow. */
  resumed(): void {
    this.#hasResumed = true;
  }

  /** Takes what the other end says; returns why it makes no sense, if it does not. */
  hear(value: object): string | undefined {
    if ('hello' in value) return this.#hearHello(value as Partial<Record<keyof Hello, unknown>>);
    if (!this.hasGreeted) return 'it did not say hello';
    if ('from' in value) return this.#hearFrom(value.from);
    if ('ack' in value) return this.#hearAcknowledgement(value.ack);
    return 'it is no array and no message';
  }

  /** Counts an event that came; false if it has come before. */
  count(): boolean {
    if (this.#next === 0) return true;
    const number = this.#next++;
    this.#mustAcknowledge = true;
    if (number <= this.#received) return false;
    this.#received = number;
    return true;
  }

  /** What is to be said about the events that came, if there is anything new. */
  acknowledge(): { readonly ack: number } | undefined {
    if (!this.#mustAcknowledge) return undefined;
    this.#mustAcknowledge = false;
    return { ack: this.#received };
  }

  #hearHello({ hello, session, peer, received }: Partial<Record<keyof Hello, unknown>>): string | undefined {
    if (this.hasGreeted) return 'it said hello twice';
    if (hello !== 1 || typeof session !== 'string' || session.length > MAX_SESSION_LENGTH) {
      return 'its hello is of another kind';
    }
    const refusal = peer === this.#id ? this.#hearAcknowledgement(received) : undefined;
    if (refusal !== undefined) return refusal;
    if (session !== this.#peer) {
      this.#peer = session;
      this.#received = 0;
    }
    this.giveUp();
    this.hasGreeted = true;
    return undefined;
  }

  #hearFrom(from: unknown): string | undefined {
    if (!Number.isSafeInteger(from) || (from as number) < 1 || this.#next > 0) return 'it counts wrongly';
    this.#next = from as number;
    return undefined;
  }

  #hearAcknowledgement(ack: unknown): string | undefined {
    const count = (ack as number) - this.#acknowledged;
    if (!Number.isSafeInteger(ack) || count > this.#sent.length) return 'it acknowledges what was not sent';
    // What is acknowledged again was acknowledged on the last connection.
    if (count <= 0) return undefined;
    this.#acknowledged += count;
    for (const { message } of this.#sent.splice(0, count)) message.settle?.(true);
    return undefined;
  }
}

function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
