import { Readable } from 'gardenhose';

const source = new Readable();
source.push('beep ');
source.push('boop\n');
source.push(null);

source.pipe(process.stdout);
