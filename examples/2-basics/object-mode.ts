import { Readable, Writable } from 'gardenhose';

const plants = new Readable({ objectMode: true });
plants.push({ plant: 'fern', litres: 2 });
plants.push(['moss', 'ivy']);
plants.push(42);
plants.push(null);

const printer = new Writable({ objectMode: true });
printer._write = (chunk, _encoding, next) => {
  console.log(chunk);
  next();
};

plants.pipe(printer);
