import { expect, it } from 'vitest';
import { excerptAt, printable } from '../../src/config/excerpt.ts';
import { sourceText } from '../../src/config/source-text.ts';
import { file, onlyProblem } from './expectations.ts';

const at = (text: string, offset: number, length: number) =>
  excerptAt({ source: sourceText(file(text), 0), offset, length });

it('is the line, with where the problem begins and ends', () => {
  expect(at('one\ntwo words\nthree\n', 8, 5)).toEqual({ text: 'two words', caret: 4, length: 5 });
});

it('ends with its line where the problem goes on', () => {
  expect(at('a: [\n1]\n', 3, 20)).toEqual({ text: 'a: [', caret: 3, length: 1 });
});

it('is a window of a long line', () => {
  const excerpt = at(`${'x'.repeat(5_000)}HERE${'y'.repeat(5_000)}`, 5_000, 4);
  expect(excerpt.text).toHaveLength(120);
  expect(excerpt.text.slice(excerpt.caret, excerpt.caret + excerpt.length)).toBe('HERE');
});

it('has no line break of Windows in it', () => {
  expect(at('one\r\ntwo\r\n', 5, 3).text).toBe('two');
});

it('replaces what a terminal would act upon, one for one', () => {
  expect(printable('a\tb\u001b[31mc\u202ed')).toBe('a b·[31mc·d');
});

it('keeps what a file says about itself out of the terminal', () => {
  const problem = onlyProblem('applications: {web: {type: "nodejs:24"}}\n"\\e[31mred": 1\n');
  expect(problem.message).toBe('The key `·[31mred` is not known here.');
});
