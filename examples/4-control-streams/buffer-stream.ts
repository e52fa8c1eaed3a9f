import { bufferStream } from 'gardenhose/buffer-stream';
import { through } from 'gardenhose/through';

// A stream to talk to at once. Where it leads is found out later, and may change.
const line = bufferStream<string>().buffer();
line.on('data', (text) => console.log(text));
line.write('anybody there?');

const first = exchange('first');
line.empty(first, { end: false });
first.destroy();
line.write('still there?');
line.empty(exchange('second'), { end: false });

function exchange(name: string) {
  return through<string>(function (text) {
    this.queue(`${name}: ${text}`);
  });
}
