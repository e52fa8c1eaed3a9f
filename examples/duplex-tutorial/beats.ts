import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:net';

const BEAT_MS = 20;
const BEATS = 3;

// The next beat waits for an answer to the last one, so that no two messages are on their way at a time.
const server = createServer((socket) => {
  let timer: NodeJS.Timeout;

  socket.on('data', (data) => {
    if (String(data) === 'heard') timer = setTimeout(beat, BEAT_MS);
    else socket.write(String(data).toUpperCase());
  });
  socket.on('end', () => {
    console.log('server: the client has ended');
    clearTimeout(timer);
    server.close();
  });

  function beat(): void {
    console.log('server: beats');
    socket.write('server beat');
  }
});

server.listen(0, '127.0.0.1', () => {
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  let beats = 0;

  client.on('data', (data) => {
    console.log(`client: received ${data}`);
    if (String(data) === 'ALL DONE') {
      console.log('client: ends');
      client.end();
      return;
    }
    if (String(data) === 'server beat') beats++;
    client.write(beats < BEATS ? 'heard' : 'all done');
  });
  client.write('starting client');
});
