import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:net';
import { serializer } from 'gardenhose/stream-serializer';
import { cbor } from 'gardenhose/stream-serializer/cbor';
import { through } from 'gardenhose/through';

interface Message {
  readonly name: string;
  readonly bytes: Uint8Array;
}

// The stream takes and gives values; through the socket go frames of CBOR, so bytes stay bytes.
const server = createServer((socket) => {
  const reverse = through<Message>(function ({ name, bytes }) {
    this.queue({ name, bytes: bytes.toReversed() });
  });
  socket.pipe(serializer(cbor)(reverse)).pipe(socket);
});

server.listen(0, '127.0.0.1', () => {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const client = through<Message, Message>(
    (message) => {
      console.log(message.name, [...message.bytes]);
      socket.end();
    },
    () => server.close(),
  );
  const wire = serializer(cbor)(client);
  socket.pipe(wire).pipe(socket);
  client.emit('data', { name: 'countdown', bytes: Uint8Array.of(1, 2, 3) });
});
