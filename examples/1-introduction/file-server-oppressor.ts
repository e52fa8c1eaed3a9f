import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { oppressor } from 'gardenhose/oppressor';

const file = join(import.meta.dirname, 'data.txt');

// One more segment: the file is compressed in the way that the client asked for.
const server = createServer((request, response) => {
  createReadStream(file).pipe(oppressor(request)).pipe(response);
});

server.listen(Number(process.env.PORT ?? 8000), '127.0.0.1', () => {
  console.log(`listening on port ${(server.address() as AddressInfo).port}`);
});
