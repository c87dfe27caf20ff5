import { expect, it } from 'vitest';
import { app, errors, onlyProblem } from './expectations.ts';

it('refuses aliases that become billions of values', () => {
  const nine = (name: string) => Array(9).fill(name).join(', ');
  const levels = Array.from({ length: 12 }, (_, i) => `.l${i + 1}: &l${i + 1} [${nine(`*l${i}`)}]\n`);
  const problem = onlyProblem(`${app}.l0: &l0 [${nine('x')}]\n${levels.join('')}`);
  expect(problem).toMatchObject({ code: 'too_large', line: 2 });
  expect(problem.message).toBe('The file has more than 50000 values once its aliases are written out.');
});

it('refuses 10 000 brackets within one another', () => {
  const text = `applications: ${'['.repeat(10_000)}${']'.repeat(10_000)}`;
  expect(onlyProblem(text)).toMatchObject({ code: 'too_deep', line: 1, column: 113 });
});

it('refuses 10 000 lists within one another on a line', () => {
  expect(errors(`applications:\n  ${'- '.repeat(10_000)}x\n`)).toEqual(['2:199 too_deep']);
});

it('refuses mappings that are nested by indentation', () => {
  const text = Array.from({ length: 1_000 }, (_, i) => `${' '.repeat(i)}a:\n`).join('');
  expect(errors(text)).toEqual(['100:100 too_deep']);
});

it('refuses 5 MB of text without looking into it', () => {
  const problem = onlyProblem(`applications: ${'x'.repeat(5_000_000)}`);
  expect(problem).toMatchObject({ code: 'too_large', line: 1, column: 1 });
  expect(problem.message).toBe('The file is larger than 1048576 bytes.');
});

it('refuses a file of very many short lines', () => {
  expect(errors('a: 1\n'.repeat(100_000))).toEqual(['11429:3 too_large']);
});

it('reads an ordinary mebibyte', () => {
  expect(errors(`${app}# ${'x'.repeat(1_000_000)}\n`)).toEqual([]);
});
