import { spawn } from 'node:child_process';
import { duplexer } from 'gardenhose/duplexer';

// A child process is two streams. As one it stands in a pipe like any other segment.
const sort = spawn('sort', { stdio: ['pipe', 'pipe', 'inherit'] });
const sorted = duplexer(sort.stdin, sort.stdout);

process.stdin.pipe(sorted).pipe(process.stdout);
