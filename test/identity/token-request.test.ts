import { expect, test } from 'vitest';
import { readTokenRequest } from '../../src/identity/token-request.ts';

test.each([
  ['a form', 'grant_type=a&x=1%20%2B', { grant_type: 'a', x: '1 +' }],
  ['JSON', ' {"grant_type":"a","n":60,"o":{}} ', { grant_type: 'a', n: '60' }],
  ['nothing', '', {}],
  ['a name every object has', '{"toString":"x"}', { toString: 'x' }],
])('reads %s', (_name, body, expected) => {
  expect(Object.fromEntries(readTokenRequest(body) ?? [])).toEqual(expected);
});

test.each([
  ['broken JSON', '{"grant_type":'],
  ['a repeated field', 'grant_type=a&grant_type=b'],
])('refuses %s', (_name, body) => {
  expect(readTokenRequest(body)).toBeNull();
});
