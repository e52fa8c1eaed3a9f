import { partial } from 'gardenhose/JSONStream';

// What is known of a value is shown while the rest of it is still to come.
const call = partial<{ city?: string; days?: number }>();
call.on('data', ({ value, complete }) => console.log(complete ? 'whole' : 'known', value));
process.stdin.setEncoding('utf8');
process.stdin.on('data', (text: string) => {
  for (const line of text.split('\n')) call.write(line);
});
