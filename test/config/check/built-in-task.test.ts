import { expect, it } from 'vitest';
import { app, errors, onlyProblem } from '../expectations.ts';

it('a built-in task is an error, and nothing else is said to be missing', () => {
  const problem = onlyProblem(`${app}tasks:\n  perf:\n    base: performance-agent\n`);
  expect(problem).toMatchObject({ code: 'built_in_task', line: 4, column: 5 });
  expect(problem.message).toBe('Built-in tasks are not available on this server.');
});

it('a built-in task has no other key', () => {
  const text = `${app}tasks:\n  perf:\n    base: performance-agent\n    type: nodejs:24\n`;
  expect(errors(text)).toEqual(['4:5 built_in_task tasks.perf.base', '4:5 built_in_task tasks.perf.base']);
});
