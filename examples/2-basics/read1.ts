import { Readable } from 'gardenhose';

const letters = new Readable();
let code = 'a'.charCodeAt(0);

// Called when the consumer wants more, so nothing is made before somebody asks for it.
letters._read = () => {
  letters.push(String.fromCharCode(code++));
  if (code > 'z'.charCodeAt(0)) letters.push(null);
};

letters.pipe(process.stdout);
