import { expect, test } from 'vitest';
import { hashApiToken, newApiToken } from '../../src/identity/api-token.ts';

test('a token has a prefix, 256 random bits and the hash that finds it', () => {
  const { token, hash } = newApiToken();
  expect(token).toMatch(/^errand_[\w-]{43}$/);
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  expect(hashApiToken(token)).toBe(hash);
  expect(newApiToken().token).not.toBe(token);
});

test('the hash is SHA-256', () => {
  expect(hashApiToken('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});
