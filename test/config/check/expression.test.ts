import { describe, expect, test } from 'vitest';
import { readExpression } from '../../../src/config/expression.ts';
import { app, onlyProblem, parse } from '../expectations.ts';

const rules = (pattern: string) =>
  `applications:\n  web:\n    type: nodejs:24\n    web: {locations: {"/": {rules: {'${pattern}': {allow: true}}}}}\n`;
const redirects = (pattern: string) =>
  `${app}routes:\n  "https://{default}/": {upstream: "web:http", redirects: {paths: {'${pattern}': {to: /x, regexp: true}}}}\n`;

describe('an expression', () => {
  test('that is none is an error at its place', () => {
    expect(onlyProblem(rules('(css'))).toMatchObject({ code: 'wrong_value', line: 4, column: 37 });
  });

  test.each(['[.](css|js)$', '^/css/[0-9a-f]{40}\\.css$', '^/(a+)+$', '\\d{20,}', '(?<=a)b'])(
    '%s is taken',
    (pattern) => {
      expect(parse(rules(pattern)).problems).toEqual([]);
      expect(parse(redirects(pattern)).problems).toEqual([]);
    },
  );

  test.each(['^/(a+)+(?=b)$', '^/(?!x)', '(a)\\1', '(ab){17}'])(
    '%s may take for ever, and is an error',
    (pattern) => {
      const problem = onlyProblem(rules(pattern));
      expect(problem).toMatchObject({ code: 'wrong_value', line: 4, column: 37 });
      expect(problem.message).toBe(
        `\`${pattern}\` is an expression that is not matched in one pass over the path.`,
      );
      expect(problem.hint).toContain('without looking ahead');
      expect(onlyProblem(redirects(pattern))).toMatchObject({ code: 'wrong_value', line: 3, column: 68 });
    },
  );

  test.each(['a'.repeat(2001), 'a{99999}'])('%.9s… is too long', (pattern) => {
    expect(onlyProblem(rules(pattern)).message).toContain('is longer than 2000 characters');
  });
});

test.each(['a{20}', 'a{17,}', 'a{0,33}', 'a{3,40}', 'a{3,40}?b', 'a{16,17}', 'a{33,}?b', '[ab]{18}'])(
  '%s finds what it says, repetitions written out or not',
  (pattern) => {
    const read = readExpression(pattern);
    if ('problem' in read) throw new Error(read.problem);
    for (let count = 0; count < 60; count += 1) {
      const text = `x${'a'.repeat(count)}b`;
      const [found, wanted] = [read.expression.exec(text), new RegExp(pattern).exec(text)];
      expect([found?.[0], found?.index]).toEqual([wanted?.[0], wanted?.index]);
    }
  },
);
