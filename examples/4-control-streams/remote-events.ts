import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { RemoteEvents } from 'gardenhose/remote-events';

const here = new RemoteEvents();
const there = new RemoteEvents();
const server = createServer((socket) => plug(there, socket)).listen(0, '127.0.0.1', dial);

function plug(remote: RemoteEvents, socket: Socket): void {
  socket.pipe(remote.getStream()).pipe(socket);
}

function dial(): void {
  plug(here, connect((server.address() as AddressInfo).port, '127.0.0.1'));
}

there.on('say', (text) => console.log(`there: ${text}`));
there.on('bye', () => there.disconnect());

here.emit('say', 'this was said before there was a connection');
here.once('connect', () => {
  here.emit('say', 'hello');
  here.emit('bye');
});
here.once('disconnect', () => {
  console.log('here: cut off');
  here.emit('say', 'and this while it was away');
  here.once('connect', () => here.emit('bye'));
  here.once('disconnect', () => server.close());
  dial();
});
