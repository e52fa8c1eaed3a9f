import { through } from 'gardenhose/through';
import { trumpet } from 'gardenhose/trumpet';

const tr = trumpet();
process.stdin.pipe(tr).pipe(process.stdout);

// An element is a stream to read its content from and to write its new content to.
const loud = tr.select('.loud').createStream();
loud
  .pipe(
    through<Uint8Array, string>(function (chunk) {
      this.queue(String(chunk).toUpperCase());
    }),
  )
  .pipe(loud);

tr.selectAll('a[href^="http:"]', (link) => {
  link.setAttribute('href', String(link.getAttribute('href')).replace('http:', 'https:'));
});
