import { expect, test } from 'vitest';
import { slugKey } from '../../src/build/slug-key.ts';

const inputs = {
  sourceTree: 'aa',
  imageReference: 'nodejs 26.1.0 on debian 12',
  steps: [{ title: 'the build hook', command: 'npm ci' }],
  environment: { A: '1', B: '2' },
  mountPoints: ['data'],
  generation: '',
};
const key = Buffer.alloc(32, 1);

test('a slug has the same name for the same inputs', () => {
  const again = { ...inputs, environment: { B: '2', A: '1' } };
  expect(slugKey(again, key)).toBe(slugKey(inputs, key));
  expect(slugKey(inputs, key)).toMatch(/^[0-9a-f]{40}$/);
});

test.each([
  ['source', { sourceTree: 'bb' }],
  ['image', { imageReference: 'nodejs 26.2.0 on debian 12' }],
  ['hook', { steps: [] }],
  ['mount points', { mountPoints: ['data', 'var/log'] }],
  ['generation', { generation: 'a1' }],
  ['variables', { environment: { A: '2' } }],
])('another %s makes another slug', (_name, change) => {
  expect(slugKey({ ...inputs, ...change }, key)).not.toBe(slugKey(inputs, key));
});

test('nobody without the key can find out what went into a name', () => {
  expect(slugKey(inputs, Buffer.alloc(32, 2))).not.toBe(slugKey(inputs, key));
});
