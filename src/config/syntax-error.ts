import type { ErrorCode, YAMLError } from 'yaml';

/** How to mend what the YAML parser complains of, by its error code. */
export function syntaxHint(code: ErrorCode): string {
  return hints[code] ?? 'Check the YAML just before this place.';
}

/** The parser's message as a sentence. */
export function syntaxMessage(fault: YAMLError): string {
  const ours = messages[fault.code];
  if (ours !== undefined) return ours;
  const firstLine = fault.message.split('\n')[0] ?? '';
  return /[.!?]$/.test(firstLine) ? firstLine : `${firstLine}.`;
}

/** Where the parser's own message speaks of its options. */
const messages: Partial<Record<ErrorCode, string>> = {
  NON_STRING_KEY: 'The key must be plain text.',
  MULTIPLE_DOCS: 'The file has more than one YAML document.',
};

const hints: Partial<Record<ErrorCode, string>> = {
  TAB_AS_INDENT: 'Indent with spaces.',
  BAD_INDENT: 'Indent the keys of one mapping alike.',
  BAD_SCALAR_START: 'Put the text in quotes.',
  BAD_DQ_ESCAPE: 'Use single quotes, or write `\\\\` for a backslash.',
  BLOCK_AS_IMPLICIT_KEY:
    'Put text that contains `: ` in quotes, or begin the nested mapping on its own line.',
  BLOCK_IN_FLOW: 'Inside `{ }` and `[ ]`, write everything in braces and brackets.',
  KEY_OVER_1024_CHARS: 'Shorten the key.',
  MISSING_CHAR: 'Close every quote, brace and bracket, and put a space after each `:`.',
  MULTILINE_IMPLICIT_KEY: 'Keep a key on one line, with a `:` after it.',
  MULTIPLE_DOCS: 'Remove the `---` that begins a second document; use a file for each.',
  NON_STRING_KEY: 'Use plain text as the key.',
  TAG_RESOLVE_FAILED:
    'Remove the tag (the word that begins with `!`) and write the value itself in its place.',
  UNEXPECTED_TOKEN: 'Check the indentation, and put text with special characters in quotes.',
};
