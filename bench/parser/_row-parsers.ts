/**
 * What takes rows, or a field of each, out of a document: the contestants of the cases of rows.
 *
 * @module
 */
import type { Readable } from 'node:stream';
import type { Contestants } from '../case.ts';

/** What is selected: the members of `rows`, or the `id` of each. */
export type Wanted = 'rows.*' | 'rows.*.id';

/** Hands each selected value of a source to `take`; fulfils at the end. */
export type RowParser = (source: Readable, wanted: Wanted, take: (value: never) => void) => Promise<void>;

/** What a stream that parses can do, whoever made it. */
interface Parsing {
  on(event: string, listener: (value: unknown) => void): unknown;
}

/** Makes a parser of what makes a stream. */
function piped(make: (wanted: Wanted) => Parsing): RowParser {
  return (source, wanted, take) =>
    new Promise((resolve) => {
      const stream = make(wanted);
      stream.on('data', (value) => take(value as never));
      stream.on('end', () => resolve());
      source.pipe(stream as never);
    });
}

export const rowParsers: Contestants<RowParser> = {
  gardenhose: async () => {
    const { parse } = await import('gardenhose/JSONStream');
    return piped((wanted) => parse(wanted));
  },
  'gardenhose, strict': async () => {
    const { parse } = await import('gardenhose/JSONStream');
    return piped((wanted) => parse(wanted, null, { strict: true }));
  },
  JSONStream: async () => {
    const { default: JSONStream } = await import('JSONStream');
    return piped((wanted) => JSONStream.parse(wanted));
  },
  '@streamparser/json': async () => {
    const { JSONParser } = await import('@streamparser/json');
    return (source, wanted, take) =>
      new Promise((resolve) => {
        const parser = new JSONParser({ paths: [`$.${wanted}`], keepStack: false });
        parser.onValue = ({ value }) => take(value as never);
        source.on('data', (chunk: Buffer) => parser.write(chunk));
        source.on('end', () => resolve());
      });
  },
  'stream-json': async () => {
    const { parser } = await import('stream-json');
    const { pick } = await import('stream-json/filters/pick.js');
    const { streamArray } = await import('stream-json/streamers/stream-array.js');
    const { streamValues } = await import('stream-json/streamers/stream-values.js');
    const { default: chain } = await import('stream-chain');
    return (source, wanted, take) => {
      const picked =
        wanted === 'rows.*'
          ? [pick({ filter: 'rows' }), streamArray()]
          : [pick({ filter: /^rows\.\d+\.id$/ }), streamValues()];
      return piped(() => chain([parser(), ...picked]) as unknown as Parsing)(source, wanted, (({
        value,
      }: {
        value: never;
      }) => take(value)) as never);
    };
  },
  'JSON.parse of the whole': async () => (source, wanted, take) =>
    new Promise((resolve) => {
      const chunks: Buffer[] = [];
      source.on('data', (chunk: Buffer) => chunks.push(chunk));
      source.on('end', () => {
        const { rows } = JSON.parse(Buffer.concat(chunks).toString()) as { rows: { id: number }[] };
        for (const row of rows) take((wanted === 'rows.*' ? row : row.id) as never);
        resolve();
      });
    }),
};
