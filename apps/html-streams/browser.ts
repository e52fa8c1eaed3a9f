/**
 * The page: rows that the server rendered stand there already; new ones are rendered here as their lines come.
 *
 * When the connection is lost the page connects again, each time a little later, and asks for the lines after
 * the last one that it has. Of the rows it keeps the last ten thousand.
 *
 * @module
 */
import { shoe } from 'gardenhose/shoe';
import { through } from 'gardenhose/through';
import { render } from './render.ts';
import { fromMessages } from './wire.ts';

const MOST_ROWS = 10_000;
const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 5_000;

const rows = document.querySelector('#rows') as HTMLElement;
const state = document.querySelector('#state') as HTMLElement;
let position = (document.querySelector('#position') as HTMLElement).textContent;
let retryMs = FIRST_RETRY_MS;
let fresh = '';

function connect(): void {
  const stream = shoe('/sock');
  stream.on('connect', () => {
    retryMs = FIRST_RETRY_MS;
    show('live', 'live');
  });
  stream.on('close', () => {
    show('waiting', 'connection lost, retrying');
    setTimeout(connect, retryMs * (0.5 + Math.random() / 2));
    retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
  });
  stream.write(position);
  stream
    .pipe(
      fromMessages((next) => {
        position = next;
      }),
    )
    .pipe(render())
    .pipe(through(append));
}

/** Adds what has come in one go: a page that is laid out for each row cannot keep up with a burst. */
function append(html: string): void {
  if (fresh === '') setTimeout(flush);
  fresh += html;
}

function flush(): void {
  const page = document.documentElement;
  const atEnd = page.scrollHeight - page.scrollTop - page.clientHeight < 80;
  rows.insertAdjacentHTML('beforeend', fresh);
  fresh = '';
  while (rows.childElementCount > MOST_ROWS) rows.firstChild?.remove();
  if (atEnd) page.scrollTop = page.scrollHeight;
}

function show(name: string, text: string): void {
  state.dataset.state = name;
  state.textContent = text;
}

connect();
