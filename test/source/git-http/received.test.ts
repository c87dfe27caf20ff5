import { expect, test } from 'vitest';
import { branchOf, isTag, isWhole, readReceived } from '../../../src/source/git-http/received.ts';

const none = '0'.repeat(40);
const one = '1'.repeat(40);
const main = `${none} ${one} refs/heads/main\n`;

test('a hook’s message says what moved, what is new and what goes', () => {
  const lines = `${none} ${one} refs/heads/feature/login\n${one} ${none} refs/tags/v1\n`;
  const fields = ['pre-receive', lines, '2', 'environment.status=active', 'with spaces = and signs'];
  expect(readReceived(fields, 'pre-receive')).toEqual({
    hook: 'pre-receive',
    options: ['environment.status=active', 'with spaces = and signs'],
    updates: [
      { reference: 'refs/heads/feature/login', before: null, after: one },
      { reference: 'refs/tags/v1', before: one, after: null },
    ],
  });
});

test('a message is whole when its last option is there, whatever an option says', () => {
  expect(isWhole(['pre-receive', main])).toBe(false);
  expect(isWhole(['pre-receive', main, '0'])).toBe(true);
  expect(isWhole(['pre-receive', main, '2', 'post-receive'])).toBe(false);
  expect(isWhole(['pre-receive', main, '2', 'post-receive', main])).toBe(true);
});

test.each([
  ['of the other hook', ['post-receive', main, '0']],
  ['without references', ['pre-receive', '', '0']],
  ['with fewer options than it says', ['pre-receive', main, '1']],
  ['with a count that is none', ['pre-receive', main, 'x']],
  ['with a reference of two lines', ['pre-receive', `${none} ${one} refs/heads/a\nb\n`, '0']],
  ['with a reference outside refs/', ['pre-receive', `${none} ${one} HEAD\n`, '0']],
  ['with a half line', ['pre-receive', `${none} ${one} refs/heads/a`, '0']],
])('a message %s is none', (_, fields) => {
  expect(readReceived(fields, 'pre-receive')).toBeNull();
});

test('only heads are branches, and only tags are tags', () => {
  expect(branchOf('refs/heads/a/b')).toBe('a/b');
  expect(branchOf('refs/tags/a')).toBeNull();
  expect([isTag('refs/tags/a'), isTag('refs/heads/refs/tags/a'), isTag('refs/replace/a')]).toEqual([
    true,
    false,
    false,
  ]);
});
