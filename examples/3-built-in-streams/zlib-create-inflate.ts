import { createInflate } from 'node:zlib';
import { pipeline } from 'gardenhose';

pipeline(process.stdin, createInflate(), process.stdout, (error) => {
  if (error) console.error(error.message);
});
