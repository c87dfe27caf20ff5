import { expect, it } from 'vitest';
import { onlyProblem, task } from './expectations.ts';

it.each([
  ['web: {}', 'answers no HTTP', 'Make it an application'],
  ['workers: {}', 'keeps no daemon', 'an application’s `workers`'],
  ['crons: {}', 'not on a schedule', 'an application’s `crons`'],
])('says why a task has no `%s`, and where it belongs', (key, why, where) => {
  const problem = onlyProblem(`${task}    ${key}\n`);
  expect(problem).toMatchObject({ code: 'misplaced_key', line: 6, column: 5 });
  expect(problem.message).toContain(why);
  expect(problem.hint).toContain(where);
});

it('says that a task has no post_deploy hook', () => {
  const problem = onlyProblem(`${task}    hooks: {post_deploy: x}\n`);
  expect(problem).toMatchObject({ code: 'misplaced_key', line: 6, column: 13 });
});

it.each(['command', 'timeout'])('sends `%s` to where it belongs', (key) => {
  expect(onlyProblem(`${task}    ${key}: 5\n`).hint).toBe(`Write it under \`run\`, as \`run.${key}\`.`);
});

it('lets an authorization for the project view it and no more', () => {
  const problem = onlyProblem(`${task}    authorizations:\n      - {type: project, action: operate}\n`);
  expect(problem).toMatchObject({ code: 'wrong_value', line: 7 });
  expect(problem.hint).toContain('action: view');
});
