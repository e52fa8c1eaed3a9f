import { filterSync, mapSync, parse, pipeline, split } from 'gardenhose/event-stream';

interface Row {
  readonly who: string;
  readonly ms: number;
}

// A chain is one stream: an error of any part is an error of the whole, and ends it.
const chain = pipeline(
  process.stdin,
  split(),
  parse<Row>({ error: true }),
  filterSync((row: Row) => row.ms > 100),
  mapSync((row: Row) => row.who),
);
chain.on('data', (text) => console.log(text));
chain.on('error', (error: Error) => console.log(error.name));
