import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGunzip, createGzip } from 'node:zlib';
import { pipeline } from 'gardenhose/stream/promises';
import { extract, extractTo, pack, packDirectory } from 'gardenhose/tar';

const folder = mkdtempSync(join(tmpdir(), 'tar-'));
writeFileSync(join(folder, 'beep.txt'), 'boop\n');

// A folder, through a compressor and back, into another folder; which need not be on the same machine.
const copy = mkdtempSync(join(tmpdir(), 'copy-'));
await pipeline(packDirectory(folder), createGzip(), createGunzip(), extractTo(copy));
console.log(readFileSync(join(copy, 'beep.txt'), 'utf8').trim());

// Entries made on the way: of text, and of a stream whose length nobody knows before.
const archive = pack();
archive.entry({ name: 'robots.txt' }, 'User-agent: *\n');
const numbers = archive.entry({ name: 'numbers.txt' }, () => archive.finalize());
for (let n = 1; n <= 3; n++) numbers.write(`${n}\n`);
numbers.end();
for await (const entry of archive.pipe(extract())) console.log(entry.header.name, entry.header.size);

// An archive that means harm.
const harmful = pack();
harmful.entry({ name: '../../etc/passwd' }, 'root\n');
harmful.finalize();
await pipeline(harmful, extractTo(copy)).catch((error) => console.log(error.code));
