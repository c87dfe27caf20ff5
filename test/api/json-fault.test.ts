import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findJsonFault } from '../../src/api/request/json-fault.ts';

test.each([
  ['hello', 1, 1],
  ['{"a": nope}', 1, 7],
  ['{"a": 1,}', 1, 9],
  ['{\n  "a": 1\n  "b": 2\n}', 3, 3],
  ['[1, 2', 1, 6],
  ['{"a" 1}', 1, 6],
  ["{'a': 1}", 1, 2],
  ['[1}', 1, 3],
  ['{} {}', 1, 4],
  ['{"a": "line\nbreak"}', 1, 7],
  ['{"a": "unterminated', 1, 7],
  ['a=b&c=d', 1, 1],
])('%j is no JSON from line %i, column %i', (text, line, column) => {
  expect(findJsonFault(text)).toEqual({ line, column });
});

test('a fault lies within the text, and what comes before it can be continued', () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(), fc.constantFrom('}', ',', '"', 'x', ':', ''), (json, at, put) => {
      const index = at % (json.length + 1);
      const text = json.slice(0, index) + put + json.slice(index + 1);
      if (isJson(text)) return;
      const { line, column } = findJsonFault(text);
      expect(line).toBeGreaterThan(0);
      expect(column - 1).toBeLessThanOrEqual(text.length);
    }),
  );
});

test('four megabytes are no trouble', () => {
  expect(findJsonFault(`["${'x'.repeat(4_000_000)}" 1]`).column).toBe(4_000_005);
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
