import { hyperstream } from 'gardenhose/hyperstream';
import { Readable } from 'gardenhose/stream';
import { through } from 'gardenhose/through';

const page = '<h1></h1><ul id="rows"></ul><footer class="note"></footer>\n';
const rows = through<string>(function (row) {
  this.queue(`<li>${row}`);
});

// Values fill the page on its way, in order: what follows the rows waits for them.
Readable.from([page])
  .pipe(hyperstream({ h1: { _text: 'beep & boop' }, '#rows': rows, footer: { class: { append: ' end' } } }))
  .pipe(process.stdout);

for (const row of ['one', 'two']) rows.write(row);
rows.end();
