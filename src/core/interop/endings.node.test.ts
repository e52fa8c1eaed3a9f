/**
 * How streams end, ours and Node's mixed in every way: `finished` and `pipeline` of both tell a clean end, a
 * premature close, an error and an abort from one another.
 */
import type * as node from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Implementation } from './_test-kit.ts';
import { boom, joiners, rest, tellOf } from './_test-kit.ts';

const implementations = new Map(joiners);
const names = [...implementations.keys()];

function of(name: string): Implementation {
  return implementations.get(name) as Implementation;
}

/** What is done to a stream, or to the signal that stops all. */
const endings: Record<string, (stream: node.Stream, stop: AbortController) => void> = {
  cleanly: (stream) => {
    if ('push' in stream) (stream as node.Readable).push(null);
    if ('end' in stream) (stream as node.Writable).end();
  },
  'by a close': (stream) => void (stream as node.Readable).destroy(),
  'by an error': (stream) => void (stream as node.Readable).destroy(boom),
  'by a signal': (_stream, stop) => stop.abort(boom),
};

const told: Record<string, string> = {
  cleanly: 'a clean end',
  'by a close': 'ERR_STREAM_PREMATURE_CLOSE',
  'by an error': 'boom',
  'by a signal': 'ABORT_ERR',
};

const kinds: Record<string, (on: Implementation) => node.Stream> = {
  Readable: ({ Readable }) => new Readable({ read() {} }).resume(),
  Writable: ({ Writable }) => new Writable({ write: (_chunk, _encoding, done) => done() }),
  Duplex: ({ Duplex }) => new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() }).resume(),
  Transform: ({ PassThrough }) => new PassThrough().resume(),
};

interface FinishedRow {
  readonly waiter: string;
  readonly maker: string;
  readonly kind: string;
  readonly how: string;
}

const finishedRows: FinishedRow[] = names.flatMap((waiter) =>
  names.flatMap((maker) =>
    Object.keys(kinds).flatMap((kind) => Object.keys(endings).map((how) => ({ waiter, maker, kind, how }))),
  ),
);

describe('finished', () => {
  it.each(finishedRows)('finished, $waiter, of a $kind, $maker, that ends $how', async (row) => {
    const stop = new AbortController();
    const stream = kinds[row.kind]!(of(row.maker));
    stream.on('error', () => {});
    const calls: string[] = [];
    of(row.waiter).finished(stream as node.Duplex, { signal: stop.signal }, (error) =>
      calls.push(tellOf(error)),
    );
    await rest();
    expect(calls).toEqual([]);
    endings[row.how]!(stream, stop);
    await rest();
    expect(calls).toEqual([told[row.how]]);
  });

  it.each(finishedRows.filter(({ how }) => how !== 'by a signal'))(
    'finished, $waiter, of a $kind, $maker, that has ended $how',
    async (row) => {
      const stream = kinds[row.kind]!(of(row.maker));
      stream.on('error', () => {});
      endings[row.how]!(stream, new AbortController());
      await rest();
      const calls: string[] = [];
      of(row.waiter).finished(stream as node.Duplex, (error) => calls.push(tellOf(error)));
      await rest();
      expect(calls).toEqual([told[row.how]]);
    },
  );
});

const places = ['source', 'middle', 'sink'] as const;

interface PipelineRow {
  readonly joiner: string;
  readonly makers: string;
  readonly how: string;
  readonly place: (typeof places)[number];
}

const pipelineRows: PipelineRow[] = names.flatMap((joiner) =>
  names.flatMap((first) =>
    names.flatMap((second) =>
      names.flatMap((third) =>
        Object.keys(endings).flatMap((how) =>
          places
            .filter((place) => place === 'source' || !['cleanly', 'by a signal'].includes(how))
            .map((place) => ({ joiner, makers: `${first}, ${second}, ${third}`, how, place })),
        ),
      ),
    ),
  ),
);

const pipeRows = pipelineRows.filter(({ place, how }) => place !== 'middle' && how !== 'by a signal');

describe('pipeline', () => {
  it.each(pipelineRows)('pipeline, $joiner, of $makers, whose $place ends $how', async (row) => {
    const [first, second, third] = row.makers.split(', ').map(of) as [
      Implementation,
      Implementation,
      Implementation,
    ];
    const stop = new AbortController();
    const got: string[] = [];
    const parts = {
      source: new first.Readable({ read() {} }),
      middle: new second.Transform({
        transform: (chunk, _encoding, done) => done(null, `${chunk}`.toUpperCase()),
      }),
      sink: new third.Writable({
        write(chunk, _encoding, done) {
          got.push(`${chunk}`);
          setImmediate(done);
        },
      }),
    };
    const all = Object.values(parts);
    const outcome = of(row.joiner)
      .promises.pipeline(all as unknown as [node.Readable, node.Writable], { signal: stop.signal })
      .then(tellOf, tellOf);
    parts.source.push('beep');
    await rest();
    expect(got).toEqual(['BEEP']);
    endings[row.how]!(parts[row.place], stop);
    expect(await outcome).toBe(told[row.how]);
    await rest();
    expect(all.map((part) => part.destroyed)).toEqual([true, true, true]);
    expect(parts.sink.writableFinished).toBe(row.how === 'cleanly');
  });

  it.each(pipeRows)('pipe, $makers, is seen to end by finished, $joiner: $place, $how', async (row) => {
    const [first, , third] = row.makers.split(', ').map(of) as [
      Implementation,
      Implementation,
      Implementation,
    ];
    const source = new first.Readable({ read() {} });
    const sink = new third.Writable({ write: (_chunk, _encoding, done) => setImmediate(done) });
    const calls: string[] = [];
    for (const stream of [source, sink]) {
      stream.on('error', () => {});
      of(row.joiner).finished(stream, (error) =>
        calls.push(`${stream === source ? 'source' : 'sink'}: ${tellOf(error)}`),
      );
    }
    source.pipe(sink);
    source.push('beep');
    await rest();
    endings[row.how]!(row.place === 'source' ? source : sink, new AbortController());
    await rest();
    // An error or a close does not travel through a plain pipe.
    const expected = [`${row.place}: ${told[row.how]}`];
    if (row.how === 'cleanly') expected.push('sink: a clean end');
    expect(calls).toEqual(expected);
  });
});

describe('iteration and composition', () => {
  const rows = names.flatMap((maker) => names.map((user) => ({ maker, user })));
  const ways = Object.keys(endings).filter((how) => how !== 'by a signal');

  it.each(rows)(
    'for await, over Readable.from, $user, of a stream, $maker, tells how it ends',
    async (row) => {
      for (const how of ways) {
        const source = new (of(row.maker).Readable)({ read() {}, encoding: 'utf8' });
        source.push('beep');
        const seen: unknown[] = [];
        const outcome = (async () => {
          for await (const chunk of of(row.user).Readable.from(source)) seen.push(chunk);
        })().then(tellOf, tellOf);
        await rest();
        endings[how]!(source, new AbortController());
        expect([how, await outcome]).toEqual([how, told[how]]);
        expect(seen).toEqual(['beep']);
      }
    },
  );

  it.each(rows)('compose, $user, of two streams, $maker, tells how they end', async (row) => {
    for (const how of ways) {
      const { PassThrough } = of(row.maker);
      const inner = new PassThrough();
      const { compose } = of(row.user) as unknown as { compose(...parts: unknown[]): node.Duplex };
      const composed = compose(new PassThrough(), inner);
      composed.resume();
      composed.on('error', () => {});
      const calls: string[] = [];
      of(row.user).finished(composed, (error) => calls.push(tellOf(error)));
      composed.write('beep');
      await rest();
      if (how === 'cleanly') composed.end();
      else endings[how]!(inner, new AbortController());
      await rest();
      expect([how, ...calls]).toEqual([how, told[how]]);
    }
  });
});
