import { expect, test } from 'vitest';
import { onlyProblem, parse } from '../expectations.ts';

const location = (settings: string) =>
  `applications:\n  web:\n    type: nodejs:24\n    web: {locations: {"/": {${settings}}}}\n`;

test.each([
  ['"X-A": "a\\nb"', 'a value is one line of Latin 1'],
  ['"X-A": "100 €"', 'a value is one line of Latin 1'],
  ['"X A": b', 'a name has letters, digits and dashes only'],
  ['"X-Ä": b', 'a name has letters, digits and dashes only'],
  ['Transfer-Encoding: chunked', 'the server itself says it'],
  ['content-length: "5"', 'the server itself says it'],
  ['Trailer: X', 'the server itself says it'],
])('a header %s cannot be sent', (header, reason) => {
  const problem = onlyProblem(location(`headers: {${header}}`));
  expect(problem).toMatchObject({ code: 'wrong_value', line: 4, column: 39 });
  expect(problem.message).toContain(reason);
  expect(onlyProblem(location(`rules: {a: {headers: {${header}}}}`)).column).toBe(51);
});

test('a header that HTTP has can be', () => {
  const headers =
    'headers: {X-Frame-Options: DENY, Content-Security-Policy: "default-src \'self\'; img-src *", x_a: é}';
  expect(parse(location(headers)).problems).toEqual([]);
});
