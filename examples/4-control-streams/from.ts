import { from } from 'gardenhose/from';

// Called for one chunk after the other, and not while its reader is full.
const counting = from<string>(function (i, next) {
  if (i < 3) this.emit('data', `${i + 1} potato\n`);
  else this.emit('end');
  next();
});

counting.pipe(process.stdout);
