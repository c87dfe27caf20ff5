import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCipher, keyIdOf } from '../../src/secret/cipher.ts';
import { Secret } from '../../src/secret/secret.ts';
import { formatSecretKey, newSecretKey, parseSecretKey } from '../../src/secret/secret-key.ts';

const key = newSecretKey();
const cipher = createCipher([key]);
const unreadable = expect.objectContaining({ code: 'secret_unreadable' });

describe('a cipher', () => {
  test('opens what it sealed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, place) => {
        expect(cipher.open(cipher.seal(new Secret(text), place), place).reveal()).toBe(text.toWellFormed());
      }),
    );
  });

  test('seals the same text differently each time', () => {
    const sealed = () => cipher.seal(new Secret('same'), 'here');
    expect(sealed()).not.toBe(sealed());
  });

  test('does not open a value that was moved to another place', () => {
    const sealed = cipher.seal(new Secret('of A'), 'variable:a::X');
    expect(() => cipher.open(sealed, 'variable:b::X')).toThrow(unreadable);
  });

  test('does not open a value of which a single bit was changed', () => {
    const sealed = cipher.seal(new Secret('hunter2'), 'here');
    const [version, id, body = ''] = sealed.split('.');
    const bytes = Buffer.from(body, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => cipher.open(`${version}.${id}.${changed.toString('base64url')}`, 'here')).toThrow(
        unreadable,
      );
    }
  });

  test.each(['', 'plain', 'v1.00000000.', 'v1.zz.zz', `v1.${key.id}.AAAA`])('does not open %j', (text) => {
    expect(() => cipher.open(text, 'here')).toThrow(unreadable);
  });

  test('says which key is missing, and how to give it', () => {
    const foreign = createCipher([newSecretKey()]).seal(new Secret('x'), 'here');
    expect(() => cipher.open(foreign, 'here')).toThrow(
      `${keyIdOf(foreign)}, which this server does not have`,
    );
    expect(() => cipher.open(foreign, 'here')).toThrow('ERRAND_SECRET_KEY');
  });

  test('after a rotation seals with the new key and still opens what the old one sealed', () => {
    const rotated = createCipher([key]);
    const before = rotated.seal(new Secret('old'), 'here');
    const fresh = newSecretKey();
    rotated.use([fresh, key]);
    expect(rotated.open(before, 'here').reveal()).toBe('old');
    expect(keyIdOf(rotated.seal(new Secret('new'), 'here'))).toBe(fresh.id);
    rotated.use([fresh]);
    expect(() => rotated.open(before, 'here')).toThrow(unreadable);
  });
});

describe('a key', () => {
  test('is read as it was written', () => {
    expect(parseSecretKey(formatSecretKey(key))?.id).toBe(key.id);
  });

  test('may be 64 hexadecimal digits', () => {
    expect(parseSecretKey('0f'.repeat(32))?.id).toMatch(/^[0-9a-f]{8}$/);
  });

  test.each(['', 'short', '0f'.repeat(31), 'A'.repeat(44), '!'.repeat(43)])('is not %j', (text) => {
    expect(parseSecretKey(text)).toBeNull();
  });
});
