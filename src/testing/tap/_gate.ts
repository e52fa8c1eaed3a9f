/**
 * A promise that is fulfilled from outside.
 *
 * @module
 */

/** Shut until it is opened. */
export class Gate {
  open!: () => void;
  readonly opened: Promise<void> = new Promise((resolve) => {
    this.open = resolve;
  });
}
