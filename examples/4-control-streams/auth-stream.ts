import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:net';
import { auth } from 'gardenhose/auth-stream';
import { through } from 'gardenhose/through';

// What the server keeps of a password: enough to check it, not enough to sign in with it.
const users = new Map([['steve', await auth.createVerifier('jones')]]);

const server = createServer((socket) => {
  const shout = through(function (chunk) {
    this.queue(String(chunk).toUpperCase());
  });
  const gate = auth(shout, (user) => users.get(user) ?? null);
  gate.on('error', () => socket.end());
  socket.pipe(gate).pipe(socket);
});
await once(server.listen(0, '127.0.0.1'), 'listening');

for (const password of ['jonas', 'jones']) {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const client = auth('steve', password, socket);
  client.on('data', (text) => console.log(`${password}: ${text}`));
  client.on('error', (error) => console.log(`${password}: ${error.message}`));
  // What is written is held back until the server has let the client in.
  client.end('beep');
  await new Promise((resolve) => client.on('close', resolve));
}
server.close();
