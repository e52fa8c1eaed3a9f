import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { Transform } from 'gardenhose';

// A connection is a duplex: what the client says is read from it, and the answer is written to it.
const server = createServer({ allowHalfOpen: true }, (connection) => {
  const louder = new Transform({
    transform(chunk, _encoding, next) {
      next(null, String(chunk).toUpperCase());
    },
  });
  connection.pipe(louder).pipe(connection);
});

server.listen(Number(process.env.PORT ?? 5000), '127.0.0.1', () => {
  console.log(`listening on port ${(server.address() as AddressInfo).port}`);
});
