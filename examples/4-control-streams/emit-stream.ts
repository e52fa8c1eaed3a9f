import { EventEmitter } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:net';
import { emitStream } from 'gardenhose/emit-stream';
import { parse, stringify } from 'gardenhose/event-stream';
import { split } from 'gardenhose/split';

// Each connection has an emitter. What is emitted on it is emitted again at the other end.
const server = createServer((socket) => {
  const events = new EventEmitter();
  const stream = emitStream(events);
  stream.pipe(stringify()).pipe(socket);
  events.emit('upper', 'abc');
  events.emit('move', { x: 3, y: 4 });
  stream.end();
});

server.listen(0, '127.0.0.1', () => {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const events = emitStream(socket.pipe(split()).pipe(parse()));
  events.on('upper', (text) => console.log(`upper: ${text}`));
  events.on('move', (to) => console.log('move:', to));
  socket.on('end', () => server.close());
});
