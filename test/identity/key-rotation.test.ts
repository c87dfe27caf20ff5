import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { issueAccessToken, readAccessToken } from '../../src/identity/access-token.ts';
import { loadSigningKey } from '../../src/identity/signing-key.ts';
import { user } from './principals.ts';
import { temporaryFolder } from './temporary-folder.ts';

const now = new Date('2026-08-01T10:00:00.000Z');
const hoursLater = (hours: number) => new Date(now.getTime() + hours * 3_600_000);

describe('a replaced signing key', () => {
  test('signs no more, and what it signed stays valid, over a restart too', async () => {
    const folder = temporaryFolder();
    const key = await loadSigningKey(folder, now);
    const [former, token] = [key.kid, await issueAccessToken(key, user, 900, now)];
    await key.rotate(now);
    expect(key.kid).not.toBe(former);
    expect(await readAccessToken(key, token, now)).toEqual(user);
    const again = await loadSigningKey(folder, hoursLater(1));
    expect(again.kid).toBe(key.kid);
    expect(again.publicKeys().map(({ kid }) => kid)).toEqual([key.kid, former]);
    expect(await readAccessToken(again, token, now)).toEqual(user);
  });

  test('is forgotten after a day', async () => {
    const folder = temporaryFolder();
    const key = await loadSigningKey(folder, now);
    const token = await issueAccessToken(key, user, 900, now);
    await key.rotate(now);
    const again = await loadSigningKey(folder, hoursLater(25));
    expect(again.publicKeys()).toHaveLength(1);
    await expect(readAccessToken(again, token, now)).rejects.toMatchObject({
      details: { reason: 'signature' },
    });
  });

  test('leaves only its public half on disk, for its owner alone', async () => {
    const folder = temporaryFolder();
    const key = await loadSigningKey(folder, now);
    const { d } = await key.privateJwk();
    await key.rotate(now);
    const path = join(folder, 'former-keys.json');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(d).toBeTypeOf('string');
    expect(readFileSync(path, 'utf8')).not.toContain(d);
  });
});
