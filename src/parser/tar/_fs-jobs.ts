/**
 * Runs a few jobs at a time, each under the name that it is about.
 *
 * @module
 */

/** Jobs, of which none begins while one is running that is about the same name, a name above it, or one below it. */
export class Jobs {
  readonly #most: number;
  readonly #fail: (error: unknown) => void;
  readonly #running = new Map<string, Promise<void>>();
  /** Tells who waits that a job has ended. */
  #onroom: (() => void) | undefined;

  /** @param fail is told what a job fails with. */
  constructor(most: number, fail: (error: unknown) => void) {
    this.#most = most;
    this.#fail = fail;
  }

  /** Starts a job when it may; does not wait for its end. Only one job at a time may wait to be started. */
  async start(name: string, job: () => Promise<void>): Promise<void> {
    if (this.#meets(name)) await this.idle();
    while (this.#running.size >= this.#most) await new Promise<void>((resolve) => (this.#onroom = resolve));
    const running = job()
      .catch(this.#fail)
      .then(() => {
        this.#running.delete(name);
        this.#onroom?.();
      });
    this.#running.set(name, running);
  }

  /** Waits until none is running. */
  async idle(): Promise<void> {
    await Promise.all(this.#running.values());
  }

  #meets(name: string): boolean {
    for (const other of this.#running.keys()) {
      if (other === name || name.startsWith(`${other}/`) || other.startsWith(`${name}/`)) return true;
    }
    return false;
  }
}
