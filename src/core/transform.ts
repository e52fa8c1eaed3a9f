export { Transform, PassThrough } from 'node:stream';
