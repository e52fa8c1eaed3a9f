/**
 * Turns the rows of a harness into TAP.
 *
 * Version 13 is tape's form: flat, each test a comment and its assertions counted through. Version 14 nests: each
 * test is a subtest, four spaces further in, with a plan and a test point of its own.
 *
 * @module
 */
import type { Through } from '../../control/through.ts';
import { through } from '../../control/through.ts';
import { blockOf } from './_block.ts';
import type { AssertRow, Directive, EndRow, Row, TestRow } from './rows.ts';

/** Makes a stream that takes rows and emits text. */
export function toText(version: 13 | 14): Through<Row, string> {
  const writer = version === 13 ? new Flat() : new Nested();
  return through<Row, string>(
    function (row) {
      if (!writer.begun) this.queue(`TAP version ${version}\n`);
      writer.begun = true;
      const text = writer.write(row);
      if (text !== '') this.queue(text);
    },
    function () {
      if (!writer.begun) this.queue(`TAP version ${version}\n`);
      this.queue(writer.end());
      this.queue(null);
    },
  );
}

/** Counts assertions for the last lines, and knows whether there are to be any. */
abstract class Writer {
  begun = false;
  protected bailedOut = false;
  protected count = 0;
  protected failures = 0;

  abstract write(row: Row): string;
  protected abstract points(): number;

  end(): string {
    if (this.bailedOut) return '';
    const lines = [
      '',
      `1..${this.points()}`,
      `# tests ${this.count}`,
      `# pass  ${this.count - this.failures}`,
    ];
    lines.push(...(this.failures > 0 ? [`# fail  ${this.failures}`] : ['', '# ok']));
    return `${lines.join('\n')}\n`;
  }

  protected tally(row: AssertRow): void {
    this.count += 1;
    if (!row.ok && row.todo === false) this.failures += 1;
  }

  protected bailout(reason: string): string {
    this.bailedOut = true;
    return `Bail out!${reason === '' ? '' : ` ${oneLine(reason)}`}\n`;
  }
}

class Flat extends Writer {
  write(row: Row): string {
    if (typeof row === 'string') return `# ${oneLine(row)}\n`;
    if (row.type === 'bailout') return this.bailout(row.reason);
    if (row.type === 'end') return '';
    if (row.type === 'test') {
      const directive = `${row.skip ? 'SKIP ' : ''}${row.todo ? 'TODO ' : ''}`;
      return `# ${directive}${oneLine(row.name)}${reasonOf(row.skip)}\n`;
    }
    this.tally(row);
    const name = oneLine(row.name).replace(/#(?=\s*(?:skip|todo)\b)/gi, '\\#');
    return `${pointOf(row.ok, this.count, name, row)}${row.ok ? '' : blockOf(row)}`;
  }

  protected points(): number {
    return this.count;
  }
}

/** A test that has begun; the outermost is the document. */
interface Level {
  readonly row: TestRow | undefined;
  readonly parent: Level | undefined;
  readonly indent: string;
  count: number;
  failed: boolean;
  /** What came while a subtest was open, and must wait for its end. */
  readonly held: AssertRow[];
  child: Level | undefined;
}

class Nested extends Writer {
  readonly #document: Level = levelOf(undefined, undefined);
  readonly #open = new Map<number, Level>();
  /** Where rows of a test belong that is over. */
  readonly #heirs = new Map<number, number | undefined>();
  #innermost: Level = this.#document;

  write(row: Row): string {
    if (typeof row === 'string') return `${this.#innermost.indent}# ${oneLine(row)}\n`;
    if (row.type === 'bailout') return this.bailout(row.reason);
    if (row.type === 'test') return this.#begin(row);
    if (row.type === 'end') return this.#finish(row);
    this.tally(row);
    return this.#assert(row, this.#levelOf(row.test));
  }

  protected points(): number {
    return this.#document.count;
  }

  #levelOf(test: number | undefined): Level {
    while (test !== undefined) {
      const level = this.#open.get(test);
      if (level !== undefined) return level;
      test = this.#heirs.get(test);
    }
    return this.#document;
  }

  #begin(row: TestRow): string {
    const parent = this.#levelOf(row.parent);
    const level = levelOf(row, parent);
    this.#heirs.set(row.id, row.parent);
    this.#open.set(row.id, level);
    this.#innermost = parent.child = level;
    return row.skip ? '' : `${parent.indent}# Subtest: ${escaped(row.name)}\n`;
  }

  #assert(row: AssertRow, level: Level): string {
    if (level.child !== undefined) {
      level.held.push(row);
      return '';
    }
    level.count += 1;
    if (!row.ok && row.todo === false) level.failed = true;
    const text = `${pointOf(row.ok, level.count, `- ${escaped(row.name)}`, row)}${row.ok ? '' : blockOf(row)}`;
    return indented(text, level.indent);
  }

  #finish(end: EndRow): string {
    const level = this.#open.get(end.test);
    const { row, parent } = level ?? {};
    if (level === undefined || row === undefined || parent === undefined) return '';
    this.#open.delete(end.test);
    this.#innermost = parent;
    parent.child = undefined;
    parent.count += 1;
    if (level.failed) parent.failed = true;
    const point = pointOf(!level.failed, parent.count, `- ${escaped(row.name)}`, row);
    const plan = row.skip ? '' : `${level.indent}1..${level.count}\n`;
    const held = parent.held.splice(0).map((late) => this.#assert(late, parent));
    return `${plan}${parent.indent}${point}${held.join('')}`;
  }
}

function levelOf(row: TestRow | undefined, parent: Level | undefined): Level {
  const indent = parent === undefined ? '' : `${parent.indent}    `;
  return { row, parent, indent, count: 0, failed: false, held: [], child: undefined };
}

/** What a test point may say beyond its outcome. */
interface Directives {
  readonly skip?: Directive | undefined;
  readonly todo: Directive;
}

function pointOf(ok: boolean, id: number, name: string, { skip, todo }: Directives): string {
  const directive = skip ? ` # SKIP${reasonOf(skip)}` : todo ? ` # TODO${reasonOf(todo)}` : '';
  return `${ok ? 'ok' : 'not ok'} ${id}${name === '' ? '' : ` ${name}`}${directive}\n`;
}

function reasonOf(directive: Directive): string {
  return typeof directive === 'string' ? ` ${oneLine(directive)}` : '';
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

/** Version 14 lets a name hold what would begin a directive. */
function escaped(name: string): string {
  return oneLine(name).trim().replace(/[\\#]/g, '\\$&');
}

function indented(text: string, indent: string): string {
  return indent === '' ? text : text.replace(/^(?!$)/gm, indent);
}
