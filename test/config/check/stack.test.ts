import { expect, it } from 'vitest';
import { onlyProblem, parse, warnings } from '../expectations.ts';

const stacked = (stack: string, type = 'composable:25.11') =>
  `applications:\n  web:\n    type: ${type}\n    stack: ${stack}\n`;

it.each([
  'python@3.14',
  '[python@3.14, nodejs@24]',
  '{python@3.14: {}, nodejs@24: }',
  '{runtimes: [python@3.14, {nodejs@24: {}}]}',
  '{runtimes: {package: python@3.14}}',
])('has nothing to say of runtimes, however they are written: %s', (stack) => {
  expect(parse(stacked(stack)).problems).toEqual([]);
});

it.each([
  ['[python@3.14, imagemagick]', '4:26 not_acted_upon applications.web.stack[1]'],
  ['{runtimes: [python@3.14], packages: [vim]}', '4:49 not_acted_upon applications.web.stack.packages[0]'],
  ['[python@3.14, {package: vim}]', '4:26 not_acted_upon applications.web.stack[1]'],
  ['[python@3.14, perl@5.40]', '4:26 not_acted_upon applications.web.stack[1]'],
  [
    '[{php@8.5: {extensions: [redis]}}]',
    '4:24 not_acted_upon applications.web.stack[0]["php@8.5"].extensions',
  ],
])('warns of each thing in %s that an image is not made with', (stack, warned) => {
  expect(warnings(stacked(stack))).toEqual([warned]);
});

it('names what it warns of', () => {
  expect(onlyProblem(stacked('[python@3.14, imagemagick]')).message).toMatch(
    /^`imagemagick` is not installed/,
  );
  const settings = '[{php@8.5: {disabled_extensions: [gd]}}]';
  expect(onlyProblem(stacked(settings)).message).toMatch(/^`disabled_extensions` of `php@8.5` is not acted/);
});

it('warns of a composable image that names no runtime, since there is nothing to begin with', () => {
  expect(warnings(stacked('[vim]'))).toEqual([
    '4:5 unknown_type applications.web.stack',
    '4:13 not_acted_upon applications.web.stack[0]',
  ]);
  expect(warnings(stacked('[vim]', 'nodejs:24'))).toEqual(['4:13 not_acted_upon applications.web.stack[0]']);
});
