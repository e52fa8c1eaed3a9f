/** The conversation that docs/protocols/shoe.md shows, held by hand. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { framed, serve } from './_test-server.node.ts';

const page = readFileSync(new URL('../../../docs/protocols/shoe.md', import.meta.url), 'utf8');

/** What the example says that the server (<) or the client (>) sends: hex and text, without the remarks. */
function sentBy(side: '<' | '>'): string[] {
  const lines = page.slice(page.indexOf('## Example')).split('\n');
  return lines.flatMap((line) => {
    const message = line.startsWith(side) && /^. ((?:[\da-f]{2}(?: |$))+|"\w+"|close \d+)/.exec(line)?.[1];
    return message ? [message.trim()] : [];
  });
}

it('shoe, the example of its protocol page, takes place as it is written', async () => {
  const { url, sock } = await serve((stream) => {
    stream.write(Uint8Array.of(0xca, 0xfe));
    stream.on('end', () => stream.write('bye'));
  });
  const received: string[] = [];
  sock.on('connection', (stream) => stream.on('data', (chunk) => received.push(String(chunk))));
  const seen: string[] = [];
  const peer = await framed(url, (data, isBinary) => {
    seen.push(isBinary ? data.toString('hex').replace(/..(?=.)/g, '$& ') : JSON.stringify(String(data)));
  });
  const [credit = '', text = '', end = '', close = ''] = sentBy('>');
  peer.send(Buffer.from(credit.replaceAll(' ', ''), 'hex'));
  peer.send(JSON.parse(text));
  peer.send(Buffer.from(end, 'hex'));
  const [code] = await once(peer, 'close');
  expect([...seen, `close ${code}`]).toEqual(sentBy('<'));
  expect([received, close]).toEqual([['hi'], `close ${code}`]);
});
