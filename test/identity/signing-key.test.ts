import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { issueAccessToken, readAccessToken } from '../../src/identity/access-token.ts';
import { loadSigningKey } from '../../src/identity/signing-key.ts';
import { user } from './principals.ts';
import { temporaryFolder } from './temporary-folder.ts';

test('the key is made once and kept for its owner alone', async () => {
  const folder = join(temporaryFolder(), 'keys');
  const first = await loadSigningKey(folder);
  const second = await loadSigningKey(folder);
  expect(await readAccessToken(second, await issueAccessToken(first, user, 60))).toEqual(user);
  expect(statSync(join(folder, 'signing-key.pem')).mode & 0o777).toBe(0o600);
});

test('the private half cannot be taken out', async () => {
  const key = await loadSigningKey(temporaryFolder());
  await expect(crypto.subtle.exportKey('pkcs8', key.privateKey)).rejects.toThrow();
});

test('a damaged key is an error, not a new key', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'signing-key.pem'), 'half a k');
  await expect(loadSigningKey(folder)).rejects.toMatchObject({
    code: 'internal',
    message: expect.stringContaining(join(folder, 'signing-key.pem')),
  });
});
