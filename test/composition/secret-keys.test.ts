import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openSecretKeys } from '../../src/composition/secret-keys.ts';
import { keyIdOf } from '../../src/secret/cipher.ts';
import { Secret } from '../../src/secret/secret.ts';
import { formatSecretKey, newSecretKey } from '../../src/secret/secret-key.ts';
import { acceptRun } from '../../src/store/runs/accept-run.ts';
import { findRun } from '../../src/store/runs/find-run.ts';
import { openTrigger, sealTrigger } from '../../src/task/trigger-secrets.ts';
import { openVariableDesk } from '../../src/variable/variable-desk.ts';
import { anActivity, aRun } from '../store/samples.ts';
import { filledStore, temporaryPath } from '../store/temporary-store.ts';

const actor = { kind: 'user', name: 'ada' } as const;
const hunter2 = 'hunter2-hunter2';
const main = { project: 'shop', environment: 'main' };
const trigger = { env: { TOKEN: hunter2 }, other: {} };

/** A store with a sensitive variable and a run with one, and the keys that sealed them. */
async function setUp(given?: string) {
  const { db } = await filledStore();
  const path = join(dirname(await temporaryPath()), 'keys', 'secret.key');
  const keys = await openSecretKeys(path, given, db);
  const input = { name: 'env:KEY', value: hunter2, isSensitive: true };
  await openVariableDesk(db, keys.cipher).create(main, input, actor);
  const { id } = aRun();
  const sealedVariables = sealTrigger(keys.cipher, id, new Secret(JSON.stringify(trigger)));
  const run = aRun({ id, sealedVariables });
  await acceptRun({ db }, { run, activity: anActivity({ id: run.id }) });
  const again = (environment?: string) => openSecretKeys(path, environment, db);
  const read = async ({ cipher }: Pick<typeof keys, 'cipher'>) => {
    const { environment } = await openVariableDesk(db, cipher).inEffect('shop', 'main');
    const { sealedVariables = null } = (await findRun(db, run.id)) ?? {};
    return [environment[0]?.value.reveal(), openTrigger(cipher, run.id, sealedVariables).env.TOKEN];
  };
  const usedKeys = async () => {
    const variable = await db.selectFrom('variables').select('sealed').executeTakeFirstOrThrow();
    const { sealedVariables } = (await findRun(db, run.id)) ?? {};
    return [keyIdOf(variable.sealed ?? ''), keyIdOf(sealedVariables ?? '')];
  };
  const inFile = async () => (await readFile(path, 'utf8')).trim().split('\n');
  return { db, path, keys, again, read, usedKeys, inFile };
}

const both = [hunter2, hunter2];

describe('the key that seals secrets', () => {
  test('is made at first, for its owner alone, and found again', async () => {
    const { path, keys, again, read } = await setUp();
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await again()).cipher.keyId).toBe(keys.cipher.keyId);
    expect(await read(await again())).toEqual(both);
  });

  test('may come from the environment, and what the file sealed is then sealed with it', async () => {
    const { again, read, usedKeys } = await setUp();
    const given = newSecretKey();
    const keys = await again(formatSecretKey(given));
    expect(await read(keys)).toEqual(both);
    expect(await keys.finishRotation()).toEqual({ keyId: given.id, resealed: 2 });
    expect(await usedKeys()).toEqual([given.id, given.id]);
  });

  test.each([
    ['is no key', 'nonsense'],
    ['is too short', Buffer.alloc(16).toString('base64')],
  ])('that %s is refused without being repeated', async (_what, text) => {
    const { again } = await setUp();
    await expect(again(text)).rejects.toMatchObject({ code: 'secret_key_invalid' });
    await expect(again(text)).rejects.not.toThrow(text);
  });

  test('that others may read is refused', async () => {
    const { path, again } = await setUp();
    await chmod(path, 0o640);
    await expect(again()).rejects.toThrow(`chmod 600 ${path}`);
  });

  test('that is lost is not replaced by one that opens nothing', async () => {
    const { path, db } = await setUp();
    await expect(openSecretKeys(`${path}.gone`, undefined, db)).rejects.toThrow('is missing');
  });
});

describe('rotating it', () => {
  test('seals everything anew, and the former key goes with the next start', async () => {
    const { keys, read, usedKeys, again, inFile } = await setUp();
    const former = keys.cipher.keyId;
    const { keyId, resealed } = await keys.rotate();
    expect([keyId === former, resealed]).toEqual([false, 2]);
    expect(await usedKeys()).toEqual([keyId, keyId]);
    expect(await read(keys)).toEqual(both);
    expect(await inFile()).toHaveLength(2);
    const next = await again();
    expect(await next.finishRotation()).toEqual({ keyId, resealed: 0 });
    expect(await inFile()).toHaveLength(1);
    expect(await read(await again())).toEqual(both);
  });

  test('goes on where a crash broke it off', async () => {
    const { path, read, usedKeys, again } = await setUp();
    // As it is after the new key was written and before anything was sealed with it.
    const fresh = newSecretKey();
    await writeFile(path, `${formatSecretKey(fresh)}\n${await readFile(path, 'utf8')}`);
    const next = await again();
    expect(await read(next)).toEqual(both);
    expect(await next.finishRotation()).toEqual({ keyId: fresh.id, resealed: 2 });
    expect(await usedKeys()).toEqual([fresh.id, fresh.id]);
  });

  test('twice at once leaves one key in use', async () => {
    const { keys, read, usedKeys } = await setUp();
    await Promise.all([keys.rotate(), keys.rotate()]);
    expect(new Set(await usedKeys())).toEqual(new Set([keys.cipher.keyId]));
    expect(await read(keys)).toEqual(both);
  });

  test('is the operator’s to do where the key comes from the environment, and says how', async () => {
    const { keys } = await setUp(formatSecretKey(newSecretKey()));
    await expect(keys.rotate()).rejects.toThrow('put a new one before it');
  });

  test('keeps the former key where a value cannot be read', async () => {
    const { db, keys, again, inFile } = await setUp();
    await db.updateTable('variables').set({ sealed: 'v1.00000000.AAAA' }).execute();
    await expect(keys.rotate()).rejects.toMatchObject({ code: 'secret_unreadable' });
    await expect((await again()).finishRotation()).rejects.toMatchObject({ code: 'secret_unreadable' });
    expect(await inFile()).toHaveLength(2);
  });
});
