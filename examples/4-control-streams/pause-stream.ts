import { pauseStream } from 'gardenhose/pause-stream';

// Input may come before anybody knows where to send it.
const held = pauseStream<Uint8Array>();
held.pause();
process.stdin.pipe(held);

process.stdin.once('end', () => {
  console.log('That was all. Now to the reader:');
  held.pipe(process.stdout);
  held.resume();
});
