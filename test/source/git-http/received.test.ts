import { expect, test } from 'vitest';
import { branchOf, readReceived } from '../../../src/source/git-http/received.ts';

const none = '0'.repeat(40);
const one = '1'.repeat(40);

test('a hook’s message says what moved, what is new and what goes', () => {
  const message = [
    'pre-receive',
    'option environment.status=active',
    'option with spaces = and signs',
    `update ${none} ${one} refs/heads/feature/login`,
    `update ${one} ${none} refs/tags/v1`,
  ].join('\n');
  expect(readReceived(message)).toEqual({
    hook: 'pre-receive',
    options: ['environment.status=active', 'with spaces = and signs'],
    updates: [
      { reference: 'refs/heads/feature/login', before: null, after: one },
      { reference: 'refs/tags/v1', before: one, after: null },
    ],
  });
  expect(readReceived('something else')).toBeNull();
});

test('only heads are branches', () => {
  expect(branchOf('refs/heads/a/b')).toBe('a/b');
  expect(branchOf('refs/tags/a')).toBeNull();
});
