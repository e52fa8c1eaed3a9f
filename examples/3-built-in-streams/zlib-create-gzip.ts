import { createGzip } from 'node:zlib';
import { pipeline } from 'gardenhose';

pipeline(process.stdin, createGzip(), process.stdout, (error) => {
  if (error) console.error(error.message);
});
