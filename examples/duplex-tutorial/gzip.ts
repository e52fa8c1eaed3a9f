import { createGunzip, createGzip } from 'node:zlib';
import { PassThrough } from 'gardenhose';

const gzip = createGzip();
const packed = new PassThrough();

// One side of the duplex is written to while the other is read from.
gzip.once('data', (first: Buffer) => {
  console.log(`base64: ${first.toString('base64', 0, 9)}…`);
  gzip.end(' and another');
});
gzip.pipe(packed).pipe(createGunzip()).pipe(process.stdout);

gzip.write('a string');
