import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Through } from '../../control/through.ts';
import { through } from '../../control/through.ts';
import { assertsOf, rowsOf, textOf } from './_test-run.ts';
import { createHarness } from './harness.ts';
import type { AssertRow, Row } from './rows.ts';
import type { Test } from './test.ts';

function deferred(): { promise: Promise<never>; reject: (error: Error) => void } {
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<never>((_, no) => {
    reject = no;
  });
  return { promise, reject };
}

describe('createHarness', () => {
  describe('behaviour', () => {
    it('createStream, by default, prints TAP 14 with tests as subtests', async () => {
      const text = await textOf((test) => {
        test('outer # 1', (t) => {
          t.ok(1, 'a \\ b');
          t.test('inner', { todo: 'later' }, (s) => {
            s.skip('not now');
            s.end();
          });
          t.end();
        });
        test.skip('left out', (t) => t.end());
      });
      expect(text).toBe(`TAP version 14
# Subtest: outer \\# 1
    ok 1 - a \\\\ b
    # Subtest: inner
        ok 1 - not now # SKIP
        1..1
    ok 2 - inner # TODO later
    1..2
ok 1 - outer \\# 1
ok 2 - left out # SKIP

1..2
# tests 2
# pass  2

# ok
`);
    });

    it('createStream, version 13, hides from readers what would be a directive in a name', async () => {
      const text = await textOf((test) => test('a', (t) => t.end(t.fail('x # skip y'))), { version: 13 });
      expect(text).toContain('not ok 1 x \\# skip y\n');
    });

    it('a failed assertion says where it stands', async () => {
      const rows = await rowsOf((test) => test('a', (t) => t.end(t.equal(1, 2))));
      const failure = rows.find((row): row is AssertRow => typeof row !== 'string' && row.type === 'assert');
      expect(failure).toMatchObject({ operator: 'equal', actual: 1, expected: 2, test: 0, id: 0 });
      expect(failure?.file).toContain('harness.test');
    });

    it('tests run one after the other, in the order in which they were added', async () => {
      const order: string[] = [];
      await rowsOf((test) => {
        test('slow', async () => {
          await new Promise((resolve) => setTimeout(resolve, 5));
          order.push('slow');
        });
        test('quick', (t) => t.end(order.push('quick') === 0));
      });
      expect(order).toEqual(['slow', 'quick']);
    });

    it('t.test, awaited, runs at once and in order', async () => {
      const order: string[] = [];
      await rowsOf((test) => {
        test('a', async (t) => {
          void t.test('first', async () => void order.push('first'));
          await t.test('second', async () => void order.push('second'));
          order.push('after');
        });
      });
      expect(order).toEqual(['first', 'second', 'after']);
    });

    it('t.end with an assertion on a promise under way waits for it', async () => {
      const { promise, reject } = deferred();
      const asserts = await assertsOf((test) => {
        test('a', (t) => {
          void t.rejects(promise, /no/, 'is refused');
          t.end();
          reject(new Error('no'));
        });
      });
      expect(asserts).toEqual(['ok is refused']);
    });

    it('t.resolves and t.rejects take functions and promises, and say what came instead', async () => {
      const asserts = await assertsOf((test) => {
        test('a', async (t) => {
          await t.resolves(async () => 1, 'fulfilled');
          await t.resolves(Promise.reject(new Error('x')), 'not fulfilled');
          await t.rejects(async () => 1, 'not rejected');
          await t.rejects(Promise.reject(new TypeError('x')), RangeError, 'another class');
        });
      });
      expect(asserts).toEqual([
        'ok fulfilled',
        'not ok not fulfilled',
        'not ok not rejected',
        'not ok another class',
      ]);
    });

    it('t.spec waits for the end of a stream and says which contract it broke', async () => {
      const asserts = await assertsOf((test) => {
        test('a', (t) => {
          const good = through();
          void t.spec(good, (contract) => contract.through(), 'good');
          good.end();
          const bad = through();
          void t.spec(bad, (contract) => contract.readable({ end: false }), 'bad');
          t.throws(() => bad.end(), { code: 'ERR_STREAM_SPEC_BREACH' }, 'thrown');
          bad.destroy();
          t.end();
        });
      });
      expect(asserts).toEqual(['ok thrown', 'ok good', 'not ok bad']);
    });

    it('t.plan(0) ends a test', async () => {
      expect(await assertsOf((test) => test('a', (t) => t.plan(0)))).toEqual([]);
    });

    it('t.teardown runs each function when all is over, and its exception is a failure', async () => {
      const order: string[] = [];
      const asserts = await assertsOf((test) => {
        test('a', (t) => {
          t.teardown(async () => void order.push('first'));
          t.teardown(() => {
            throw new Error('torn');
          });
          t.teardown(() => order.push('last'));
          t.test('inner', (s) => s.end(order.push('inner') === 0));
          t.end();
        });
      });
      expect(order).toEqual(['inner', 'first', 'last']);
      expect(asserts).toEqual(['not ok Error: torn']);
    });

    it('only, skip and todo choose what runs and what counts', async () => {
      const names: string[] = [];
      const test = createHarness();
      for (const add of [test, test.only, test.only])
        add(`${names.length}`, (t) => t.end(names.push(t.name) === 0));
      test.todo('later', (t) => t.end(t.fail()));
      for await (const _ of test.createStream());
      expect(names).toHaveLength(2);
      expect(test.failed).toBe(false);
    });

    it('t.signal aborts when the test is over', async () => {
      let signal: AbortSignal | undefined;
      await rowsOf((test) => {
        test('a', (t) => {
          signal = t.signal;
          t.end(signal.aborted);
        });
      });
      expect(signal?.aborted).toBe(true);
    });

    it('a reader that pauses the output holds the next test back', async () => {
      const test = createHarness();
      const names: string[] = [];
      for (const name of ['a', 'b']) test(name, (t) => t.end(names.push(name) === 0));
      const output = test.createStream({ objectMode: true });
      await new Promise<void>((resolve) =>
        output.on('data', (row) => {
          if (typeof row === 'string' || row.type !== 'end' || row.test !== 0) return;
          output.pause();
          setTimeout(resolve, 10);
        }),
      );
      expect(names).toEqual(['a']);
      const ended = new Promise((resolve) => output.on('end', resolve));
      output.resume();
      await ended;
      expect(names).toEqual(['a', 'b']);
    });

    it('methods may be passed on without their test, under all their names', async () => {
      const asserts = await assertsOf((test) => {
        test('a', ({ equal, is, isEquivalent, ifError, end }) => {
          equal(1, 1, 'equal');
          is(1, 1, 'is');
          isEquivalent([1], [1], 'isEquivalent');
          ifError(null, 'ifError');
          setTimeout(end, 0);
        });
      });
      expect(asserts).toEqual(['ok equal', 'ok is', 'ok isEquivalent', 'ok ifError']);
    });
  });

  describe('errors', () => {
    it('an exception, a rejection and a timeout each fail their test, and the next one runs', async () => {
      const asserts = await assertsOf((test) => {
        test('throws', () => {
          throw new Error('thrown');
        });
        test('rejects', async () => {
          throw new Error('rejected');
        });
        test('never ends', { timeout: 5 }, () => {});
        test('lives', (t) => t.end(t.pass('lives')));
      });
      expect(asserts).toEqual([
        'not ok Error: thrown',
        'not ok Error: rejected',
        'not ok never ends timed out after 5ms',
        'ok lives',
      ]);
    });

    it('an exception ends a test that waits for something', async () => {
      const asserts = await assertsOf((test) => {
        test('a', (t) => {
          void t.resolves(new Promise(() => {}));
          throw new Error('thrown');
        });
      });
      expect(asserts).toEqual(['not ok Error: thrown']);
    });

    it('a test that hangs says what it was waiting for', async () => {
      const rows = await rowsOf((test) => {
        test('end', { timeout: 1 }, () => {});
        test('plan', { timeout: 1 }, (t) => t.plan(2));
        test('promise', { timeout: 1 }, () => new Promise(() => {}));
        test('work', { timeout: 1 }, (t) => t.end(void t.rejects(new Promise(() => {}))));
        test('teardown', { timeout: 1 }, (t) => t.end(t.teardown(() => new Promise(() => {}))));
        test('subtest', { timeout: 1 }, (t) => t.end(void t.test('inner', () => {})));
      });
      const awaited = rows.flatMap((row) =>
        typeof row !== 'string' && row.type === 'assert' && row.name.includes('timed out')
          ? [row.awaiting]
          : [],
      );
      expect(awaited).toEqual([
        ['t.end()'],
        ['2 more of 2 planned'],
        ['the promise that its function returned'],
        [expect.stringMatching(/^t\.rejects at .*harness\.test/)],
        ['a teardown'],
        ['inner: t.end()'],
      ]);
    });

    it('signal ends a test, or all of them', async () => {
      const one = new AbortController();
      const asserts = await assertsOf((test) => {
        test('a', { signal: one.signal }, () => one.abort());
        test('b', (t) => t.end(t.pass('b')));
      });
      expect(asserts).toEqual(['not ok a was aborted', 'ok b']);

      const all = new AbortController();
      const text = await textOf(
        (test) => {
          test('a', () => all.abort(new Error('enough')));
          test('b', (t) => t.end(t.pass('b')));
        },
        { signal: all.signal },
      );
      expect(text).toBe('TAP version 14\n# Subtest: a\nBail out! aborted: Error: enough\n');
    });

    it('t.bailout stops all that follows', async () => {
      const text = await textOf((test) => {
        test('a', (t) => {
          t.pass();
          t.bailout('no disk');
          t.pass();
        });
        test('b', (t) => t.end());
      });
      expect(text).toBe('TAP version 14\n# Subtest: a\n    ok 1 - (unnamed assert)\nBail out! no disk\n');
    });

    it('what comes after the end is a failure', async () => {
      const asserts = await assertsOf((test) => {
        test('a', (t) => {
          t.end();
          t.pass('late');
          t.end();
        });
      });
      expect(asserts).toEqual(['not ok .end() already called: late', 'not ok .end() already called']);
    });

    it('a value that cannot be read is printed all the same', async () => {
      const hostile = new Proxy(
        {},
        {
          get() {
            throw new Error('no');
          },
          ownKeys() {
            throw new Error('no');
          },
        },
      );
      const text = await textOf((test) => test('a', (t) => t.end(t.equal(hostile, 1, 'm'))));
      expect(text).toContain('not ok 1 - m');
    });

    it('arguments of the wrong kind, versions that are none and late tests are refused', async () => {
      const test = createHarness();
      expect(() => test(5 as never)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }));
      expect(() => test.createStream({ version: 12 as never })).toThrow(
        expect.objectContaining({ code: 'ERR_INVALID_ARG_VALUE' }),
      );
      for await (const _ of test.createStream());
      expect(() => test('late', () => {})).toThrow(expect.objectContaining({ code: 'ERR_TAP_OVER' }));
    });
  });

  it('types', () => {
    const test = createHarness();
    expectTypeOf(test.createStream()).toEqualTypeOf<Through<Row, string>>();
    expectTypeOf(test.createStream({ objectMode: true })).toEqualTypeOf<Through<Row, Row>>();
    expectTypeOf<Parameters<Parameters<typeof test>[0] & object>>().not.toBeAny();
    expectTypeOf<Test['isEquivalent']>().toEqualTypeOf<Test['deepEqual']>();
  });
});
