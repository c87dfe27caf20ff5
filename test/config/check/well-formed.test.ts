import { expect, test } from 'vitest';
import { app, errors, onlyProblem, parse } from '../expectations.ts';

const routes = (route: string) => `${app}routes:\n  "https://{default}/": ${route}\n`;

test('half a character is an error where it stands', () => {
  expect(onlyProblem(routes('{type: redirect, to: "http://x/\\uD800"}'))).toMatchObject({
    code: 'wrong_value',
    line: 3,
    column: 46,
    path: 'routes["https://{default}/"].to',
    message: 'The text has half a character (a surrogate without its pair).',
  });
  const key = '{upstream: "web:http", redirects: {paths: {"/\\uDFFF": {to: /x}}}}';
  expect(errors(routes(key))).toEqual([expect.stringMatching(/^3:68 wrong_value /)]);
});

test('a whole one is none', () => {
  expect(parse(routes('{type: redirect, to: "http://x/\\U0001F600-😀-é"}')).problems).toEqual([]);
});
