export interface Table {
  readonly title: string;
  /** The first column holds words, the others numbers. */
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Progress and remarks, apart from the tables. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Prints a table on standard output: aligned, or as Markdown. */
export function printTable(table: Table, markdown: boolean): void {
  process.stdout.write(`${markdown ? asMarkdown(table) : asText(table)}\n`);
}

function asMarkdown({ title, headings, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = headings.map((_, column) => (column === 0 ? '---' : '---:'));
  return [`**${title}**`, '', line(headings), line(rule), ...rows.map(line), ''].join('\n');
}

function asText({ title, headings, rows }: Table): string {
  const all = [headings, ...rows];
  const widths = headings.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  return [title, ...all.map((row) => row.map(pad).join('  ').trimEnd()), ''].join('\n');
}

/** Milliseconds with the one digit that means something here. */
export const milliseconds = (value: number) => value.toFixed(1);

export interface Chart {
  readonly title: string;
  readonly unit: string;
  /** Along the axis, evenly. */
  readonly places: readonly string[];
  readonly lines: readonly (readonly [name: string, values: readonly number[]])[];
}

/** Prints a line chart in Mermaid's language, which Git hosts draw, beside the Markdown tables; nothing otherwise. */
export function printChart({ title, unit, places, lines }: Chart, markdown: boolean): void {
  if (!markdown) return;
  const names = lines.map(([name]) => name).join(', ');
  const quoted = places.map((place) => `"${place}"`).join(', ');
  const drawn = lines.map(([, values]) => `  line [${values.map((value) => value.toFixed(2)).join(', ')}]`);
  const text = [
    ...['```mermaid', 'xychart-beta', `  title "${title}: ${names}"`, `  x-axis [${quoted}]`],
    ...[`  y-axis "${unit}"`, ...drawn, '```', ''],
  ];
  process.stdout.write(`${text.join('\n')}\n`);
}
