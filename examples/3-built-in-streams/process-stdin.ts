import { Writable } from 'gardenhose';

let bytes = 0;

const counter = new Writable<string | Buffer>({
  write(chunk, _encoding, next) {
    bytes += Buffer.byteLength(chunk);
    next();
  },
  final(done) {
    console.log(`${bytes} bytes`);
    done();
  },
});

process.stdin.pipe(counter);
