import { describe, expect, test } from 'vitest';
import { insertBackup } from '../../src/store/backups/insert-backup.ts';
import { putGrant } from '../../src/store/user-access/put-grant.ts';
import { insertUser } from '../../src/store/users/insert-user.ts';
import { aUser } from './filled-store.ts';
import { aBackup } from './sample-backup.ts';
import { openTestApi } from './test-api.ts';

const restore = '/projects/shop/environments/main/backups/ccccccccccccc/restore';

async function openWithBackup() {
  const opened = await openTestApi();
  await insertBackup(opened.store.db, aBackup());
  const bring = (payload: object, headers: Readonly<Record<string, string>> = {}) =>
    opened.ask({ method: 'POST', url: restore, payload, headers });
  return { ...opened, bring };
}

describe('a backup', () => {
  test('goes back to where it was made, to another environment, or to one that is made for it', async () => {
    const { bring, asked } = await openWithBackup();
    for (const payload of [
      {},
      { environment_name: 'feature/login' },
      { environment_name: 'new', branch_from: 'feature/login' },
      { environment_name: 'new' },
    ])
      expect((await bring(payload)).status).toBe(201);
    expect(asked.changes).toMatchObject([
      { environment: { name: 'main' } },
      { environment: { name: 'feature/login' } },
      { environment: { name: 'feature/login' }, newName: 'new' },
      { environment: { name: 'main' }, newName: 'new' },
    ]);
  });

  test('goes nowhere that is no branch, nor below what is not there', async () => {
    const { bring } = await openWithBackup();
    expect(await bring({ environment_name: 'a..b' })).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('not the name of a branch') },
    });
    expect(await bring({ environment_name: 'new', branch_from: 'nothing' })).toMatchObject({
      status: 404,
      body: { error: 'environment_not_found' },
    });
  });

  test('takes the right to restore where it comes from and where it goes, which is a development environment', async () => {
    const { bring, bearer, store } = await openWithBackup();
    await insertUser(store.db, aUser({ id: 'bob', username: 'bob', email: 'bob@example.com' }));
    const grant = { userId: 'bob', project: 'shop', grantedAt: new Date(), updatedAt: new Date() };
    await putGrant(store.db, {
      ...grant,
      access: { role: 'viewer', types: { production: 'admin', development: 'contributor' } },
    });
    const authorization = await bearer({ kind: 'user', userId: 'bob' });
    expect((await bring({}, { authorization })).status).toBe(201);
    expect(await bring({ environment_name: 'new' }, { authorization })).toMatchObject({
      status: 403,
      body: { detail: { operation: 'backup:restore', environment: 'new' } },
    });
  });
});
