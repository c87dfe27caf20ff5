import { expect, it } from 'vitest';
import { app, errors, onlyProblem } from '../expectations.ts';

const task = (type: string) => `${app}tasks:\n  t:\n    type: ${type}\n    run: {command: x}\n`;

it.each(['nodejs:24', 'python:3.14', 'php:8.5', 'composable:25.11', 'nodejs:25'])(
  '%s is a runtime',
  (type) => {
    expect(errors(task(type))).toEqual([]);
  },
);

it('a type that does not exist is an error that lists those that do', () => {
  const problem = onlyProblem(task('node:24'));
  expect(problem).toMatchObject({
    code: 'unknown_type',
    line: 4,
    column: 11,
    hint: 'Did you mean `nodejs:24`?',
  });
  expect(problem.message).toBe(
    "type not found: 'node'; it must be one of: " +
      'composable, dotnet, elixir, golang, java, nodejs, php, python, ruby, rust',
  );
});

it('a runtime without a version is an error', () => {
  expect(onlyProblem(task('nodejs'))).toMatchObject({ code: 'missing_version', line: 4, column: 11 });
});

it('a service without a version is an error', () => {
  const text = `${app}services:\n  db:\n    type: postgresql\n`;
  expect(errors(text)).toEqual(['4:11 missing_version services.db.type']);
});

it('a service is no runtime', () => {
  expect(onlyProblem(task('redis:8.0')).message).toBe('`redis` is a service, not a runtime.');
});

it('a runtime is no service', () => {
  expect(errors(`${app}services:\n  db:\n    type: php:8.5\n`)).toEqual([
    '4:11 unknown_type services.db.type',
  ]);
});

it('an application needs a type', () => {
  expect(errors('applications:\n  web: {}\n')).toEqual(['2:3 missing_key applications.web.type']);
});
