import type { RequestListener } from 'node:http';
import { describe, expect, it } from 'vitest';
import {
  allBytes,
  boom,
  bytes,
  closed,
  collector,
  inverted,
  inverter,
  joiners,
  ours,
  tellOf,
} from './_test-kit.ts';
import { closeServersAfterEach, serve } from './_test-server.node.ts';

closeServersAfterEach();

async function serveAt(listener: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await serve(listener)}`;
}

type Stream = InstanceType<typeof ours.Readable>;

/** The options of a request whose body is a stream. */
function upload(body: Stream): RequestInit {
  return { method: 'POST', body: ours.Readable.toWeb(body), duplex: 'half' } as unknown as RequestInit;
}

function bodyOf(response: Response): Stream {
  return ours.Readable.fromWeb(response.body as never) as unknown as Stream;
}

describe.each(joiners)('pipeline, %s', (_name, { promises }) => {
  it('fetch, of a stream of ours, brings back what the far end made of it', async () => {
    const url = await serveAt((req, res) => void promises.pipeline(req, inverter(), res).catch(() => {}));
    const response = await fetch(url, upload(bytes(100, 5_000)));
    const sink = collector(true);
    await promises.pipeline(bodyOf(response), new ours.PassThrough(), sink);
    expect(sink.all.equals(inverted(allBytes(100, 5_000)))).toBe(true);
  });

  it('fetch, whose body of ours fails, is rejected with its error, and the far end is cut', async () => {
    let outcome: Promise<string> | undefined;
    const source = new ours.Readable({ read() {} });
    const url = await serveAt((req) => {
      outcome = promises.pipeline(req, collector()).then(tellOf, tellOf);
      req.once('data', () => source.destroy(boom));
    });
    source.push('beep');
    const reason = (await fetch(url, upload(source)).catch((error) => error)) as Error;
    expect([reason, reason.cause]).toContain(boom);
    expect(await outcome).toMatch(/^(ECONNRESET|ERR_STREAM_PREMATURE_CLOSE)$/);
  });

  it('fetch, whose response is cut, fails the pipeline and destroys ours', async () => {
    const url = await serveAt((_req, res) => {
      res.write('beep');
      setImmediate(() => res.destroy());
    });
    const response = await fetch(url);
    const [middle, sink] = [inverter(), collector()];
    await expect(promises.pipeline(bodyOf(response), middle, sink)).rejects.toThrow('terminated');
    expect([middle.destroyed, sink.destroyed]).toEqual([true, true]);
  });

  it('fetch, whose response meets a sink of ours that fails, is cancelled', async () => {
    let hasGone: Promise<void> | undefined;
    const url = await serveAt((_req, res) => {
      hasGone = closed(res);
      res.write('beep');
    });
    const response = await fetch(url);
    const sink = new ours.Writable({ write: (_chunk, _encoding, done) => done(boom) });
    await expect(promises.pipeline(bodyOf(response), sink)).rejects.toBe(boom);
    await hasGone;
  });
});

describe('behaviour', () => {
  it('Response, of a stream of ours, gives its text', async () => {
    const source = ours.Readable.from([Buffer.from('beep '), Buffer.from('boop')]);
    expect(await new Response(ours.Readable.toWeb(source) as never).text()).toBe('beep boop');
  });

  it('for await, over the body of a response left early, cancels it', async () => {
    let hasGone: Promise<void> | undefined;
    const url = await serveAt((_req, res) => {
      hasGone = closed(res);
      res.write('beep');
    });
    for await (const chunk of bodyOf(await fetch(url))) {
      expect(`${Buffer.from(chunk)}`).toBe('beep');
      break;
    }
    await hasGone;
  });
});
