import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { Fault, Fuzzer } from './_fuzzers.ts';
import { root } from './_tree.ts';
import type { Message } from './fuzz.ts';
import { readRequest, rounds, Tally } from './fuzz.ts';

const THEMES = ['apples', 'pears'];

/** A fuzzer that fails with some seeds, and remembers those that it was given. */
function fuzzer(
  theme: string,
  failing: { [seed: string]: Fault } = {},
): Fuzzer & { readonly seeds: string[] } {
  const seeds: string[] = [];
  return {
    theme,
    cases: 10,
    seeds,
    search: async (seed, note) => {
      seeds.push(seed);
      note(`case of ${seed}`);
      return failing[seed];
    },
  };
}

async function take(messages: AsyncIterable<Message>, count: number): Promise<Message[]> {
  const taken: Message[] = [];
  for await (const message of messages) if (taken.push(message) === count) break;
  return taken;
}

function tally(): { lines: string[]; tally: Tally } {
  const lines: string[] = [];
  return { lines, tally: new Tally((line) => lines.push(line), 0) };
}

describe('behaviour', () => {
  it('readRequest, takes minutes, a theme and a seed', () => {
    expect(readRequest(['--minutes', '0.5'], THEMES, 7)).toEqual({
      minutes: 0.5,
      themes: THEMES,
      seed: '7',
      once: false,
    });
    expect(readRequest(['--minutes', '2', '--theme', 'pears', '--seed=-3'], THEMES, 7)).toEqual({
      minutes: 2,
      themes: ['pears'],
      seed: '-3',
      once: false,
    });
  });

  it('readRequest, a theme and a seed without minutes, is a replay', () => {
    expect(readRequest(['--theme', 'pears', '--seed', '42:7:1'], THEMES, 7)).toMatchObject({
      seed: '42:7:1',
      once: true,
    });
  });

  it('rounds, run the fuzzers by turns, each round with the next seed', async () => {
    const apples = fuzzer('apples');
    const pears = fuzzer('pears', { 6: { seed: '6:2', text: 'a worm' } });
    const messages = await take(
      rounds([apples, pears], { seed: '5', once: false }, () => {}),
      8,
    );
    expect([apples.seeds, pears.seeds]).toEqual([
      ['5', '6'],
      ['5', '6'],
    ]);
    expect(messages.at(-2)).toEqual({ begins: 'pears', seed: '6' });
    expect(messages.at(-1)).toEqual({ ended: 'pears', cases: 10, fault: { seed: '6:2', text: 'a worm' } });
  });

  it('rounds, once, replay the seed as it is and end', async () => {
    const apples = fuzzer('apples');
    const cases: string[] = [];
    await take(
      rounds([apples], { seed: '5:1', once: true }, (text) => cases.push(text)),
      100,
    );
    expect([apples.seeds, cases]).toEqual([['5:1'], ['case of 5:1']]);
  });

  it('Tally, prints progress, each fault with the line that replays it, and a summary', () => {
    const { lines, tally: counted } = tally();
    counted.take({ begins: 'apples', seed: '5' });
    counted.take({ ended: 'apples', cases: 30 });
    counted.take({ begins: 'pears', seed: '5' });
    counted.progress(10_000);
    counted.take({ ended: 'pears', cases: 10, fault: { seed: '5:2', text: 'a worm' } });
    counted.summary(20_000);
    expect(lines).toEqual([
      '10 s  pears  30 programs  3/s',
      'FAILED pears, replay with: npm run fuzz -- --theme pears --seed 5:2\na worm\n',
      '40 programs in 20 s, 2/s: apples 30, pears 10',
      'Found: 1',
    ]);
  });

  it('Tally, a round that never ends, prints its last case', () => {
    const { lines, tally: counted } = tally();
    counted.take({ begins: 'apples', seed: '5' });
    counted.lost('the last case');
    expect(lines).toEqual([
      expect.stringMatching(/--theme apples --seed 5\n.*does not end.*\nthe last case/),
    ]);
    expect(counted.faults).toBe(1);
  });

  it('fuzz, at an interrupt, prints the summary and ends well', async () => {
    const child = spawn(
      'node',
      [
        '--import',
        'tsx',
        '--conditions=@gardenhose/source',
        'tools/fuzz.ts',
        ...['--minutes', '60', '--theme', 'writable', '--seed', '1'],
      ],
      { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let output = '';
    child.stdout.on('data', (text) => {
      output += text;
      child.kill('SIGINT');
    });
    const [code] = await once(child, 'close');
    expect([code, output]).toEqual([
      0,
      expect.stringMatching(/^seed 1\n\d+ programs in .*\nNothing found\.\n$/),
    ]);
  });
});

describe('errors', () => {
  it.each([
    [['--minutes', '1', '--theme', 'plums'], /apples, pears/],
    [[], /--minutes/],
    [['--minutes', '0'], /--minutes/],
    [['--minutes', 'long'], /--minutes/],
    [['--minutes', '1', '--seed', 'x'], /No such seed: x/],
    [['--minutes', '1', '--theme', 'pears', '--seed', '1:2'], /without --minutes/],
    [['--hours', '1'], /--hours/],
  ])('readRequest, of %j, throws', (args, message) => {
    expect(() => readRequest(args, THEMES, 7)).toThrow(message);
  });
});
