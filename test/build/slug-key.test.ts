import { expect, test } from 'vitest';
import { slugKey } from '../../src/build/slug-key.ts';

const inputs = {
  sourceTree: 'aa',
  imageReference: 'nodejs 26.1.0 on debian 12',
  hook: 'npm ci',
  environment: { A: '1', B: '2', PLATFORM_TREE_ID: 'x' },
};

test('a slug has the same name for the same inputs, whatever the order and the commit around it', () => {
  const again = { ...inputs, environment: { PLATFORM_TREE_ID: 'y', B: '2', A: '1' } };
  expect(slugKey(again)).toBe(slugKey(inputs));
  expect(slugKey(inputs)).toMatch(/^[0-9a-f]{40}$/);
});

test.each([
  ['source', { sourceTree: 'bb' }],
  ['image', { imageReference: 'nodejs 26.2.0 on debian 12' }],
  ['hook', { hook: null }],
  ['variables', { environment: { A: '2' } }],
])('another %s makes another slug', (_name, change) => {
  expect(slugKey({ ...inputs, ...change })).not.toBe(slugKey(inputs));
});
