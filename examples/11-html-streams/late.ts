import { hyperstream } from 'gardenhose/hyperstream';
import { Readable } from 'gardenhose/stream';

/** A part of the page that is asked for elsewhere. */
async function ask(answer: string, ms: number): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, ms));
  if (answer === '') throw new Error('no answer');
  return answer;
}

// A slow part does not hold up the page: it comes after it, and the browser puts it in its place.
const page = hyperstream(
  {
    '#news': { _html: ask('<p>News</p>', 60), _placeholder: 'Loading…' },
    '#weather': { _html: ask('<p>Rain</p>', 20) },
    '#ads': { _html: ask('', 40), _fallback: '<p>None today</p>' },
  },
  { outOfOrder: 'native' },
);
page.on('slotError', (error: Error, key: string) => console.error(`${key}: ${error.message}`));
Readable.from(['<div id="news"></div>\n<div id="weather"></div>\n<div id="ads"></div>\n<p>The end</p>\n'])
  .pipe(page)
  .on('data', (html) => process.stdout.write(String(html).replaceAll('</template>', '</template>\n')));
