import { describe, expect, it } from 'vitest';
import { errors, onlyProblem } from '../expectations.ts';

const named = (name: string) => `applications:\n  ${name}: {type: "nodejs:24"}\n`;

describe('a name', () => {
  it.each(['web', 'a', 'nightly-report', 'web_2', '2nd'])('may be `%s`', (name) => {
    expect(errors(named(name))).toEqual([]);
  });

  it.each([
    ['Web', 'only lowercase letters'],
    ['"my app"', 'only lowercase letters'],
    ['web--1', 'two dashes'],
    ['-web', 'begin and end'],
    ['web_', 'begin and end'],
    ['router', 'reserved'],
    ['a'.repeat(33), 'longer than 32'],
  ])('cannot be `%s`', (name, why) => {
    const problem = onlyProblem(named(name));
    expect(problem).toMatchObject({ code: 'bad_name', line: 2, column: 3 });
    expect(problem.message).toContain(why);
  });
});

it.each([
  ['services', '{type: "redis:8.0"}', 'a service'],
  ['tasks', '{type: "nodejs:24", run: {command: x}}', 'a task'],
])('a name of an application cannot be in %s as well', (section, definition, kind) => {
  const text = `${section}:\n  web: ${definition}\n${named('web')}`;
  expect(errors(text)).toEqual(['4:3 duplicate_name applications.web']);
  expect(errors(named('web') + text.slice(0, text.indexOf('applications')))).toEqual([
    `4:3 duplicate_name ${section}.web`,
  ]);
  expect(kind).toBeDefined();
});

it('a worker has a name like the others', () => {
  const text =
    'applications:\n  web:\n    type: php:8.5\n    workers:\n      Queue: {commands: {start: x}}\n';
  expect(errors(text)).toEqual(['5:7 bad_name applications.web.workers.Queue']);
});
