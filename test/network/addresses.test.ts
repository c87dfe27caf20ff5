import { expect, test } from 'vitest';
import { freeHostPart, freeSubnet, linkAddress, subnetsOf } from '../../src/network/addresses.ts';

test('an address always has the same link address, which is locally administered', () => {
  expect(linkAddress('10.213.4.1')).toBe('02:00:0a:d5:04:01');
  expect(linkAddress('10.213.4.254')).toBe('02:00:0a:d5:04:fe');
});

test('a pool has 256 subnets, and the first one that nobody uses is taken', () => {
  expect(subnetsOf('10.213.0.0/16')).toHaveLength(256);
  expect(freeSubnet('10.213.0.0/16', ['10.213.0.1', '10.213.1.7', '192.168.0.1'])).toEqual({
    prefix: '10.213.2',
  });
});

test('a full pool or subnet gives none', () => {
  const all = subnetsOf('10.213.0.0/16').map(({ prefix }) => `${prefix}.1`);
  expect(freeSubnet('10.213.0.0/16', all)).toBeNull();
  expect(freeHostPart(new Set(Array.from({ length: 253 }, (_, index) => index + 2)))).toBeNull();
});
