import { expect, it } from 'vitest';
import { errors, parse, task } from '../expectations.ts';

const root = (written: string) => `${task}    source: {root: ${written}}\n`;

it.each([
  ['/', ''],
  ['/agent', 'agent'],
  ['agent/', 'agent'],
  ['./a//b', 'a/b'],
  ['', ''],
])('%j leads to %j in the repository', (written, folder) => {
  expect(parse(root(written)).definition?.tasks.report?.sourceRoot).toBe(folder);
});

it.each(['..', '../other', 'a/../../b', '/..'])('%s leads out of it', (written) => {
  expect(errors(root(written))).toEqual(['6:20 path_outside tasks.report.source.root']);
});
