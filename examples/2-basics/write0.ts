import { Writable } from 'gardenhose';

const sink = new Writable();
sink._write = (chunk, _encoding, next) => {
  console.log(chunk);
  next();
};

process.stdin.pipe(sink);
