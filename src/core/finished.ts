export { finished } from 'node:stream';
