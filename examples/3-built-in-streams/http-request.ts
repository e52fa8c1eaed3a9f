import { request } from 'node:http';

const url = process.argv[2] ?? 'http://127.0.0.1:8000/';

// Here it is the request that is a writable, and the response a readable.
const post = request(url, { method: 'POST' }, (response) => {
  response.pipe(process.stdout);
});

process.stdin.pipe(post);
