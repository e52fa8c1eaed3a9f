import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Transform } from 'gardenhose';

// The request is a readable, the response a writable.
const server = createServer((request, response) => {
  const louder = new Transform({
    transform(chunk, _encoding, next) {
      next(null, String(chunk).toUpperCase());
    },
  });
  request.pipe(louder).pipe(response);
});

server.listen(Number(process.env.PORT ?? 8000), '127.0.0.1', () => {
  console.log(`listening on port ${(server.address() as AddressInfo).port}`);
});
