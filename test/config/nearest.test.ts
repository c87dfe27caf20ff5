import { expect, it } from 'vitest';
import { available, nearest, suggest } from '../../src/config/nearest.ts';

it.each([
  ['commnd', 'command'],
  ['comand', 'command'],
  ['Timeout', 'timeout'],
  ['comamnd', 'command'],
])('takes `%s` for `%s`', (written, meant) => {
  expect(nearest(written, ['timeout', 'command'])).toBe(meant);
});

it('takes a word for none that is far from it', () => {
  expect(nearest('entrypoint', ['command', 'timeout'])).toBeNull();
});

it('prefers the name that begins alike', () => {
  expect(nearest('wb', ['db', 'web'])).toBe('web');
});

it('lists the names when none is near', () => {
  expect(suggest('x', ['web', 'api'], 'Applications')).toBe('Applications: web, api.');
  expect(suggest('x', [], 'Applications')).toBe('Applications: none.');
});

it('lists at most forty names', () => {
  const names = Array.from({ length: 50 }, (_, i) => `n${i}`);
  expect(available(names, 'Names')).toMatch(/n39, …\.$/);
});
