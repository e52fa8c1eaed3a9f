import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { row } from './_test-page.ts';
import { Program } from './_test-program.ts';

const folder = mkdtempSync(join(tmpdir(), 'html-streams-main-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('npm start', () => {
  it('prints the address and how to append, serves, and closes everything on ^C', async () => {
    const file = join(folder, 'data.txt');
    writeFileSync(file, row('hello'));
    const program = new Program('--file', file, '--port', '0', '--rows', '2');
    const { url } = await program.listens();
    expect(program.output).toContain('Building the page script');
    await program.says(/echo '\{.*\}' >> /);
    expect(await (await fetch(url)).text()).toContain('hello');
    expect(await (await fetch(`${url}bundle.js`)).text()).toContain('WebSocket');
    expect(await program.stop()).toEqual({ code: 0, signal: null });
    expect(program.output).toContain('Closed');
  });

  it('without a file it can read, says so and exits with 1', async () => {
    const program = new Program('--file', join(folder, 'missing.txt'), '--port', '0');
    expect(await program.exited).toMatchObject({ code: 1 });
    expect(program.output).toMatch(/Cannot read the data file: .*missing\.txt/);
    expect(program.output).not.toContain('    at ');
  });

  it('on a port that is taken, says so and exits with 1', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, resolve));
    const { port } = other.address() as AddressInfo;
    const file = join(folder, 'taken.txt');
    writeFileSync(file, '');
    const program = new Program('--file', file, '--port', String(port));
    expect(await program.exited).toMatchObject({ code: 1 });
    expect(program.output).toContain('Cannot listen');
    other.close();
  });

  it('with options that make no sense, shows the usage and exits with 1', async () => {
    for (const args of [['--rows', '0'], ['--port', 'x'], ['--nope']]) {
      const program = new Program(...args);
      expect(await program.exited).toMatchObject({ code: 1 });
      expect(program.output).toContain('Usage: npm start');
    }
  });
});
