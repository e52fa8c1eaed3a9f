/**
 * Our tree against parse5's: the same random tags are read by both, and at each start tag the same elements must be
 * open, and the same end tags must end the same elements.
 *
 * @module
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readOpenPaths } from './_test.ts';
import { parse5OpenPaths } from './_test-parse5.node.ts';

const RUNS = 1000;

const NAMES =
  'p div span b i a h1 h2 ul li dl dd dt table tbody tr td th caption colgroup form button option optgroup hr br img ruby rt rp rb rtc section object font nobr em address';
const FOREIGN = 'svg math g mi mo annotation-xml foreignobject desc title mglyph malignmark path';

function tags(names: string): fc.Arbitrary<string> {
  const name = fc.constantFrom(...names.split(' '));
  const tag = fc.oneof(
    { weight: 5, arbitrary: name.map((found) => `<${found}>`) },
    { weight: 4, arbitrary: name.map((found) => `</${found}>`) },
    { weight: 1, arbitrary: name.map((found) => `<${found}/>`) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('<!---->', '<font color=x>', '<annotation-xml encoding=text/HTML>'),
    },
  );
  return fc.array(tag, { maxLength: 14 }).map((chosen) => chosen.join(''));
}

describe('tree', () => {
  it.each([
    ['blocks', 'p div span ul li dl dd dt h1 h2 hr br img section button address a form'],
    ['formatting', 'p div b i a nobr span em object li ul'],
    ['tables', 'table table tr td tbody tr td th caption colgroup col p div span form'],
    ['ruby and options', 'ruby rt rp rb rtc p span option optgroup div'],
    ['templates', 'template div p li ul'],
    ['foreign content', `${FOREIGN} p div b span br font`],
    ['all', `${NAMES} ${FOREIGN}`],
  ])('tree, given %s, has open what parse5 has', (what, names) => {
    fc.assert(
      fc.property(tags(names), (soup) => {
        const html = `<!doctype html><body>${what === 'tables' ? '<table>' : ''}${soup}<link>`;
        const theirs = parse5OpenPaths(html);
        fc.pre(theirs !== undefined);
        expect(readOpenPaths(html)).toEqual(theirs);
      }),
      { numRuns: RUNS },
    );
  });
});
