import type { Output } from './terminal.ts';

const gap = '  ';

/** Writes rows in aligned columns under their headings. Cells are foreign text and made safe first. */
export function writeTable(
  output: Output,
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  const cells = rows.map((row) => row.map((cell) => output.plain(cell)));
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  output.line(output.paint.bold(align(headings, widths)));
  for (const row of cells) output.line(align(row, widths));
}

/** Writes `name  value` lines, names aligned. */
export function writeFields(output: Output, fields: readonly (readonly [string, string])[]): void {
  const width = Math.max(...fields.map(([name]) => name.length));
  for (const [name, value] of fields) {
    output.line(`${output.paint.dim(name.padEnd(width))}${gap}${output.plain(value)}`);
  }
}

function align(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, column) => cell.padEnd(widths[column] ?? 0))
    .join(gap)
    .trimEnd();
}
