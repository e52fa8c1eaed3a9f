/**
 * A document of TAP, or a subtest, which is a document four spaces further in: takes lines, emits what they say.
 *
 * A test point is held until the next line of TAP, as diagnostics or a subtest in braces may follow it.
 *
 * @module
 */
import { Stream } from '../../core/classic.ts';
import { ERR_TAP_TOO_DEEP } from '../../core/errors.ts';
import { Diagnostics, timed } from './_diagnostics.ts';
import type { Settings, TapEvent, TapEvents } from './_events.ts';
import { Limit } from './_events.ts';
import type { Line, PointLine } from './_lines.ts';
import { readLine } from './_lines.ts';
import type { TapAssert, TapPlan, TapResults } from './_results.ts';
import { Tally } from './_results.ts';

/** A test point whose next lines have not come yet. */
interface Held {
  readonly line: PointLine;
  /** Whether it stands for the subtest before it. */
  readonly closes: boolean;
  diag: unknown;
  /** Whether a brace has opened its subtest. */
  opens: boolean;
  /** What stood between the point and what may follow it. */
  readonly asides: { readonly line: string; readonly isComment: boolean }[];
}

const INDENT = '    ';
/** Lines that may stand between a test point and its diagnostics. */
const MOST_ASIDES = 64;

/** A document of TAP: the whole, or a subtest. */
export class TapDocument extends Stream<never, TapEvents> {
  /** The name of the subtest; empty for the whole. */
  readonly name: string;
  /** The names of this subtest and those around it, joined by ' > '. */
  readonly fullname: string;
  /** How many documents this one is in. */
  readonly level: number;
  /** Whether it is a subtest in braces. */
  readonly buffered: boolean;
  readonly parent: TapDocument | undefined;
  /** What it came to, once it is complete. */
  results: TapResults | undefined;
  /** Whether lines that are no TAP are failures. */
  strict: boolean;

  readonly #settings: Settings;
  readonly #tally: Tally;
  #plan: TapPlan | undefined;
  /** Whether the plan came after test points, so that none may follow. */
  #isPlanned = false;
  #lastId = 0;
  #hasVersion = false;
  #held: Held | undefined;
  #block: Diagnostics | undefined;
  #child: TapDocument | undefined;
  /** The test point whose braces the child is in. */
  #opener: Held | undefined;
  /** The last comment, if it announces a subtest. */
  #announced: string | undefined;
  #bailedOut: string | undefined;

  /** @internal */
  constructor(settings: Settings, strict: boolean, name = '', buffered = false, parent?: TapDocument) {
    super();
    this.#settings = settings;
    this.#tally = new Tally(settings.maxFailures);
    this.strict = strict;
    this.name = name;
    this.buffered = buffered;
    this.parent = parent;
    this.level = parent === undefined ? 0 : parent.level + 1;
    this.fullname = [parent?.fullname ?? '', name].filter((part) => part !== '').join(' > ');
  }

  /** Whether all is well up to here. */
  get ok(): boolean {
    return this.#tally.ok && this.#bailedOut === undefined;
  }

  /** How many test points there were up to here. */
  get count(): number {
    return this.#tally.count;
  }

  /** @internal Takes a line, without its line break. */
  _line(line: string): void {
    if (this.results !== undefined) return;
    if (this.#block !== undefined && this.#takeIntoBlock(this.#block, line)) return;
    if (
      this.#child !== undefined &&
      (line.startsWith(INDENT) || (line.trim() === '' && this.#child.#isInBlock))
    ) {
      this.#child._line(line.slice(INDENT.length));
      return;
    }
    if (this.#held !== undefined && this.#takeAfterPoint(this.#held, line)) return;
    if (this.#isComplete || (line.startsWith(INDENT) && this.#beginChild(line))) return;
    this.#take(line);
  }

  /** @internal Takes the end. */
  _end(): void {
    if (this.results !== undefined) return;
    this.#spillBlock();
    this.#endChild();
    this.#release();
    this.#announce();
    if (this.#isComplete) return;
    this.#checkCount();
    this.#complete(false);
  }

  /** Whether it is over: bailing out ends it in the middle of a line. */
  get #isComplete(): boolean {
    return this.results !== undefined;
  }

  /** Whether there may be no test points any more, after a plan of none or one that came last. */
  get #isOver(): boolean {
    return this.#isPlanned || this.#plan?.end === 0;
  }

  get #isInBlock(): boolean {
    if (this.#block !== undefined || this.#child === undefined) return this.#block !== undefined;
    return this.#child.#isInBlock;
  }

  /** Takes a line of diagnostics; one that cannot be among them shows that they are none. */
  #takeIntoBlock(block: Diagnostics, line: string): boolean {
    if (block.isEnd(line)) {
      if (this.#held !== undefined) this.#held.diag = block.read();
      this.#block = undefined;
      return true;
    }
    if (block.take(line)) return true;
    this.#spillBlock();
    return false;
  }

  #spillBlock(): void {
    const block = this.#block;
    if (block === undefined) return;
    this.#block = undefined;
    this.#release();
    this.#extra(String(block));
  }

  /** Takes a line that may belong to the test point before it. */
  #takeAfterPoint(held: Held, line: string): boolean {
    const indent = /^(\s+)---$/.exec(line)?.[1];
    if (indent !== undefined) {
      this.#block = new Diagnostics(indent, this.#settings.maxDiagnosticsLength);
      return true;
    }
    if (line === '{' && held.diag !== null && !held.opens) {
      held.opens = true;
      return true;
    }
    const { type } = readLine(line);
    if (type === 'blank') return true;
    if (held.opens && line.startsWith(INDENT)) {
      this.#opener = held;
      this.#held = undefined;
      this.#open(held.line.name, `# Subtest: ${held.line.name}`, true);
      this.#child?._line(line.slice(INDENT.length));
      return true;
    }
    if (!this.#isAside(line, type) || held.asides.length === MOST_ASIDES) {
      this.#release();
      return false;
    }
    if (type === 'subtest') {
      this.#announce();
      this.#announced = line;
    } else if (type !== 'version' || this.parent === undefined) {
      const isRefused = type === 'version' || type === 'plan';
      if (isRefused && this.#announced !== undefined) {
        held.asides.push({ line: this.#announced, isComment: true });
        this.#announced = undefined;
      }
      held.asides.push({ line, isComment: type === 'comment' });
    }
    return true;
  }

  /** Whether a line leaves the test point before it open to diagnostics: comments, and what is no TAP there. */
  #isAside(line: string, type: Line['type']): boolean {
    if (line.startsWith(INDENT)) return !this.#beginsChild(line.slice(INDENT.length));
    if (type === 'plan') return this.#plan !== undefined;
    return type === 'comment' || type === 'subtest' || type === 'version' || type === 'other';
  }

  #beginsChild(inner: string): boolean {
    return this.#announced !== undefined || saysSomething(inner);
  }

  /** Begins a subtest with its first line, if the line is one; false if it is not. */
  #beginChild(line: string): boolean {
    const inner = line.slice(INDENT.length);
    const own = readLine(inner);
    if (own.type === 'subtest' && this.#announced === undefined) {
      this.#open(own.name, inner, false);
      return true;
    }
    if (!this.#beginsChild(inner)) return false;
    const announced = this.#announced ?? '# Subtest';
    this.#announced = undefined;
    const first = readLine(announced);
    this.#open(first.type === 'subtest' ? first.name : '', announced, false);
    this.#child?._line(inner);
    return true;
  }

  #open(name: string, comment: string, buffered: boolean): void {
    const { maxDepth } = this.#settings;
    if (this.level >= maxDepth) throw new Limit(ERR_TAP_TOO_DEEP(maxDepth));
    this.#child = new TapDocument(this.#settings, this.strict, name, buffered, this);
    this.#tell('child', this.#child);
    this.#child.#tell('comment', `${comment}\n`);
  }

  #endChild(): void {
    const child = this.#child;
    if (child === undefined) return;
    child._end();
    this.#child = undefined;
    if (!child.ok) this.#tally.ok = false;
    if (this.#opener === undefined) return;
    this.#held = this.#opener;
    this.#opener = undefined;
    this.#release(true);
  }

  /** Takes a line that belongs to this document itself. */
  #take(line: string): void {
    const parsed = readLine(line);
    const hasChild = this.#child !== undefined;
    switch (parsed.type) {
      case 'blank':
        return;
      case 'comment':
        if (this.#opener !== undefined && this.#opener.asides.length < MOST_ASIDES) {
          this.#opener.asides.push({ line, isComment: true });
        } else this.#tell('comment', `${line}\n`);
        return;
      case 'subtest':
        this.#announce();
        this.#announced = line;
        return;
      case 'point':
        if (this.#isOver) break;
        this.#takePoint(parsed);
        return;
      case 'bailout':
        this.#endChild();
        this.#announce();
        this.#bailout(parsed.reason);
        return;
      case 'version':
        if (this.parent !== undefined) return;
        this.#announce();
        if (this.#plan !== undefined || this.count > 0 || this.#opener !== undefined) break;
        this.#version(parsed.version);
        return;
      case 'plan':
        this.#announce();
        if (hasChild || this.#plan !== undefined) break;
        this.#takePlan(parsed);
        return;
      case 'pragma':
        this.#announce();
        if (hasChild || this.#isOver) break;
        if (parsed.key === 'strict') this.strict = parsed.value;
        this.#tell('pragma', parsed.key, parsed.value);
        return;
      default:
        if (line === '}' && this.#opener !== undefined) {
          this.#endChild();
          return;
        }
    }
    this.#extra(line);
  }

  #takePoint(line: PointLine): void {
    const closes = this.#child !== undefined && this.#opener === undefined;
    this.#announce();
    this.#endChild();
    if (this.#isComplete) return;
    this.#held = { line, closes, diag: null, opens: line.opens, asides: [] };
  }

  /** Emits the test point that was held, and what stood after it. */
  #release(isBuffered = false): void {
    const held = this.#held;
    if (held === undefined) return;
    this.#held = undefined;
    const assert = this.#toAssert(held, isBuffered);
    this.#tally.add(assert);
    this.#tell('assert', assert);
    for (const { line, isComment } of held.asides) {
      if (isComment) this.#tell('comment', `${line}\n`);
      else this.#extra(line);
    }
    const isFailure = !assert.ok && assert.skip === false && assert.todo === false;
    if (isFailure && this.#settings.bail) this.#bailout(assert.name);
  }

  #toAssert({ line, diag, closes, opens }: Held, isBuffered: boolean): TapAssert {
    const id = line.id ?? this.#lastId + 1;
    const errors = line.id === undefined ? [] : this.#errorsOf(id);
    this.#lastId = id;
    for (const tapError of errors.slice(0, -1)) this.#tally.breach({ tapError, id });
    const { time, rest } = line.time === undefined ? timed(diag) : { time: line.time, rest: diag };
    return {
      ok: line.ok,
      id,
      name: line.name,
      fullname: [this.fullname, line.name].filter((part) => part !== '').join(' > '),
      skip: line.skip,
      todo: line.todo,
      time: time ?? null,
      diag: rest,
      buffered: opens,
      closingTestPoint: closes || isBuffered,
      tapError: errors.at(-1) ?? null,
    };
  }

  /** What is wrong with a test point's number. */
  #errorsOf(id: number): string[] {
    const errors: string[] = [];
    if (this.#plan !== undefined && id < this.#plan.start) errors.push('id less than plan start');
    if (this.#plan !== undefined && id > this.#plan.end) errors.push('id greater than plan end');
    if (this.#tally.repeats(id)) errors.push(`test point id ${id} appears multiple times`);
    return errors;
  }

  #takePlan({ start, end, comment }: TapPlan): void {
    this.#plan = { start, end, comment };
    this.#isPlanned = this.count > 0;
    if (end === 0 && this.#isPlanned) {
      this.#tally.breach({ tapError: 'Plan of 1..0, but test points encountered' });
    }
    this.#tally.checkRange(this.#plan);
    this.#tell('plan', this.#plan);
  }

  #version(version: number): void {
    if (this.#settings.omitVersion) return;
    this.#hasVersion = true;
    this.#tell('version', version);
  }

  /** Emits the announcement of a subtest that did not come. */
  #announce(): void {
    if (this.#announced !== undefined) this.#tell('comment', `${this.#announced}\n`);
    this.#announced = undefined;
  }

  #bailout(reason: string): void {
    if (this.results !== undefined) return;
    this.#tell('bailout', reason);
    this.#bailedOut = reason;
    this.#complete(reason || true);
    if (this.parent !== undefined) this.parent.#bailout(reason);
  }

  /** Reports a line that is no TAP; the whole document emits it, as it stands there. */
  #extra(line: string): void {
    if (this.strict) this.#tally.breach({ tapError: 'Non-TAP data encountered in strict mode', data: line });
    this.#emitExtra(line);
  }

  #emitExtra(line: string): void {
    if (this.parent === undefined) this.#tell('extra', `${line}\n`);
    else this.parent.#emitExtra(line.replace(/^(?!$)/gm, INDENT));
  }

  /** Compares what came with what was planned. */
  #checkCount(): void {
    if (this.#plan === undefined && this.count === 0) this.#skipAll();
    const { start, end } = this.#plan ?? {};
    const planned = start === undefined || end === undefined ? null : end - start + 1;
    if (planned === this.count) return;
    this.#tell('comment', `# test count(${this.count}) != plan(${end ?? null})\n`);
    if (planned === null) this.#tally.breach({ tapError: 'no plan' });
    else if (this.#tally.ok) this.#tally.breach({ tapError: 'incorrect number of tests' });
  }

  /** Gives a document without test points the plan that it lacks; one in braces needs none. */
  #skipAll(): void {
    this.#plan = { start: 1, end: 0, comment: this.buffered ? '' : 'no tests found' };
    if (this.buffered) return;
    if (!this.#hasVersion) this.#tell('version', 14);
    this.#tell('plan', this.#plan);
  }

  #complete(bailout: boolean | string): void {
    this.results = this.#tally.results(this.#plan, bailout);
    this.#tell('complete', this.results);
  }

  #tell<Type extends keyof TapEvents>(type: Type, ...args: TapEvents[Type]): void {
    if (this.#isComplete && type !== 'complete') return;
    this.#settings.tell({ type, value: args[0], document: this } as TapEvent);
    this.emit(type, ...args);
  }
}

/** Whether an indented line is TAP, however far in, so that a subtest begins with it. */
function saysSomething(line: string): boolean {
  while (line.startsWith(INDENT)) line = line.slice(INDENT.length);
  const { type } = readLine(line);
  return type !== 'other' && type !== 'comment' && type !== 'blank';
}
