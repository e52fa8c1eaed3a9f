import { Readable } from 'gardenhose';

let seconds = 5;

const countdown = new Readable({
  read() {
    this.push(seconds === 0 ? null : `${seconds--}\n`);
  },
});

countdown.pipe(process.stdout);
