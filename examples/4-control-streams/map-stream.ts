import { stat } from 'node:fs';
import { map } from 'gardenhose/map-stream';
import { split } from 'gardenhose/split';

// Several files are asked for at a time; the answers come out in the order of the names.
const sizes = map<string, string>((name, done) => {
  if (name === '') return done();
  stat(name, (error, stats) => done(null, `${name}: ${error ? error.code : `${stats.size} bytes`}\n`));
});

process.stdin.pipe(split()).pipe(sizes).pipe(process.stdout);
