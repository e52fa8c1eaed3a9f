/**
 * The promise that no event is lost or doubled where a connection breaks: what two ends that both make it say to
 * each other beside the events. The wire format is docs/protocols/remote-events.md.
 *
 * @module
 */

/** An event on its way, and whoever waits to hear of it. */
export interface Message {
  readonly event: unknown[];
  /** Learns whether the event was delivered. */
  readonly settle?: ((delivered: boolean) => void) | undefined;
  /** Ends the time that the event may wait. */
  timer?: ReturnType<typeof setTimeout> | undefined;
}

/** What the two ends say besides events. Every message is an object; every event is an array. */
interface Hello {
  readonly hello: 1;
  /** Names the life of the sender that its events are counted in. */
  readonly session: string;
  /** The session of the other end that the sender last knew. */
  readonly peer: string | null;
  /** How many events of that session have come. */
  readonly received: number;
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
  /** Whether the other end has said hello on this connection. */
  hasGreeted = false;
  readonly #id = randomId();
  #peer: string | null = null;
  /** Events of the peer that have come. */
  #received = 0;
  /** The number of the event that comes next; 0 before the peer has said. */
  #next = 0;
  #mustAcknowledge = false;
  /** Events sent and not acknowledged; the first has the number `#acknowledged + 1`. */
  #sent: Message[] = [];
  #acknowledged = 0;

  /** What is to be said first on a connection. */
  greet(): Hello {
    return { hello: 1, session: this.#id, peer: this.#peer, received: this.#received };
  }

  /** The connection is lost: nothing that was said on it holds for the next. */
  pause(): void {
    this.hasGreeted = false;
    this.#next = 0;
    this.#mustAcknowledge = false;
  }

  /** Whether an event may be sent before more are acknowledged. */
  get hasRoom(): boolean {
    return this.#sent.length < WINDOW;
  }

  /** Keeps an event until it is acknowledged. */
  keep(message: Message): void {
    this.#sent.push(message);
  }

  /** The events that have to be sent again, and what to say before them. */
  resume(): unknown[] {
    return [{ from: this.#acknowledged + 1 }, ...this.#sent.map(({ event }) => event)];
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
    if (peer === this.#id) {
      const refusal = this.#hearAcknowledgement(received);
      if (refusal !== undefined) return refusal;
    }
    if (session !== this.#peer) {
      this.#peer = session;
      this.#received = 0;
    }
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
    // An acknowledgement that says nothing new is what a hello after an ack is.
    if (!Number.isSafeInteger(count) || count > this.#sent.length || (ack as number) < 0) {
      return 'it acknowledges what was not sent';
    }
    if (count <= 0) return undefined;
    this.#acknowledged += count;
    for (const message of this.#sent.splice(0, count)) message.settle?.(true);
    return undefined;
  }
}

function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
