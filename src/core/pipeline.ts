export { pipeline } from 'node:stream';
