import { createGunzip } from 'node:zlib';
import { pipeline } from 'gardenhose';

pipeline(process.stdin, createGunzip(), process.stdout, (error) => {
  if (error) console.error(error.message);
});
