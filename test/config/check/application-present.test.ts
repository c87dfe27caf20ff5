import { expect, it } from 'vitest';
import { errors } from '../expectations.ts';

const task = 'tasks: {report: {type: "nodejs:24", run: {command: x}}}\n';

it.each([
  ['', '1:1'],
  ['applications:\n', '1:1'],
  ['\napplications: {}\n', '2:1'],
])('a project needs an application: %j', (applications, place) => {
  expect(errors(applications + task)).toEqual([`${place} no_application applications`]);
});
