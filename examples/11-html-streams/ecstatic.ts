import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ecstatic } from 'gardenhose/ecstatic';
import { hyperstream } from 'gardenhose/hyperstream';

const root = mkdtempSync(join(tmpdir(), 'static-'));
writeFileSync(join(root, 'index.html'), '<body><h1>beep boop</h1></body>\n');
writeFileSync(join(root, 'hello.txt'), 'beep boop\n');

// Files go out as they are, pages with a script in them: nothing of it is on the disk.
const script = { body: { _appendHtml: '<script src="/reload.js"></script>' } };
const serve = ecstatic({
  root,
  transform: (_file, type) => (type.startsWith('text/html') ? hyperstream(script) : undefined),
});

const server = createServer(serve);
server.listen(process.env.PORT ?? 8080, () =>
  console.log('listening on', (server.address() as AddressInfo).port),
);
