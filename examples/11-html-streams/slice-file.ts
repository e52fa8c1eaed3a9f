import { appendFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sliceFile } from 'gardenhose/slice-file';

const file = join(mkdtempSync(join(tmpdir(), 'lines-')), 'log.txt');
writeFileSync(file, 'one\ntwo\nthree\nfour\n');
const lines = sliceFile(file);

// Like Array#slice, on the lines of a file of any size.
for await (const line of lines.slice(1, 3)) process.stdout.write(line);
for await (const line of lines.sliceReverse(-2)) process.stdout.write(`back ${line}`);

// The last line, and what comes after it.
for await (const line of lines.follow(-1)) {
  process.stdout.write(`now ${line}`);
  if (String(line) === 'four\n') appendFileSync(file, 'five\n');
  else break;
}
lines.close();
