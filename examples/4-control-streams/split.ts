import { split } from 'gardenhose/split';

// Lines, however the input was cut. What the mapper answers comes out; undefined drops the line.
const options = split((line) => (line.startsWith('#') ? undefined : line.split('=')), null, {
  trailing: false,
  maxLength: 20,
  overflow: 'truncate',
});

process.stdin.pipe(options);
options.on('data', (option) => console.log(option));
