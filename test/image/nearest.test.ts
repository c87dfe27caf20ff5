import { expect, test } from 'vitest';
import { nearest } from '../../src/image/nearest.ts';

const of = (asked: string, ...versions: readonly string[]) =>
  nearest(
    asked,
    versions.map((version) => ({ version })),
  )?.version;

test.each([
  ['3.13', ['3.11.2', '3.12.1', '2.7'], '3.12.1'],
  ['3.13', ['4.13', '3.2'], '3.2'],
  ['24', ['22.3.0', '26.10.0'], '26.10.0'],
  ['24', ['26.1.0', '26.10.0', '20.1.0'], '26.10.0'],
  ['3.9', ['3.10.1', '3.8.0'], '3.10.1'],
])('nearest to %s of %j is %s', (asked, versions, expected) => {
  expect(of(asked, ...versions)).toBe(expected);
});

test('of nothing there is none', () => {
  expect(nearest('3', [])).toBe(null);
});
