import type { Output } from './terminal.ts';

/** Writes one JSON document, as `--json` promises; indented, because people read it too. */
export function writeJson(output: Output, document: unknown): void {
  output.line(JSON.stringify(document, null, 2));
}
