import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { split } from 'gardenhose/split';
import { through } from 'gardenhose/through';

let number = 0;

const file = createReadStream(join(import.meta.dirname, 'verse.txt'));
const numbered = through(function (line) {
  if (line !== '') this.queue(`${++number} ${line}\n`);
});

file.pipe(split()).pipe(numbered).pipe(process.stdout);
