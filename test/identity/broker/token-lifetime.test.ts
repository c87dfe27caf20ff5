import { expect, test } from 'vitest';
import { tokenLifetimeSeconds } from '../../../src/identity/broker/token-lifetime.ts';

test.each<[string | undefined, Record<string, string>, number]>([
  [undefined, {}, 60],
  ['300', {}, 300],
  ['3600', {}, 900],
  ['5', {}, 60],
  ['-1', {}, 60],
  ['120.9', {}, 120],
  ['', {}, 60],
  ['soon', {}, 60],
  ['300, 400', {}, 60],
  ['Infinity', {}, 60],
  [undefined, { 'x-token-ttl': '300' }, 300],
  [undefined, { x_token_ttl: '300' }, 300],
  [undefined, { token_ttl: '3600' }, 900],
  [undefined, { ttl: 'x' }, 60],
  ['120', { 'x-token-ttl': '300' }, 120],
])('header %s and fields %o give %i seconds', (header, fields, expected) => {
  expect(tokenLifetimeSeconds(header, new Map(Object.entries(fields)))).toBe(expected);
});
