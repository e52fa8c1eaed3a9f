import { spawn } from 'node:child_process';
import { Readable } from 'gardenhose';

const plants = new Readable();
plants.push('sage\nmint\n');
plants.push('dill\n');
plants.push(null);

// A child's stdin is a writable, its stdout a readable: the shell's `|`, written as `pipe`.
const sort = spawn('sort');
plants.pipe(sort.stdin);
sort.stdout.pipe(process.stdout);
