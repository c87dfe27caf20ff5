/** Where a text stops being JSON (RFC 8259): both from 1, the column in UTF-16 units. */
export interface JsonFault {
  readonly line: number;
  readonly column: number;
}

const token =
  /[ \t\n\r]*(?:([{}[\],:])|("(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/y;

type Expected = 'value' | 'value or ]' | 'name' | 'name or }' | 'colon' | 'comma' | 'end';

/**
 * The place of the first fault in a text that `JSON.parse` refuses; V8 names it in some of its messages only, and
 * quotes the text, which may hold secrets.
 */
export function findJsonFault(text: string): JsonFault {
  const open: string[] = [];
  let expected: Expected = 'value';
  token.lastIndex = 0;
  let reached = 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const next = afterToken(match, expected, open);
    if (next === null) return placeOf(text, token.lastIndex - match[0].trimStart().length);
    expected = next;
    reached = token.lastIndex;
  }
  const blank = /^[ \t\n\r]*/.exec(text.slice(reached))?.[0].length ?? 0;
  return placeOf(text, reached + blank);
}

/** What may follow; null where the token itself may not stand. `open` holds the brackets that are not closed. */
function afterToken(match: RegExpExecArray, expected: Expected, open: string[]): Expected | null {
  const [, mark, string] = match;
  if (mark !== undefined) return afterMark(mark, expected, open);
  if (string !== undefined && expected.startsWith('name')) return 'colon';
  return expected.startsWith('value') ? afterValue(open) : null;
}

function afterMark(mark: string, expected: Expected, open: string[]): Expected | null {
  const isValue = expected.startsWith('value');
  if ((mark === '{' || mark === '[') && isValue) {
    open.push(mark);
    return mark === '{' ? 'name or }' : 'value or ]';
  }
  if (mark === ':' && expected === 'colon') return 'value';
  if (mark === ',' && expected === 'comma') return open.at(-1) === '{' ? 'name' : 'value';
  const closes = mark === '}' ? '{' : '[';
  const mayClose = expected === 'comma' || expected === (mark === '}' ? 'name or }' : 'value or ]');
  if ((mark !== '}' && mark !== ']') || !mayClose || open.pop() !== closes) return null;
  return afterValue(open);
}

function afterValue(open: readonly string[]): Expected {
  return open.length === 0 ? 'end' : 'comma';
}

function placeOf(text: string, index: number): JsonFault {
  const before = text.slice(0, index);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: index - lineStart + 1 };
}
