import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'node:querystring';
import { concat } from 'gardenhose/concat-stream';

// Answers a form with its fields as JSON.
const server = createServer((request, response) => {
  request.pipe(
    concat((body) => {
      response.end(`${JSON.stringify(parse(String(body)))}\n`);
    }),
  );
});

server.listen(Number(process.env.PORT ?? 5005), '127.0.0.1', () => {
  console.log(`listening on port ${(server.address() as AddressInfo).port}`);
});
