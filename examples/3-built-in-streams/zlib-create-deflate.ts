import { createDeflate } from 'node:zlib';
import { pipeline } from 'gardenhose';

pipeline(process.stdin, createDeflate(), process.stdout, (error) => {
  if (error) console.error(error.message);
});
