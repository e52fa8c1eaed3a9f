import { createWriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const file = createWriteStream(join(tmpdir(), 'copy.txt'));

file.on('finish', () => {
  console.log(`wrote ${file.bytesWritten} bytes`);
});

process.stdin.pipe(file);
