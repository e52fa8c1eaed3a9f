/** Whole programs of streams and operations. */
import * as fc from 'fast-check';
import type { Op, Program, Spec } from '../program.ts';
import type { Arb } from './values.ts';
import { list, pick, wait } from './values.ts';

const MAX_STEPS = 14;

/** A program of these streams: the first operations, and then any others, with waits between. */
export function program(
  streams: { readonly [name: string]: Arb<Spec> },
  first: Arb<Op[]>,
  op: Arb<Op>,
): Arb<Program> {
  return fc
    .record({ streams: fc.record(streams), first, ops: list(pick<Op>([3, op], [1, wait]), MAX_STEPS) })
    .map(({ streams, first, ops }) => sparing({ streams, ops: [...first, ...ops] }))
    .chain((whole) => fc.boolean().map((isTame) => (isTame ? tame(whole) : whole)));
}

/** Takes out whatever fails: random programs fail so soon that little is seen of what comes after. */
function tame(program: Program): Program {
  return JSON.parse(JSON.stringify(program), (key, value) => {
    if (value?.throw !== undefined) return { answer: [] };
    if (value?.call === 'destroy') return { ...value, call: 'resume', with: [] };
    if (value?.answer?.[0]?.error !== undefined) return { answer: [] };
    if (typeof value?.signal === 'string' || typeof value?.abort === 'string') return {};
    if (key === 'encoding' && value === 'nope') return 'utf8';
    if (key === 'write' && Array.isArray(value) && value.every((ops) => ops.length === 0))
      return [[{ answer: [] }]];
    return value;
  });
}

/**
 * Takes the size from `read(n)` where text is decoded: Node 20 returns too much when the n characters lie in
 * several chunks, and the core does not copy that.
 */
function sparing(program: Program): Program {
  const text = JSON.stringify(program);
  if (!/"encoding":"|"setEncoding"/.test(text)) return program;
  return JSON.parse(text, (_key, value) => (value?.call === 'read' ? { ...value, with: [] } : value));
}
