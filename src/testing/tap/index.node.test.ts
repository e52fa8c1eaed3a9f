import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TapAssert, TapResults } from './parser.ts';
import { parser } from './parser.ts';

const OURS = new URL('index.node.ts', import.meta.url).href;
const TSX = import.meta.resolve('tsx');
const TAPE = createRequire(new URL('../../../oracles/package.json', import.meta.url)).resolve('tape');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gardenhose-tap-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Outcome {
  readonly code: number;
  readonly text: string;
}

/** Runs a program in a process of its own. */
function run(name: string, program: string, ...options: string[]): Promise<Outcome> {
  const file = join(folder, name);
  writeFileSync(file, program);
  const env = { ...process.env };
  delete env.NODE_TEST_CONTEXT;
  delete env.NODE_OPTIONS;
  return new Promise((resolve) => {
    execFile(process.execPath, [...options, file], { cwd: folder, env }, (error, text) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, text });
    });
  });
}

function runOurs(program: string): Promise<Outcome> {
  const options = ['--import', TSX, '--conditions=@gardenhose/source'];
  return run('ours.mjs', `import test from ${JSON.stringify(OURS)};\n${program}`, ...options);
}

/** Reads TAP; returns what it came to, and the test points of all its documents. */
function read(text: string): { results: TapResults; points: TapAssert[] } {
  const points: TapAssert[] = [];
  const stream = parser({ strict: true });
  stream.on('data', (event) => {
    if (event.type === 'assert') points.push(event.value);
  });
  stream.end(text);
  return { results: stream.results as TapResults, points };
}

describe('test, in Node', () => {
  it('prints TAP to the standard output and leaves the exit code 0 when all is well', async () => {
    const { code, text } = await runOurs(`test('a', (t) => { t.pass('p'); t.end(); });`);
    expect(text).toBe(
      'TAP version 14\n# Subtest: a\n    ok 1 - p\n    1..1\nok 1 - a\n\n1..1\n# tests 1\n# pass  1\n\n# ok\n',
    );
    expect(code).toBe(0);
  });

  it('sets the exit code when an assertion fails', async () => {
    const { code, text } = await runOurs(`test('a', (t) => { t.fail('f'); t.end(); });`);
    expect(read(text).results).toMatchObject({ ok: false, count: 1, fail: 1 });
    expect(code).toBe(1);
  });

  it('a test that is not over when the process ends has failed, and says what it waited for', async () => {
    const { code, text } = await runOurs(
      `test('a', (t) => { t.test('inner', (s) => { s.plan(2); s.pass(); }); }); test('b', () => {});`,
    );
    const { points } = read(text);
    const failed = points.filter(({ ok, closingTestPoint }) => !ok && !closingTestPoint);
    expect(failed.map(({ fullname }) => fullname)).toEqual([
      'a > inner > test exited without ending: inner',
      'b > test exited without ending: b',
    ]);
    expect(failed.map(({ diag }) => (diag as { awaiting: unknown }).awaiting)).toEqual([
      ['1 more of 2 planned'],
      ['its turn'],
    ]);
    expect(code).toBe(1);
  });

  it('an exception of a callback and a rejection that nobody handles fail the test that runs', async () => {
    const { code, text } = await runOurs(`
      test('callback', () => { setTimeout(() => { throw new Error('thrown'); }, 1); });
      test('rejection', () => { Promise.reject(new Error('rejected')); });
      test('alive', (t) => { t.end(); });`);
    const { points } = read(text);
    expect(points.filter(({ ok }) => !ok).map(({ fullname }) => fullname)).toEqual([
      'callback > Error: thrown',
      'callback',
      'rejection > Error: rejected',
      'rejection',
    ]);
    expect(points.at(-1)).toMatchObject({ name: 'alive', ok: true });
    expect(code).toBe(1);
  });

  it('a process that exits at once has failed, with all tests', async () => {
    const { code, text } = await runOurs(`test('a', (t) => t.end()); process.exit();`);
    expect(read(text).points[0]).toMatchObject({
      name: 'test exited without ending: a',
      diag: { awaiting: ['its turn'] },
    });
    expect(code).toBe(1);
  });

  it('a stream of its own takes the place of the standard output', async () => {
    const { text } = await runOurs(`
      test.createStream({ version: 13 }).pipe(process.stderr);
      test('a', (t) => t.end());`);
    expect(text).toBe('');
  });
});

describe('parser', () => {
  it('reads what the test runner of Node prints', async () => {
    const { text } = await run(
      'node.test.mjs',
      `import test from 'node:test'; import assert from 'node:assert';
      test('outer', async (t) => {
        await t.test('passes # 1 \\\\', () => {});
        await t.test('fails', () => assert.deepEqual({ a: 1, b: ['x\\ny'] }, { a: 2 }));
      });
      test('left out', { skip: 'why' }, () => {});
      test('to do', { todo: true }, () => { throw new Error('two\\nlines'); });`,
      '--test',
      '--test-reporter=tap',
    );
    const { results, points } = read(text);
    expect(results).toMatchObject({ ok: false, skip: 1, todo: 1 });
    expect(points.map(({ ok, fullname }) => `${ok} ${fullname}`)).toEqual(
      expect.arrayContaining([
        'true outer > passes # 1 \\',
        'false outer > fails',
        'false outer',
        'false to do',
      ]),
    );
    const fails = points.find(({ name }) => name === 'fails');
    expect(fails?.diag).toMatchObject({
      code: 'ERR_ASSERTION',
      expected: { a: 2 },
      actual: { a: 1 },
      operator: 'deepEqual',
    });
    expect(fails?.time).toBeGreaterThan(0);
  });

  it('reads what tape prints', async () => {
    const { text } = await run(
      'tape.cjs',
      `const test = require(${JSON.stringify(TAPE)});
      test('first', (t) => { t.equal(1, 2, 'numbers'); t.deepEqual({ a: 1 }, { a: [1, 'x'] }); t.end(); });
      test('second', (t) => { t.pass('well', { todo: 'still' }); t.skip('not this'); t.comment('said'); t.end(); });`,
    );
    const { results, points } = read(text);
    expect(results).toMatchObject({ ok: false, count: 4, pass: 2, fail: 2, todo: 1, skip: 1 });
    expect(points[0]).toMatchObject({ name: 'numbers', diag: { operator: 'equal', expected: 2, actual: 1 } });
    expect(points[1]?.diag).toMatchObject({ expected: "{ a: [ 1, 'x' ] }", actual: '{ a: 1 }' });
    expect(points[1]?.diag).toMatchObject({
      stack: expect.stringMatching(/^Error: should be deeply equivalent\n {4}at /),
    });
  });

  it('reads the forms that node-tap documents', () => {
    const text = `TAP version 14
# Subtest: test/basic.js
    # Subtest: sums
        ok 1 - one and one
        not ok 2 - should be equal
          ---
          compare: ===
          at:
            fileName: test/basic.js
            lineNumber: 7
            columnNumber: 5
            isToplevel: true
          stack: |
            Test.<anonymous> (test/basic.js:7:5)
          source: |2
              t.equal(1 + 1, 3)
            ----^
              t.end()
          diff: |
            --- expected
            +++ actual
            @@ -1,1 +1,1 @@
            -3
            +2
          ...
        1..2
        # failed 1 of 2 tests
    not ok 1 - sums # time=4.214ms
    1..1
    # failed 1 test
not ok 1 - test/basic.js # time=300.5ms
  ---
  env: {}
  exitCode: 1
  command: /usr/bin/node
  args:
    - test/basic.js
  stdio:
    - 0
    - pipe
    - 2
  ...
ok 2 - test/buffered.js # time=12ms {
    ok 1 - within
    1..1
    # time=5ms
}
ok 3 - test/none.js # SKIP no tests found
1..3
# failed 1 of 3 tests
# time=400ms
`;
    const { results, points } = read(text);
    expect(results).toMatchObject({ ok: false, count: 3, pass: 2, fail: 1, skip: 1 });
    expect(points.map(({ fullname, time }) => [fullname, time])).toEqual([
      ['test/basic.js > sums > one and one', null],
      ['test/basic.js > sums > should be equal', null],
      ['test/basic.js > sums', 4.214],
      ['test/basic.js', 300.5],
      ['test/buffered.js > within', null],
      ['test/buffered.js', 12],
      ['test/none.js', null],
    ]);
    expect(points[1]?.diag).toMatchObject({
      compare: '===',
      at: { fileName: 'test/basic.js', lineNumber: 7 },
      source: '  t.equal(1 + 1, 3)\n----^\n  t.end()\n',
      diff: '--- expected\n+++ actual\n@@ -1,1 +1,1 @@\n-3\n+2\n',
    });
    expect(points[3]?.diag).toMatchObject({ env: {}, exitCode: 1, stdio: [0, 'pipe', 2] });
  });
});
