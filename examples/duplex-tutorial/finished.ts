import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { finished } from 'gardenhose';

const BEAT_MS = 20;

const server = createServer((socket) => {
  const timer = setInterval(() => socket.write('server beat'), BEAT_MS);

  // Called once, however the connection ends; 'end' would not come when it breaks.
  finished(socket, (error?: NodeJS.ErrnoException | null) => {
    clearInterval(timer);
    console.log(error ? `server: the socket failed: ${error.code}` : 'server: the socket is finished');
  });
  socket.resume();
});

server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  // One client says goodbye after the first beat, the next one drops the line.
  talk(port, (polite) => polite.end()).on('close', () => {
    talk(port, (rude) => rude.resetAndDestroy()).on('close', () => server.close());
  });
});

function talk(port: number, leave: (client: Socket) => void): Socket {
  const client = connect(port, '127.0.0.1');
  return client.once('data', () => leave(client));
}
