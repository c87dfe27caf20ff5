import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { chainIds } from '../../../src/image/oci/chain.ts';

const hex = (text: string) => createHash('sha256').update(text).digest('hex');

test('the lowest layer is named by itself, each further one by all below it', () => {
  const [a = '', b = ''] = [hex('a'), hex('b')];
  const ids = chainIds([{ diffId: `sha256:${a}` }, { diffId: `sha256:${b}` }]);
  expect(ids).toEqual([a, hex(`sha256:${a} sha256:${b}`)]);
});

test('images that begin alike have the beginning in common', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((text) => ({ diffId: `sha256:${hex(text)}` }));
  const one = chainIds([a, b].filter((layer) => layer !== undefined));
  const other = chainIds([a, c].filter((layer) => layer !== undefined));
  expect(one[0]).toBe(other[0]);
  expect(one[1]).not.toBe(other[1]);
});
