import assert from 'node:assert';
import type { InvertStream } from 'gardenhose/invert-stream';
import { invert } from 'gardenhose/invert-stream';
import { split } from 'gardenhose/split';

/** What a server would do with a socket. */
function serve(connection: InvertStream<string>): void {
  const lines = split();
  connection.pipe(lines);
  lines.on('data', (name) => {
    if (name !== '') connection.write(`hello, ${name}\n`);
  });
  lines.on('end', () => connection.end());
}

// The test is the other end. No network, no waiting: when `end` returns, all has been said.
const client = invert<string>();
serve(client.other);

let heard = '';
client.on('data', (text) => {
  heard += text;
});
client.write('bo');
client.write('b\nal');
client.end('ice');

assert.equal(heard, 'hello, bob\nhello, alice\n');
process.stdout.write(heard);
