import { Readable } from 'gardenhose';

const letters = new Readable();
const first = 'a'.charCodeAt(0);
let code = first - 1;

// The delay gives the operating system time to say that the other end of the pipe is closed.
letters._read = () => {
  if (code >= 'z'.charCodeAt(0)) return void letters.push(null);
  setTimeout(() => letters.push(String.fromCharCode(++code)), 100);
};

letters.pipe(process.stdout);

process.on('exit', () => {
  console.error(`\n_read() called ${code - first} times`);
});

// Writing to a pipe that nobody reads any more is an error: time to stop.
process.stdout.on('error', () => process.exit());
