/**
 * The page: rows that the server rendered stand there already; new ones are rendered here as their lines come.
 *
 * When the connection is lost the page connects again, each time a little later, and asks for the lines after
 * the last one that it has.
 *
 * @module
 */
import { shoe } from 'gardenhose/shoe';
import { through } from 'gardenhose/through';
import { render } from './render.ts';
import { fromMessages } from './wire.ts';

const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 5_000;

const rows = document.querySelector('#rows') as HTMLElement;
const state = document.querySelector('#state') as HTMLElement;
let position = document.querySelector('#position')?.textContent ?? '';
let retryMs = FIRST_RETRY_MS;

function connect(): void {
  const stream = shoe('/sock');
  stream.on('connect', () => {
    retryMs = FIRST_RETRY_MS;
    show('live', 'live');
  });
  stream.on('error', () => {});
  stream.on('close', () => {
    show('waiting', 'connection lost, trying again');
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

function append(html: string): void {
  const page = document.documentElement;
  const atEnd = page.scrollHeight - page.scrollTop - page.clientHeight < 80;
  rows.insertAdjacentHTML('beforeend', html);
  if (atEnd) page.scrollTop = page.scrollHeight;
}

function show(name: string, text: string): void {
  state.dataset.state = name;
  state.textContent = text;
}

connect();
