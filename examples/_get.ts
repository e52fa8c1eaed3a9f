/** Asks for a URL as a browser would; the body goes to stdout. `node _get.ts <url> [accept-encoding]` */
import { get } from 'node:http';

const [url = 'http://127.0.0.1:8000/', accepted = 'identity'] = process.argv.slice(2);

get(url, { headers: { 'accept-encoding': accepted } }, (response) => {
  console.error(
    `${response.statusCode}, content-encoding: ${response.headers['content-encoding'] ?? 'none'}`,
  );
  response.pipe(process.stdout);
});
