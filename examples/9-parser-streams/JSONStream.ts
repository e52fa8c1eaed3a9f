import { parse, stringify } from 'gardenhose/JSONStream';
import { through } from 'gardenhose/through';

interface Row {
  readonly id: string;
  readonly value: number;
}

// Each row comes out as soon as it is complete; what is before the rows comes first.
const rows = parse<Row>('rows.*');
rows.on('header', (header) => console.log('header', header));

process.stdin
  .pipe(rows)
  .pipe(
    through<Row, string>(function ({ id, value }) {
      if (value > 1) this.queue(id);
    }),
  )
  .pipe(stringify('[', ',', ']\n'))
  .pipe(process.stdout);
