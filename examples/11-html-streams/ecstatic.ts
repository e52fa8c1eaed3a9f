import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ecstatic } from 'gardenhose/ecstatic';

const folder = mkdtempSync(join(tmpdir(), 'static-'));
writeFileSync(join(folder, 'hello.txt'), 'beep boop\n');

const server = createServer(ecstatic({ root: folder, showDir: false }));
server.listen(process.env.PORT ?? 8080, () =>
  console.log('listening on', (server.address() as AddressInfo).port),
);
