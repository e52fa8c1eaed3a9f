import { PassThrough } from 'gardenhose';

// Node's stdin flows into a stream of ours, so that it is ours that is read from.
const input = process.stdin.pipe(new PassThrough());

input.on('readable', () => {
  console.log(input.read());
});
