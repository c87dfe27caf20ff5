import { expect, it } from 'vitest';
import { errors, onlyProblem, parse, task } from '../expectations.ts';

const authorizations = (...lines: string[]) =>
  `${task}    authorizations:\n${lines.map((line) => `      - ${line}\n`).join('')}`;

it('a task may be operated and the environment viewed', () => {
  const { definition } = parse(
    authorizations('{type: task, resource: report, action: operate}', '{type: env, action: view}'),
  );
  expect(definition?.tasks.report?.authorizations).toEqual([
    { type: 'task', action: 'operate', resource: 'report' },
    { type: 'env', action: 'view' },
  ]);
});

it('a task that does not exist is an error with those that do', () => {
  const problem = onlyProblem(authorizations('{type: task, resource: cleanup, action: operate}'));
  expect(problem).toMatchObject({
    code: 'unknown_name',
    line: 7,
    column: 32,
    hint: 'Defined tasks: report.',
  });
});

it('a task must be named', () => {
  expect(errors(authorizations('{type: task, action: operate}'))).toEqual([
    '7:9 missing_key tasks.report.authorizations[0].resource',
  ]);
});

it('a task cannot be viewed', () => {
  const problem = onlyProblem(authorizations('{type: task, resource: report, action: view}'));
  expect(problem).toMatchObject({ line: 7, column: 48, hint: 'Write `action: operate`.' });
});

it('an environment cannot be operated', () => {
  expect(errors(authorizations('{type: env, action: operate}'))).toEqual([
    '7:29 wrong_value tasks.report.authorizations[0].action',
  ]);
});

it('an application’s are checked, and those of its web and workers', () => {
  const grant = '[{type: task, resource: t, action: operate}]';
  const text =
    `applications:\n  a:\n    type: php:8.5\n    authorizations: ${grant}\n    web: {authorizations: ${grant}}\n` +
    `    workers: {w: {commands: {start: x}, authorizations: ${grant}}}\n`;
  expect(errors(text).map((it) => it.split(' ').slice(0, 2).join(' '))).toEqual([
    '4:45 unknown_name',
    '5:51 unknown_name',
    '6:81 unknown_name',
  ]);
});
