/** One configuration file as it was read. `path` is relative to the project: `.upsun/config.yaml`. */
export interface ConfigFile {
  readonly path: string;
  readonly text: string;
}

/** A file with what is needed to say where in it something stands. */
export interface SourceText extends ConfigFile {
  /** Position among the files of the project. */
  readonly index: number;
  /** Offset of each line's first character. */
  readonly lineStarts: readonly number[];
}

/** A stretch of a file, in UTF-16 units from its start. */
export interface Place {
  readonly source: SourceText;
  readonly offset: number;
  readonly length: number;
}

export function sourceText(file: ConfigFile, index: number): SourceText {
  const lineStarts = [0];
  for (let at = file.text.indexOf('\n'); at !== -1; at = file.text.indexOf('\n', at + 1)) {
    lineStarts.push(at + 1);
  }
  return { path: file.path, text: file.text, index, lineStarts };
}

/** Line and column of a place, both counted from 1. */
export function lineAndColumn(place: Place): { readonly line: number; readonly column: number } {
  const starts = place.source.lineStarts;
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= place.offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: place.offset - (starts[low] ?? 0) + 1 };
}

/** The text of a line counted from 1, without its line break. */
export function lineText(source: SourceText, line: number): string {
  const start = source.lineStarts[line - 1] ?? 0;
  const end = (source.lineStarts[line] ?? source.text.length + 1) - 1;
  return source.text.slice(start, end).replace(/\r$/, '');
}
