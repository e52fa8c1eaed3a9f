/**
 * Objects into the text of one array of them, written one by one.
 *
 * @module
 */
import type { Case } from '../case.ts';
import { addTo } from '../case.ts';

/** What is written to and says how long its text is. */
interface Stringifier {
  on(event: 'data', listener: (text: string) => void): unknown;
  write(value: unknown): unknown;
  end(): unknown;
}

/** Every contestant writes the same layout, so that the text is the same. */
type Make = () => Stringifier;

const LAYOUT = ['[', ',', ']'] as const;

const TEXT = 'the hose is screwed on and the water runs through it into the garden';

const logRows = Array.from({ length: 1000 }, (_, id) => ({
  id,
  time: 1_384_000_000_000 + id * 7919,
  level: id % 10 === 0 ? 'warn' : 'info',
  text: TEXT.slice(0, id % TEXT.length),
  tags: ['garden', 'hose'].slice(id % 2),
  at: { x: id / 8, y: -id },
}));

/** Rows as a counter sends them. */
const smallRows = Array.from({ length: 1000 }, (_, id) => ({ id, n: (id * 7919) % 1000 }));

const arrayOf = (what: string, rows: readonly object[]): Case<Make> => {
  /** How long the text of a row and its separator is, on average. */
  const rowLength = JSON.stringify(rows).length / rows.length;
  return {
    title: `stringify, an array of ${what}`,
    unit: 'bytes',
    count: 16 * 1024 ** 2,
    contestants: {
      gardenhose: async () => {
        const { stringify } = await import('gardenhose/JSONStream');
        return () => stringify(...LAYOUT);
      },
      'gardenhose, batch: 64': async () => {
        const { stringify } = await import('gardenhose/JSONStream');
        return () => stringify(...LAYOUT, null, { batch: 64 });
      },
      JSONStream: async () => {
        const { default: JSONStream } = await import('JSONStream');
        return () => JSONStream.stringify(...LAYOUT) as Stringifier;
      },
      limit: async () => () => limit(),
    },
    async run(make, count) {
      let length = 0;
      const stream = make();
      stream.on('data', (text) => {
        length += text.length;
      });
      for (let written = 0, i = 0; written < count; written += rowLength, i++) {
        stream.write(rows[i % rows.length]);
      }
      stream.end();
      return addTo(0, length);
    },
  };
};

/** Rows as a service logs them, and short ones; many in a turn, as those of a file or a query come. */
export const cases: readonly Case<Make>[] = [
  arrayOf('objects', logRows),
  arrayOf('small objects', smallRows),
];

/** The least that there is to do for each value: make its text, with what comes before it. */
function limit(): Stringifier {
  let take: (text: string) => void;
  let before = '[';
  return {
    on(_event, listener) {
      take = listener;
    },
    write(value) {
      take(before + JSON.stringify(value));
      before = ',';
    },
    end: () => take(']'),
  };
}
