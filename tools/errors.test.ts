import { describe, expect, it } from 'vitest';
import * as errors from '../src/core/errors.ts';
import { read } from './_tree.ts';

/** The page's sections: a code and the paragraphs below its heading. */
const sections = read('docs/errors.md')
  .split(/^### /m)
  .slice(1)
  .map((section): [string, string[]] => {
    const [heading = '', ...paragraphs] = section.split(/^#/m, 1).join('').trim().split(/\n\n+/);
    return [heading, paragraphs];
  });
const headings = sections.map(([heading]) => heading);

/** The base class of each code, as the table says it. */
const classes = new Map<string, string>([['ABORT_ERR', 'AbortError']]);
for (const [, code, base] of read('src/core/errors.ts').matchAll(/'(ERR_\w+)',\s+(\w*Error),/g)) {
  classes.set(code as string, base as string);
}

const codes = [...Object.keys(errors).filter((name) => name.startsWith('ERR_')), 'ABORT_ERR'];

describe('docs/errors.md', () => {
  it('has a heading for each code', () => {
    expect(codes.filter((code) => !headings.includes(code))).toEqual([]);
  });

  it('has no heading twice, and none for a code that does not exist', () => {
    expect(
      headings.filter((code, index) => !codes.includes(code) || headings.indexOf(code) !== index),
    ).toEqual([]);
  });

  it.each(sections)(
    '%s tells its class, when it comes, an example message and what to do',
    (code, paragraphs) => {
      const [when = '', message = '', advice = ''] = paragraphs;
      expect(when.startsWith(`\`${classes.get(code)}\`. `), `${code} is a ${classes.get(code)}`).toBe(true);
      expect(when).toMatch(/\.$/);
      expect(message).toMatch(/^> \S/);
      expect(advice).toMatch(/\.$/);
    },
  );
});
