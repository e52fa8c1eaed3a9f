import { PassThrough } from 'gardenhose';

const NEWLINE = 0x0a;

// Node's stdin flows into a stream of ours, so that it is ours that is read from.
const input = process.stdin.pipe(new PassThrough());
let start: Buffer = Buffer.alloc(0);

input.on('readable', () => {
  for (let chunk = read(); chunk !== null; chunk = read()) {
    const end = chunk.indexOf(NEWLINE);
    if (end === -1) {
      start = Buffer.concat([start, chunk]);
    } else {
      console.dir(Buffer.concat([start, chunk.subarray(0, end)]).toString());
      start = Buffer.alloc(0);
      // More than was wanted: what follows the line goes back, and the next read fetches it again.
      input.unshift(chunk.subarray(end + 1));
    }
  }
});

function read(): Buffer | null {
  return input.read() as Buffer | null;
}
