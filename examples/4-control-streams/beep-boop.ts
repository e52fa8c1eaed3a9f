import { concat } from 'gardenhose/concat-stream';

const sentence = concat((body) => {
  console.log(String(body).toUpperCase());
});

sentence.write('beep ');
sentence.write('boop.');
sentence.end();
