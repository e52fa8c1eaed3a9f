/**
 * Exactly one ending: what an emitting stream does too often, or after it has closed.
 *
 * @module
 */
import type { EmitterLike } from '../../core/types.ts';
import type { Log } from './_log.ts';
import { text } from './_values.ts';

/** The events with which a stream ends. */
const ENDINGS = ['end', 'finish', 'error', 'close'] as const;

/** The last events of a stream, noted in a log. */
export class LastEvents {
  /** What must not happen and did: 'end' a second time, a chunk after 'close'. */
  readonly faults: string[] = [];
  #failure: { readonly error: unknown } | undefined;
  readonly #happened = new Set<string>();

  constructor(stream: EmitterLike, log: Log) {
    for (const event of ENDINGS) {
      stream.on(event, (...values) => {
        log.event(`'${event}'`, ...values);
        this.#note(event, values[0]);
      });
    }
  }

  has(event: (typeof ENDINGS)[number]): boolean {
    return this.#happened.has(event);
  }

  /** The first error. */
  get error(): unknown {
    return this.#failure?.error;
  }

  /** Notes a chunk. */
  chunk(chunk: unknown): void {
    for (const ending of ['end', 'close'] as const) {
      if (this.has(ending)) this.faults.push(`'data' ${text(chunk)} came after '${ending}'`);
    }
  }

  #note(event: (typeof ENDINGS)[number], value: unknown): void {
    if (event === 'error') this.#failure ??= { error: value };
    else if (this.has(event)) this.faults.push(`'${event}' came twice`);
    if (this.has('close') && event !== 'close') this.faults.push(`'${event}' came after 'close'`);
    this.#happened.add(event);
  }
}
