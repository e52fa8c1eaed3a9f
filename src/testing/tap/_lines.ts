/**
 * The lines of TAP, each recognised for itself: what a line means where it stands is the parser's to say.
 *
 * @module
 */

/** A test point as its line has it. */
export interface PointLine {
  readonly type: 'point';
  readonly ok: boolean;
  /** Its number, where it has one. */
  readonly id: number | undefined;
  readonly name: string;
  readonly skip: boolean | string;
  readonly todo: boolean | string;
  /** Milliseconds. */
  readonly time: number | undefined;
  /** Whether the line ends by opening a subtest: `{`. */
  readonly opens: boolean;
}

/** A line of TAP. */
export type Line =
  | PointLine
  | { readonly type: 'version'; readonly version: number }
  | { readonly type: 'plan'; readonly start: number; readonly end: number; readonly comment: string }
  | { readonly type: 'bailout'; readonly reason: string }
  | { readonly type: 'pragma'; readonly key: string; readonly value: boolean }
  | { readonly type: 'subtest'; readonly name: string }
  | { readonly type: 'comment' }
  | { readonly type: 'blank' }
  | { readonly type: 'other' };

const POINT = /^(?<not>not )?ok(?: (?<id>\d+))?(?:(?: -)?(?<rest> .*))?$/s;
const VERSION = /^TAP version (1[34])$/i;
const PLAN = /^(\d+)\.\.(\d+)(?:\s+#\s*(.*))?$/s;
const BAILOUT = /^bail out!(.*)$/is;
const PRAGMA = /^pragma ([+-])([\w-]+)$/;
const SUBTEST = /^# Subtest(?:: (.+))?$/;
/** A hash that no backslash hides. */
const HASH = /(?<=\s|\\\\)#/;
const DIRECTIVE = /^\s*(?:(?<word>todo|skip)\S*(?<reason>.*)|time=(?<time>\d+(?:\.\d+)?)ms\s*)$/is;
/** A brace that opens a subtest. */
const OPENS = /\{\s*$/;

/** Recognises a line, without its line break. */
export function readLine(line: string): Line {
  switch (line.charCodeAt(0)) {
    case 0x6e: // n
    case 0x6f: // o
      return readPoint(line) ?? other;
    case 0x23: {
      const name = SUBTEST.exec(line);
      return name === null ? comment : { type: 'subtest', name: unescaped((name[1] ?? '').trim()) };
    }
    case 0x20:
    case 0x09:
      return line.trim() === '' ? blank : line.trimStart().startsWith('#') ? comment : other;
    default:
      return line === '' ? blank : readRest(line);
  }
}

const blank: Line = { type: 'blank' };
const comment: Line = { type: 'comment' };
const other: Line = { type: 'other' };

function readRest(line: string): Line {
  const plan = PLAN.exec(line);
  if (plan !== null) return readPlan(Number(plan[1]), Number(plan[2]), plan[3] ?? '');
  const version = VERSION.exec(line);
  if (version !== null) return { type: 'version', version: Number(version[1]) };
  const bailout = BAILOUT.exec(line);
  if (bailout !== null) return { type: 'bailout', reason: (bailout[1] ?? '').trim() };
  const pragma = PRAGMA.exec(line);
  if (pragma !== null) return { type: 'pragma', key: pragma[2] ?? '', value: pragma[1] === '+' };
  return other;
}

function readPlan(start: number, end: number, comment: string): Line {
  const isPlan = end >= start || (start === 1 && end === 0);
  return isPlan ? { type: 'plan', start, end, comment: comment.trim() } : other;
}

function readPoint(line: string): PointLine | undefined {
  const comment = line.search(HASH);
  const isEmpty = comment !== -1 && line.slice(comment + 1).trim() === '';
  const whole = isEmpty ? line.slice(0, comment) : line;
  const opensLine = OPENS.test(whole);
  const groups = POINT.exec(whole.replace(OPENS, ''))?.groups;
  if (groups === undefined) return undefined;
  const { not, id, rest = '' } = groups;
  const hash = rest.search(HASH);
  const after = hash === -1 ? undefined : rest.slice(hash + 1);
  const found = after === undefined ? null : DIRECTIVE.exec(after);
  const { word, reason = '', time } = found?.groups ?? {};
  const directive = word === undefined ? false : reason.trim() || true;
  const before = (found === null ? rest : rest.slice(0, hash)).trim();
  const opensBefore = found !== null && OPENS.test(before);
  const description = opensBefore ? before.replace(OPENS, '').trim() : before;
  return {
    type: 'point',
    ok: not === undefined,
    id: id === undefined ? undefined : Number(id),
    name: unescaped(description),
    skip: word?.toLowerCase() === 'skip' && directive,
    todo: word?.toLowerCase() === 'todo' && directive,
    time: time === undefined ? undefined : Number(time),
    opens: opensLine || opensBefore,
  };
}

/** Takes the backslashes out that hide a hash or a backslash. */
function unescaped(name: string): string {
  return name.replace(/\\([\\#])/g, '$1');
}
