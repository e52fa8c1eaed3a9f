import { connect } from 'node:net';

// May be written to at once: what is written before the connection stands waits for it.
const connection = connect(Number(process.argv[2] ?? 5000), '127.0.0.1');

process.stdin.pipe(connection).pipe(process.stdout);
