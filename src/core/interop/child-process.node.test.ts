/** The streams of child processes with ours, and the process's own in a child program that joins them to ours. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
import type { Way } from './_test-program.node.ts';

/** Runs a script in a Node of its own. */
function script(source: string): ChildProcessWithoutNullStreams {
  return spawn(execPath, ['-e', source]);
}

const echo = 'process.stdin.pipe(process.stdout)';

describe.each(joiners)('pipeline, %s', (_name, { promises, finished }) => {
  it('pipeline, through a child between streams of ours, brings everything back', async () => {
    const child = script(echo);
    const sink = collector(true);
    await Promise.all([
      promises.pipeline(bytes(100, 5_000), inverter(), child.stdin),
      promises.pipeline(child.stdout, new ours.PassThrough(), sink),
    ]);
    expect(sink.all.equals(inverted(allBytes(100, 5_000)))).toBe(true);
    if (child.exitCode === null) await once(child, 'exit');
    expect(child.exitCode).toBe(0);
  });

  it('pipeline, to a child that exits early, fails with EPIPE and destroys ours', async () => {
    const child = script('process.exit(3)');
    const source = new ours.Readable({
      read() {
        this.push(Buffer.alloc(100_000));
      },
    });
    const error = await promises.pipeline(source, child.stdin).then(tellOf, tellOf);
    expect(error).toMatch(/^(EPIPE|ECONNRESET|ERR_STREAM_PREMATURE_CLOSE)$/);
    expect(source.destroyed).toBe(true);
    if (child.exitCode === null) await once(child, 'exit');
    expect(child.exitCode).toBe(3);
  });

  it('pipeline, from a child that is killed, ends, for its output has', async () => {
    const child = script('console.log("beep"); setInterval(() => {}, 1000)');
    const sink = collector();
    const done = promises.pipeline(child.stdout, sink);
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await done;
    expect(`${sink.all}`).toBe('beep\n');
  });

  it('pipeline, from a child to a sink of ours that fails, gives the child no reader', async () => {
    const child = script(
      'setInterval(() => process.stdout.write("beep"), 1); process.stdout.on("error", () => process.exit(7))',
    );
    const sink = new ours.Writable({ write: (_chunk, _encoding, done) => done(boom) });
    await expect(promises.pipeline(child.stdout, sink)).rejects.toBe(boom);
    const [code] = await once(child, 'exit');
    expect(code).toBe(7);
  });

  it('finished, of the streams of a child that ours is piped through, tells a clean end', async () => {
    const child = script(echo);
    const told = Promise.all(
      [child.stdin, child.stdout, child.stderr].map(
        (stream) => new Promise((resolve) => finished(stream, (error) => resolve(tellOf(error)))),
      ),
    );
    child.stderr.resume();
    bytes(3, 10).pipe(child.stdin);
    child.stdout.pipe(collector());
    expect(await told).toEqual(['a clean end', 'a clean end', 'a clean end']);
  });
});

describe('process', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gardenhose-'));
  const program = join(folder, 'program.mjs');

  beforeAll(async () => {
    await build({
      entryPoints: [fileURLToPath(new URL('_test-program.node.ts', import.meta.url))],
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'esm',
      conditions: ['@gardenhose/source', 'node'],
    });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function run(way: Way): {
    child: ChildProcessWithoutNullStreams;
    out: ReturnType<typeof collector>;
    err: ReturnType<typeof collector>;
  } {
    const child = spawn(execPath, ['--unhandled-rejections=strict', program, way]);
    const [out, err] = [collector(), collector()];
    child.stdout.pipe(out);
    child.stderr.pipe(err);
    return { child, out, err };
  }

  it.each(['pipe', 'pipeline'] as const)(
    '%s, of stdin through ours to stdout, changes what is typed',
    async (way) => {
      const { child, out, err } = run(way);
      child.stdin.write('beep ');
      await once(child.stdout, 'data');
      child.stdin.end('boop');
      const [code] = await once(child, 'close');
      expect(`${out.all}`).toBe('BEEP BOOP');
      expect(`${err.all}`).toBe(way === 'pipeline' ? 'told: a clean end\n' : '');
      expect(code).toBe(0);
    },
  );

  it('pipe, of two of ours to stdout, leaves it open', async () => {
    const { child, out, err } = run('twice');
    const [code] = await once(child, 'close');
    expect(`${out.all}`.split('\n').sort()).toEqual(['', '0', '0', '0', '1', '1', '2']);
    expect(`${err.all}`).toBe('');
    expect(code).toBe(0);
  });

  it('pipe, of one of ours to stderr, leaves nothing unsaid', async () => {
    const { child, err } = run('to stderr');
    await once(child, 'close');
    expect(`${err.all}`).toBe('0\n1\n2\n');
  });

  it('for await, over from of stdin, takes all of it', async () => {
    const { child, out } = run('iterate');
    bytes(100, 5_000).pipe(child.stdin);
    await once(child, 'close');
    expect(`${out.all}`).toBe('500000\n');
  });

  it('pipeline, to a stdout that nobody reads any more, fails with EPIPE and destroys ours', async () => {
    const { child, out, err } = run('flood');
    await once(child.stdout, 'data');
    child.stdout.unpipe(out);
    child.stdout.destroy();
    const [code] = await once(child, 'close');
    expect(`${err.all}`).toBe('EPIPE true\n');
    expect(code).toBe(0);
    await closed(child.stdout);
  });
});
