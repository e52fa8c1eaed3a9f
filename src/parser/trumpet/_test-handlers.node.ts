/**
 * Random handlers on random documents, to be called by html-rewriter-wasm@0.4.1 and by ours.
 *
 * @module
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { original } from '../../../oracles/original.ts';
import type { DocumentHandlers, ElementHandlers } from './html-rewriter.ts';
import { HTMLRewriter } from './html-rewriter.ts';

/** What both have of an HTMLRewriter. */
interface Face {
  on(selector: string, handlers: ElementHandlers): unknown;
  onDocument(handlers: DocumentHandlers): unknown;
}
interface Theirs extends Face {
  write(chunk: Uint8Array): Promise<void>;
  end(): Promise<void>;
  free(): void;
}

/** A method to call, with what. */
export type Call = readonly [method: string, ...args: unknown[]];

/** What a handler does, and whether it takes its time. */
export interface Part {
  readonly selector: string;
  readonly kind: 'element' | 'text' | 'comments' | 'end tag';
  readonly calls: readonly Call[];
  readonly isAsync: boolean;
}

const NAMES = ['div', 'span', 'section'];
const attributes = fc
  .uniqueArray(fc.tuple(fc.constantFrom('id', 'class', 'n'), fc.constantFrom('x', 'y z', 'a&amp;b')), {
    selector: ([name]) => name,
    maxLength: 3,
  })
  .map((pairs) => pairs.map(([name, value]) => ` ${name}="${value}"`).join(''));
const { node } = fc.letrec<{ node: string; element: string }>((tie) => ({
  node: fc.oneof(
    { withCrossShrink: true, maxDepth: 4 },
    fc.constantFrom('text', ' ', '<!-- <u> -->', '<!---->', '&amp;', 'é', '<br>', '<img n="x">'),
    fc.constantFrom('<script>a<b</script>', '<textarea><u></textarea>', '<!doctype html>', '<?x?>'),
    tie('element'),
  ),
  element: fc
    .tuple(
      fc.constantFrom(...NAMES),
      attributes,
      fc.array(tie('node'), { maxLength: 3, depthIdentifier: 'n' }),
    )
    .map(([name, attributes, children]) => `<${name}${attributes}>${children.join('')}</${name}>`),
}));
const document = fc.array(node, { maxLength: 4 }).map((nodes) => nodes.join(''));

const content = fc.tuple(fc.constantFrom('<i>&"é</i>', 'new', ''), fc.constantFrom({}, { html: true }));
const around = fc
  .tuple(fc.constantFrom('before', 'after', 'replace'), content)
  .map(([method, [text, options]]): Call => [method, text, options]);
const within = fc
  .tuple(fc.constantFrom('prepend', 'append', 'setInnerContent'), content)
  .map(([method, [text, options]]): Call => [method, text, options]);
const onElement: fc.Arbitrary<Call> = fc.oneof(
  around,
  within,
  fc.constantFrom<Call[]>(['remove'], ['removeAndKeepContent'], ['tagName', 'b'], ['removeAttribute', 'n']),
  fc.tuple(fc.constant('setAttribute'), fc.constantFrom('n', 'm', 'class'), fc.constantFrom('', '"&<', 'é')),
);
const removes = fc.constant<Call>(['remove']);
const selector = fc.constantFrom(...NAMES, 'div span', 'div > *', '.y', '#x', '[n=x]', '*', 'q', ':not(div)');
const isAsync = fc.boolean();
const part: fc.Arbitrary<Part> = fc.oneof(
  fc.record({
    selector,
    kind: fc.constant('element' as const),
    calls: fc.array(onElement, { maxLength: 3 }),
    isAsync,
  }),
  fc.record({
    selector,
    kind: fc.constant('text' as const),
    calls: fc.array(fc.oneof(around, removes), { maxLength: 2 }),
    isAsync,
  }),
  fc.record({
    selector,
    kind: fc.constant('comments' as const),
    calls: fc.array(fc.oneof(around, removes, fc.constant<Call>(['text', 'né'])), { maxLength: 2 }),
    isAsync,
  }),
  fc.record({
    selector,
    kind: fc.constant('end tag' as const),
    calls: fc.array(
      fc.oneof(fc.constantFrom<Call[]>(['before', 'x'], ['after', 'y'], ['name', 'u']), removes),
      {
        maxLength: 2,
      },
    ),
    isAsync,
  }),
);

/** Calls methods, or sets properties. */
function make(target: object, calls: readonly Call[]): void {
  for (const [name, ...args] of calls) {
    const member: unknown = Reflect.get(target, name);
    if (typeof member === 'function') Reflect.apply(member, target, args);
    else Reflect.set(target, name, args[0]);
  }
}

/** Installs a program, which notes what its handlers see. */
function install(rewriter: Face, parts: readonly Part[], seen: string[]): void {
  for (const [number, { selector, kind, calls, isAsync }] of parts.entries()) {
    const act = (target: object, what: string): unknown => {
      seen.push(`${number} ${what}`);
      if (!isAsync) return make(target, calls);
      return Promise.resolve().then(() => make(target, calls));
    };
    if (kind === 'element') {
      rewriter.on(selector, {
        element: (element) => act(element, `${element.tagName} ${JSON.stringify([...element.attributes])}`),
      });
    } else if (kind === 'text') {
      // How text is cut is for each to say; that it ends is not.
      rewriter.on(selector, {
        text: (chunk) => (chunk.lastInTextNode ? act(chunk, 'end of text') : undefined),
      });
    } else if (kind === 'comments') {
      rewriter.on(selector, { comments: (comment) => act(comment, comment.text) });
    } else {
      rewriter.on(selector, {
        element(element) {
          try {
            element.onEndTag((endTag) => act(endTag, endTag.name));
          } catch {
            seen.push(`${number} no end tag`);
          }
        },
      });
    }
  }
  let text = '';
  rewriter.onDocument({
    doctype: ({ name, publicId, systemId }) => void seen.push(`${name} ${publicId} ${systemId}`),
    comments: (comment) => void seen.push(comment.text),
    text(chunk) {
      text += chunk.text;
      if (!chunk.lastInTextNode) return;
      seen.push(text);
      text = '';
    },
    end: (end) => void end.append('<END>', { html: true }),
  });
}

function cutBytes(html: string, places: readonly number[]): Uint8Array[] {
  const bytes = Buffer.from(html);
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return ends.map((end, i) => bytes.subarray(i === 0 ? 0 : ends[i - 1], end));
}

/** The original calls only the last end tag handler of an element. */
function hasManyEndTags(parts: readonly Part[]): boolean {
  return parts.filter(({ kind }) => kind === 'end tag').length > 1;
}

/** The original writes an attribute that is removed and set again last, and not where it was. */
function isSetAgain(parts: readonly Part[]): boolean {
  const names = parts.flatMap(({ calls }) =>
    calls.filter(([, name]) => name === 'n').map(([method]) => method),
  );
  const removed = names.indexOf('removeAttribute');
  return removed >= 0 && names.includes('setAttribute', removed);
}

/** A document, where it is cut, and handlers. */
export interface HandlerCase {
  readonly html: string;
  readonly places: readonly number[];
  readonly parts: readonly Part[];
}

export const handlerCases: fc.Arbitrary<HandlerCase> = fc.record({
  html: document,
  places: fc.array(fc.nat(), { maxLength: 3 }),
  parts: fc.array(part, { maxLength: 4 }),
});

/** Rejects if the same handlers do not hear the same of the same document, and make the same of it. */
export async function checkHandlers({ html, places, parts }: HandlerCase): Promise<void> {
  fc.pre(!hasManyEndTags(parts) && !isSetAgain(parts));
  const chunks = cutBytes(html, places);
  const { HTMLRewriter: Wasm } = original<{
    HTMLRewriter: new (sink: (chunk: Uint8Array) => void) => Theirs;
  }>('html-rewriter-wasm');
  const wanted: Uint8Array[] = [];
  const wantedSeen: string[] = [];
  const theirs = new Wasm((chunk) => void wanted.push(chunk.slice()));
  install(theirs, parts, wantedSeen);
  for (const chunk of chunks) if (chunk.length > 0) await theirs.write(chunk);
  await theirs.end();
  theirs.free();

  const got: Uint8Array[] = [];
  const seen: string[] = [];
  const ours = new HTMLRewriter();
  install(ours, parts, seen);
  for await (const chunk of ours.transform(chunks)) got.push(chunk);
  assert.deepEqual(
    { output: String(Buffer.concat(got)), seen },
    { output: String(Buffer.concat(wanted)), seen: wantedSeen },
  );
}
