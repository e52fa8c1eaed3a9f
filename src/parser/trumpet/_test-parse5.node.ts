/**
 * What parse5 says of a document, in the words of our tests.
 *
 * @module
 */
import fc from 'fast-check';
import { original } from '../../../oracles/original.ts';

interface Location {
  readonly startOffset: number;
  readonly startTag?: Location;
  readonly endTag?: Location;
}
interface Node {
  readonly tagName: string;
  sourceCodeLocation?: Location | null;
}
interface Entry {
  readonly element: Node;
  readonly token: { readonly location: Location };
}
interface Parser {
  readonly tokenizer: { write(text: string, last: boolean): void };
  readonly openElements: { readonly items: readonly Node[]; readonly stackTop: number };
  readonly activeFormattingElements: {
    getElementEntry(node: Node): Entry | undefined;
    getElementEntryInScopeWithTagName(name: string): Entry | null;
  };
  onStartTag(token: { readonly tagName: string; readonly location: Location }): void;
  onEndTag(token: { readonly tagName: string }): void;
}
interface Parse5 {
  readonly Parser: { new (options: object): Parser; readonly prototype: Parser };
  readonly defaultTreeAdapter: {
    setNodeSourceCodeLocation(node: Node, location: Location | null): void;
    updateNodeSourceCodeLocation(node: Node, location: Partial<Location>): void;
  };
}
const { Parser, defaultTreeAdapter } = original<Parse5>('parse5');

/** What is not compared: see `readOpenPaths`. */
const SKELETON = /^(?:html|head|body|#document-fragment)$/;

/** Where these end is not compared: it may be that only a copy does. */
const FORMATTING = /^(?:a|b|em|font|i|nobr)$/;
const TABLE_PART: RegExp = /^(?:table|tbody|thead|tfoot|tr|td|th|caption|colgroup|col)$/;

/**
 * Lists, for each start tag that makes an element, the places of the tags of the elements that are open there, and
 * for each element that its own end tag ends, where that is. Returns undefined if the document does what our tree
 * does not follow: opens a formatting element again or might, leaves out a part of a table because there is no table, or ends one that has no
 * start tag.
 */
export function parse5OpenPaths(html: string): string[] | undefined {
  const lines: string[] = [];
  const nodes = new Map<number, Node>();
  const partPlaces: number[] = [];
  let beyond = false;
  function placeOf(node: Node): number | undefined {
    if (node.sourceCodeLocation) return node.sourceCodeLocation.startOffset;
    return parser.activeFormattingElements.getElementEntry(node)?.token.location.startOffset;
  }
  const parser = new Parser({
    sourceCodeLocationInfo: true,
    scriptingEnabled: false,
    treeAdapter: {
      ...defaultTreeAdapter,
      setNodeSourceCodeLocation(node: Node, location: Location | null) {
        defaultTreeAdapter.setNodeSourceCodeLocation(node, location);
        if (location === null || node.tagName === undefined || SKELETON.test(node.tagName)) return;
        const place = location.startOffset;
        if (nodes.has(place)) {
          beyond = true;
          return;
        }
        nodes.set(place, node);
        const { items, stackTop } = parser.openElements;
        const path = items
          .slice(0, stackTop + 1)
          .filter(({ tagName }) => !SKELETON.test(tagName))
          .map(placeOf)
          .filter((found) => found !== undefined);
        lines.push(`${node.tagName.toLowerCase()}@${place} in ${path.join(' ')}`);
      },
    },
  });
  parser.onStartTag = (token) => {
    if (TABLE_PART.test(token.tagName)) partPlaces.push(token.location.startOffset);
    Parser.prototype.onStartTag.call(parser, token);
  };
  parser.onEndTag = (token) => {
    const { items, stackTop } = parser.openElements;
    const part = items.slice(0, stackTop + 1).findLast(({ tagName }) => tagName === token.tagName);
    if (TABLE_PART.test(token.tagName) && part !== undefined && !part.sourceCodeLocation) beyond = true;
    const entry = parser.activeFormattingElements.getElementEntryInScopeWithTagName(token.tagName);
    if (entry !== null && !items.slice(0, stackTop + 1).includes(entry.element)) beyond = true;
    Parser.prototype.onEndTag.call(parser, token);
  };
  parser.tokenizer.write(html, true);
  if (beyond || partPlaces.some((place) => !nodes.has(place))) return undefined;
  for (const [place, { tagName, sourceCodeLocation }] of nodes) {
    if (!FORMATTING.test(tagName) && sourceCodeLocation?.endTag !== undefined)
      lines.push(`${place} ends at ${sourceCodeLocation.endTag.startOffset}`);
  }
  return lines;
}

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

/** Tags of what belongs together. */
export const soups: readonly (readonly [what: string, html: fc.Arbitrary<string>])[] = (
  [
    ['blocks', 'p div span ul li dl dd dt h1 h2 hr br img section button address a form'],
    ['formatting', 'p div b i a nobr span em object li ul'],
    ['tables', 'table table tr td tbody tr td th caption colgroup col p div span form'],
    ['ruby and options', 'ruby rt rp rb rtc p span option optgroup div'],
    ['templates', 'template div p li ul'],
    ['foreign content', `${FOREIGN} p div b span br font`],
    ['all', `${NAMES} ${FOREIGN}`],
  ] as const
).map(([what, names]) => [
  what,
  tags(names).map((soup) => `<!doctype html><body>${what === 'tables' ? '<table>' : ''}${soup}<link>`),
]);
