/**
 * What the rounds of a suite come to: medians, spreads and ratios, as a table and as JSON.
 *
 * @module
 */

/** What one contestant was measured to do in one case, round by round. */
export interface Row {
  readonly title: string;
  readonly unit: string;
  readonly contestant: string;
  /** Units in a second, bytes each, or units or MiB held at most. */
  readonly values: number[];
  readonly checksums: number[];
}

const OURS = 'gardenhose';
const REFERENCE = 'node:stream';
/** A contestant that is no package, but the least that there is to do. */
const LIMIT = 'limit';

/** What a title says behind it of a unit that is no speed. */
const suffixes: { readonly [unit: string]: string } = {
  'bytes each': ', bytes',
  'held at most': ', held at most',
  'MiB at most': ', MiB at most',
};

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}

/** Half the distance between the lowest and the highest value, as a share of the median. */
export function spread(values: readonly number[]): number {
  return (Math.max(...values) - Math.min(...values)) / 2 / median(values);
}

/** How many times as good one is as the other: faster, or smaller. */
export function ratio(row: Row, other: Row): number {
  const quotient = median(row.values) / median(other.values);
  return isLessBetter(row) ? 1 / quotient : quotient;
}

/** Whether a row is of memory, and not of speed. */
export function isLessBetter({ unit }: Pick<Row, 'unit'>): boolean {
  return unit in suffixes;
}

function byTitle(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(row.title, [...(groups.get(row.title) ?? []), row]);
  return groups;
}

/** Lists the cases whose contestants do not give the same result; one line each. */
export function disagreements(rows: readonly Row[]): string[] {
  return [...byTitle(rows)].flatMap(([title, group]) => {
    const checksums = new Set(group.flatMap((row) => row.checksums));
    if (checksums.size <= 1) return [];
    const each = group.map((row) => `${row.contestant} ${[...new Set(row.checksums)].join(' and ')}`);
    return [`${title}: The checksums differ: ${each.join(', ')}`];
  });
}

/** Writes the rows as a Markdown table: a line a case, a column a contestant, and the ratios of ours. */
export function tableOf(all: readonly Row[]): string {
  const rows = all.filter((row) => row.values.length > 0);
  const contestants = [...new Set(rows.map((row) => row.contestant))];
  const header = ['', ...contestants, `× ${REFERENCE}`, '× best peer'];
  const lines = [...byTitle(rows)].map(([title, group]) => {
    const of = (name: string) => group.find((row) => row.contestant === name);
    const [ours, reference] = [of(OURS), of(REFERENCE)];
    const peers = group.filter(
      ({ contestant }) => !contestant.startsWith(OURS) && contestant !== REFERENCE && contestant !== LIMIT,
    );
    const best = peers.reduce<Row | undefined>((a, b) => (a && ratio(a, b) > 1 ? a : b), undefined);
    return [
      `${title}${suffixes[ours?.unit ?? ''] ?? ''}`,
      ...contestants.map((name) => cell(of(name))),
      ours && reference ? ratio(ours, reference).toFixed(2) : '',
      ours && best ? `${ratio(ours, best).toFixed(2)} ${best.contestant}` : '',
    ];
  });
  return markdown([header, ...lines]);
}

function cell(row: Row | undefined): string {
  if (row === undefined) return '';
  const value = short(median(row.values), isLessBetter(row));
  return row.values.length === 1 ? value : `${value} ±${Math.round(spread(row.values) * 100)} %`;
}

function short(value: number, isWhole: boolean): string {
  if (isWhole) return value.toFixed(0);
  if (value >= 1e6) return `${(value / 1e6).toPrecision(3)} M`;
  return value >= 1e3 ? `${(value / 1e3).toPrecision(3)} k` : value.toPrecision(3);
}

function markdown([header = [], ...lines]: readonly string[][]): string {
  const widths = header.map((_, n) => Math.max(...[header, ...lines].map((line) => line[n]?.length ?? 0), 3));
  const row = (line: readonly string[]) =>
    `| ${line.map((text, n) => (n === 0 ? text.padEnd(widths[n] ?? 0) : text.padStart(widths[n] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, n) => (n === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [row(header), row(rule), ...lines.map(row)].join('\n');
}
