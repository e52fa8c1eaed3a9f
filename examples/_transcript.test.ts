import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { replay } from './_transcript.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gardenhose-transcript-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function replayOf(text: string, timeoutMs?: number): Promise<string> {
  const file = join(folder, 'x.out');
  writeFileSync(file, text);
  return replay(file, { timeoutMs });
}

describe('replay', () => {
  it.each([
    ['commands, stdout and stderr', '$ echo beep\nbeep\n$ echo boop >&2; echo beep\nboop\nbeep\n'],
    ['notes', '# note: first\n$ echo beep\n# note: between\nbeep\n# note: last\n'],
    ['a last line that does not end', '$ printf "beep\\nboop"\nbeep\nboop\n'],
    ['input line by line', '$ while read x; do echo "<$x>"; done\n> a\n<a>\n> b\n<b>\n> ^D\n'],
    ['a port', '$ echo on 1234\non <port>\n$ echo <port>0\n12340\n$ echo :1234.\n:<port>.\n'],
    ['a number in a range', '$ echo 5 times\n<5..9> times\n'],
    ['a command in the background', '$ echo up; sleep 1000 &\nup\n$ echo beep\nbeep\n'],
    ['a command that fails', '$ echo beep; exit 3\nbeep\n[exit 3]\n$ echo boop\nboop\n'],
  ])('returns what it was given when the programs print that: %s', async (_what, text) => {
    expect(await replayOf(text)).toBe(text);
  });

  it.each([
    ['another line, and no input after it', '$ echo bop; cat\nbeep\n> x\nx\n', '$ echo bop; cat\nbop\n'],
    ['a line too many', '$ echo a; echo b\na\n', '$ echo a; echo b\na\nb\n'],
    ['a line too few', '$ echo a\na\nb\n$ echo c\nc\n', '$ echo a\na\n'],
    ['a number out of range', '$ echo 4\n<5..9>\n', '$ echo 4\n4\n'],
    ['another port', '$ echo 1; echo 2\n<port>\n<port>\n', '$ echo 1; echo 2\n<port>\n2\n'],
    ['a status', '$ false\n', '$ false\n[exit 1]\n'],
    [
      'why a command failed in the background',
      '$ echo bop; false &\nbeep\n',
      '$ echo bop; false &\nbop\n[exit 1]\n',
    ],
    [
      'what a command in the background says later',
      '$ echo a; touch "$TMPDIR/a" &\n$ until [ -e "$TMPDIR/a" ]; do :; done; echo b\nb\n',
      '$ echo a; touch "$TMPDIR/a" &\n$ until [ -e "$TMPDIR/a" ]; do :; done; echo b\nb\na\n',
    ],
  ])('returns what the programs print instead: %s', async (_what, text, now) => {
    expect(await replayOf(text)).toBe(now);
  });

  it('keeps an input line back until the output above it is there', async () => {
    const text = '$ echo a; read -t 0 && echo early; echo b; read x; echo "$x"\na\nb\n> c\nc\n';
    expect(await replayOf(text)).toBe(text);
  });

  it('kills what the commands started when the time is up', async () => {
    expect(await replayOf('$ sleep 1000 | cat\nbeep\n', 200)).toBe(
      '$ sleep 1000 | cat\n[killed after 200 ms]\n',
    );
  });

  it('refuses output that stands before the first command', async () => {
    await expect(replayOf('beep\n')).rejects.toThrow(SyntaxError);
  });
});
