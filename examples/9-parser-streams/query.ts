import { parse } from 'gardenhose/JSONStream';

// A query of RFC 9535 in place of a path.
const titles = parse<string>('$..book[?@.price < 10].title');
titles.on('data', (title) => console.log(title));
process.stdin.pipe(titles);
