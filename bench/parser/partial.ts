/**
 * A value that grows: the text of a tool call in pieces of 16 characters, each of which is shown at once.
 *
 * @module
 */
import type { Case } from '../case.ts';
import { addTo } from '../case.ts';

/** Takes pieces of a text, and has the value after each looked at. */
type Grow = (pieces: readonly string[], look: (value: unknown) => void) => void;

const DELTA = 16;

/** The arguments of a call that edits files, of some length. */
function piecesOf(length: number): string[] {
  const edits: object[] = [];
  for (let written = 0, i = 0; written < length; i++) {
    const edit = {
      path: `src/garden/hose${i}.ts`,
      text: 'the water runs\n  through "it", é\n'.repeat(i % 20),
      line: i,
    };
    edits.push(edit);
    written += JSON.stringify(edit).length + 1;
  }
  const text = JSON.stringify({ name: 'edit', edits });
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += DELTA) pieces.push(text.slice(at, at + DELTA));
  return pieces;
}

/** How many edits a state of the value has. */
function editsOf(value: unknown): number {
  return (value as { edits?: readonly object[] } | undefined)?.edits?.length ?? 0;
}

const ofLength = (kib: number): Case<Grow> => {
  let pieces: string[] = [];
  return {
    title: `partial, ${kib} KiB in pieces of ${DELTA}`,
    unit: 'bytes',
    count: kib * 1024,
    contestants: {
      gardenhose: async () => {
        const { partial } = await import('gardenhose/JSONStream');
        return (pieces, look) => {
          const stream = partial();
          stream.on('data', ({ value }) => look(value));
          for (const piece of pieces) stream.write(piece);
          stream.end();
        };
      },
      '@streamparser/json': async () => {
        const { JSONParser } = await import('@streamparser/json');
        return (pieces, look) => {
          const parser = new JSONParser({ emitPartialTokens: true, emitPartialValues: true });
          let value: unknown;
          parser.onValue = ({ stack, parent }) => {
            value = stack.length > 1 ? stack[1]?.value : parent;
          };
          for (const piece of pieces) {
            parser.write(piece);
            look(value);
          }
        };
      },
    },
    async run(grow, count) {
      if (pieces.length === 0) pieces = piecesOf(count);
      let last = 0;
      let looks = 0;
      grow(pieces, (value) => {
        looks++;
        last = Math.max(last, editsOf(value));
      });
      return addTo(last, Math.round(looks / pieces.length));
    },
  };
};

/** If the work is linear, so many bytes a second, whatever the length. */
export const cases: readonly Case<Grow>[] = [64, 128, 256, 512].map(ofLength);
