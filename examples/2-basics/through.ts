import { through } from 'gardenhose/through';

process.stdin.pipe(through(write, end));

function write(chunk: unknown): void {
  console.log(chunk);
}

function end(): void {
  console.log('__END__');
}
