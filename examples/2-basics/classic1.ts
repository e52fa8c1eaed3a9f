import { PassThrough } from 'gardenhose';

// Node's stdin flows into a stream of ours, so that it is ours that is listened to.
const input = process.stdin.pipe(new PassThrough());

input.on('data', (chunk) => {
  console.log(chunk);
});
input.on('end', () => {
  console.log('__END__');
});
