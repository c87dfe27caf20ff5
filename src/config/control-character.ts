import { error, type Finding } from './finding.ts';
import type { SourceText } from './source-text.ts';

// https://yaml.org/spec/1.2.2/#51-character-set, and what the yaml package keeps for its own use.
const forbidden = /[^\P{Cc}\t\n\r\u0085]/u;

/** YAML is printable text; the first character that is not is a finding. Null where all are. */
export function refuseControlCharacter(source: SourceText): Finding | null {
  const offset = source.text.search(forbidden);
  if (offset === -1) return null;
  const code = source.text.charCodeAt(offset).toString(16).toUpperCase().padStart(4, '0');
  const message = `The file has a control character (U+${code}).`;
  return error('syntax', { place: { source, offset, length: 1 }, path: [] }, message, 'Remove it.');
}
