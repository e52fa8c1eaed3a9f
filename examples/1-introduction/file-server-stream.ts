import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

const file = join(import.meta.dirname, 'data.txt');

// The file passes by chunk after chunk, as fast as the client takes it.
const server = createServer((_request, response) => {
  createReadStream(file).pipe(response);
});

server.listen(Number(process.env.PORT ?? 8000), '127.0.0.1', () => {
  console.log(`listening on port ${(server.address() as AddressInfo).port}`);
});
