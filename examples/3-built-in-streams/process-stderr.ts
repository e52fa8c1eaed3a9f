import { PassThrough } from 'gardenhose';

// What passes goes to stdout; what there is to say about it goes to stderr, where no pipe picks it up.
const meter = new PassThrough();
let chunks = 0;

meter.on('data', () => {
  chunks++;
});
meter.on('end', () => {
  process.stderr.write(`${chunks === 0 ? 'nothing' : 'something'} went by\n`);
});

process.stdin.pipe(meter).pipe(process.stdout);
