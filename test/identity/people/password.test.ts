import { describe, expect, test } from 'vitest';
import { newOneTimePassword } from '../../../src/identity/people/one-time-password.ts';
import { hashPassword, verifyPassword } from '../../../src/identity/people/password.ts';
import { checkNewPassword } from '../../../src/identity/people/password-rules.ts';

const ada = { username: 'ada.lovelace.king', email: 'ada.lovelace@example.org' };

describe('a password', () => {
  test('is kept as argon2id with its own salt, and is checked against it', async () => {
    const [one, other] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(other).not.toBe(one);
    expect(await verifyPassword('correct horse', one)).toBe(true);
    expect(await verifyPassword('correct horsf', one)).toBe(false);
  });

  test('typed with other code points is the same', async () => {
    expect(await verifyPassword('caf\u00e9 au lait', await hashPassword('cafe\u0301 au lait'))).toBe(true);
  });

  test('of nobody is wrong, whatever it is', async () => {
    expect(await verifyPassword('', null)).toBe(false);
    expect(await verifyPassword('correct horse', null)).toBe(false);
  });

  test('in a damaged row is an error and lets nobody in', async () => {
    await expect(verifyPassword('x', '$2b$10$abc')).rejects.toThrow('not argon2id');
  });
});

describe('a new password', () => {
  test.each([
    ['short', 'at least 12'],
    ['x'.repeat(1025), 'at most 1024'],
    ['aaaaaaaaaaaa', '4 different'],
    ['ADA.LOVELACE@example.org', 'user name or the e-mail'],
    ['ada.lovelace.king', 'user name or the e-mail'],
  ])('%s is refused: %s', (password, reason) => {
    expect(() => checkNewPassword(password, ada)).toThrow(reason);
  });

  test('of a few words is taken, whatever the script', () => {
    for (const password of ['correct horse battery', 'пароль на дванадцять', '一二三四五六七八九十百千']) {
      expect(() => checkNewPassword(password, ada)).not.toThrow();
    }
  });
});

test('passwords for one sign-in are long, easy to read, and never the same', () => {
  const made = Array.from({ length: 200 }, newOneTimePassword);
  expect(new Set(made).size).toBe(200);
  for (const password of made)
    expect(password).toMatch(/^([abcdefghjkmnp-z2-9]{5}-){3}[abcdefghjkmnp-z2-9]{5}$/);
});
