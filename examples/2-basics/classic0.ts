import { Stream } from 'gardenhose';

const letters = new Stream();
letters.readable = true;

let code = 'A'.charCodeAt(0);
const interval = setInterval(() => {
  if (code <= 'J'.charCodeAt(0)) {
    letters.emit('data', String.fromCharCode(code++));
  } else {
    clearInterval(interval);
    letters.emit('end');
  }
}, 10);

letters.pipe(process.stdout);
