export { Duplex } from 'node:stream';
