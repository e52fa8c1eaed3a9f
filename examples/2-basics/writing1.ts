import { createWriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const message = createWriteStream(join(tmpdir(), 'message.txt'));

message.write('beep ');

setTimeout(() => {
  message.end('boop\n');
}, 100);
