import { concat } from 'gardenhose/concat-stream';

process.stdin.pipe(
  concat((body) => {
    console.log(JSON.parse(String(body)));
  }),
);
