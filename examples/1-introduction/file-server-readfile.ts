import { readFile } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

const file = join(import.meta.dirname, 'data.txt');

// Each request holds the whole file in memory, and its client waits until all of it has been read.
const server = createServer((_request, response) => {
  readFile(file, (_error, contents) => {
    response.end(contents);
  });
});

server.listen(Number(process.env.PORT ?? 8000), '127.0.0.1', () => {
  console.log(`listening on port ${(server.address() as AddressInfo).port}`);
});
