import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { listDeliveries } from '../../src/store/deliveries/list-deliveries.ts';
import { currentDeployment } from '../../src/store/deployments/current-deployment.ts';
import { insertDeployment } from '../../src/store/deployments/insert-deployment.ts';
import { adoptChildren } from '../../src/store/environments/adopt-children.ts';
import { changeEnvironment } from '../../src/store/environments/change-environment.ts';
import { findEnvironment } from '../../src/store/environments/find-environment.ts';
import { setDeployment } from '../../src/store/environments/set-deployment.ts';
import { changeIntegration } from '../../src/store/integrations/change-integration.ts';
import { deleteIntegration } from '../../src/store/integrations/delete-integration.ts';
import { insertIntegration } from '../../src/store/integrations/insert-integration.ts';
import { Memory } from '../../src/store/memory.ts';
import { findProject } from '../../src/store/projects/find-project.ts';
import { acceptRun } from '../../src/store/runs/accept-run.ts';
import type { Database, Store } from '../../src/store/store.ts';
import { deleteGrant } from '../../src/store/user-access/delete-grant.ts';
import { listGrantsOfUser } from '../../src/store/user-access/list-grants.ts';
import { putGrant } from '../../src/store/user-access/put-grant.ts';
import { deleteUser } from '../../src/store/users/delete-user.ts';
import { findUser } from '../../src/store/users/find-user.ts';
import { insertUser } from '../../src/store/users/insert-user.ts';
import { updateUser } from '../../src/store/users/update-user.ts';
import type { User } from '../../src/store/users/user.ts';
import { everything, type Integration } from '../../src/webhook/integration.ts';
import { aDeployment, anActivity, aRun } from './samples.ts';
import { filledStore, openStore, temporaryPath } from './temporary-store.ts';

const at = new Date('2026-08-01T10:00:00.000Z');
const root: User = {
  id: 'root',
  username: 'root',
  email: 'root@example.org',
  emailVerified: false,
  displayName: 'Root',
  isAdministrator: true,
  isOwner: true,
  isDeactivated: false,
  createdAt: at,
  updatedAt: at,
};
const ada: User = { ...root, id: 'ada', username: 'ada', email: 'ada@example.org', isAdministrator: false };
const grant = {
  userId: 'ada',
  project: 'shop',
  access: { role: 'admin', types: {} },
  grantedAt: at,
  updatedAt: at,
} as const;
const webhook: Integration = {
  ...everything,
  id: 'hook',
  project: 'shop',
  url: 'https://example.org/',
  secret: 'sealed' as unknown as Integration['secret'],
  createdAt: at,
  updatedAt: at,
};

async function withPeople(): Promise<Store> {
  const store = await filledStore();
  await insertUser(store.db, root);
  await insertUser(store.db, ada);
  await putGrant(store.db, grant);
  return store;
}

/** What a trigger asks for before it is accepted. */
async function known(db: Database) {
  return {
    user: await findUser(db, 'ada'),
    roles: (await listGrantsOfUser(db, 'ada')).map(({ access }) => access.role),
    project: await findProject(db, 'shop'),
    environment: await findEnvironment(db, 'shop', 'preview'),
    deployment: (await currentDeployment(db, 'shop', 'main'))?.id ?? null,
  };
}

describe('what is kept in memory', () => {
  it('is what the database says, the second time without asking it', async () => {
    const { db } = await withPeople();
    await setDeployment(db, 'shop', 'main', 'deployment-1');
    const first = await known(db);
    const asked = vi.spyOn(db, 'selectFrom');
    expect(await known(db)).toEqual(first);
    expect(asked).not.toHaveBeenCalled();
    expect(first).toMatchObject({ user: ada, roles: ['admin'], deployment: 'deployment-1' });
  });

  it.each<[string, (db: Database) => Promise<unknown>, object]>([
    [
      'a user who is deactivated',
      (db) => updateUser(db, { ...ada, isDeactivated: true }),
      { user: { isDeactivated: true } },
    ],
    ['a user who is deleted, with their roles', (db) => deleteUser(db, 'ada'), { user: null, roles: [] }],
    [
      'a role that is changed',
      (db) => putGrant(db, { ...grant, access: { role: 'viewer', types: {} } }),
      { roles: ['viewer'] },
    ],
    ['a role that is taken away', (db) => deleteGrant(db, 'ada', 'shop'), { roles: [] }],
    [
      'an environment that is deleted',
      (db) => changeEnvironment(db, 'shop', 'preview', { status: 'deleted' }),
      { environment: null },
    ],
    [
      'an environment of another type',
      (db) => changeEnvironment(db, 'shop', 'preview', { type: 'staging' }),
      { environment: { type: 'staging' } },
    ],
    [
      'an environment that gets another parent',
      (db) => adoptChildren(db, 'shop', 'main', null),
      { environment: { parent: null } },
    ],
    [
      'a deployment',
      (db) => setDeployment(db, 'shop', 'main', 'deployment-1'),
      { deployment: 'deployment-1' },
    ],
    ['the next deployment', deployAgain, { deployment: 'deployment-2' }],
  ])('gives way at once to %s', async (_, change, seen) => {
    const { db } = await withPeople();
    await known(db);
    await change(db);
    expect(await known(db)).toMatchObject(seen);
  });

  it('gives way to a change in a transaction when that is committed, and stays where it is undone', async () => {
    const { db } = await withPeople();
    await known(db);
    const undone = db.transaction().execute(async (transaction) => {
      await updateUser(transaction, { ...ada, displayName: 'Countess' });
      // The transaction itself sees what it has changed.
      expect((await findUser(transaction, 'ada'))?.displayName).toBe('Countess');
      throw new Error('changed my mind');
    });
    await expect(undone).rejects.toThrow('changed my mind');
    expect((await known(db)).user).toEqual(ada);
    await db.transaction().execute((transaction) => deleteUser(transaction, 'ada'));
    expect((await known(db)).user).toBeNull();
  });

  it('lets no change slip by readers that never pause', async () => {
    const { db } = await withPeople();
    let over = false;
    const reading = Array.from({ length: 4 }, async () => {
      while (!over) await known(db);
    });
    for (const name of Array.from({ length: 40 }, (_, index) => `name ${index}`)) {
      await updateUser(db, { ...ada, displayName: name });
      expect((await findUser(db, 'ada'))?.displayName).toBe(name);
    }
    over = true;
    await Promise.all(reading);
  });

  it('tells accepted triggers at once which webhooks there are', async () => {
    const store = await withPeople();
    const told = async () => {
      const run = aRun();
      await acceptRun(store, { run, activity: anActivity({ id: run.id }) });
      const deliveries = await listDeliveries(store.db, 'hook', null, 10);
      return deliveries.some(({ activity }) => activity.id === run.id);
    };
    expect(await told()).toBe(false);
    await insertIntegration(store.db, webhook);
    expect(await told()).toBe(true);
    await changeIntegration(store.db, { ...webhook, events: ['environment.push'] });
    expect(await told()).toBe(false);
    await changeIntegration(store.db, webhook);
    expect(await told()).toBe(true);
    await deleteIntegration(store.db, 'hook');
    expect(await told()).toBe(false);
  });

  it('is believed for a second, where somebody changes the database by hand', async () => {
    const path = await temporaryPath();
    const { db } = await filledStore(path);
    const other = await openStore(path);
    const clock = vi.spyOn(performance, 'now').mockReturnValue(1000);
    onTestFinished(() => clock.mockRestore());
    expect((await findEnvironment(db, 'shop', 'main'))?.title).toBe('main');
    await changeEnvironment(other.db, 'shop', 'main', { title: 'by hand' });
    clock.mockReturnValue(1999);
    expect((await findEnvironment(db, 'shop', 'main'))?.title).toBe('main');
    clock.mockReturnValue(2000);
    expect((await findEnvironment(db, 'shop', 'main'))?.title).toBe('by hand');
  });
});

describe('a memory', () => {
  it('keeps nothing that was read while a change was under way, or across one', async () => {
    const memory = new Memory();
    const slow = Promise.withResolvers<string>();
    const across = memory.recall('key', () => slow.promise);
    const settled = memory.changing();
    slow.resolve('of before');
    expect(await across).toBe('of before');
    expect(await memory.recall('key', async () => 'meanwhile')).toBe('meanwhile');
    settled();
    expect(await memory.recall('key', async () => 'after')).toBe('after');
    expect(await memory.recall('key', async () => 'never asked')).toBe('after');
  });

  it('asks again for what was not there', async () => {
    const memory = new Memory();
    expect(await memory.recall('key', async () => null)).toBeNull();
    expect(await memory.recall('key', async () => 'there')).toBe('there');
  });

  it('is bounded', async () => {
    const memory = new Memory();
    const read = vi.fn(async () => 'value');
    for (let index = 0; index <= 5000; index += 1) await memory.recall(`key ${index}`, read);
    await memory.recall('key 0', read);
    expect(read).toHaveBeenCalledTimes(5002);
  });
});

async function deployAgain(db: Database): Promise<void> {
  await setDeployment(db, 'shop', 'main', 'deployment-1');
  await known(db);
  await db.transaction().execute(async (transaction) => {
    await insertDeployment(transaction, aDeployment({ id: 'deployment-2' }));
    await setDeployment(transaction, 'shop', 'main', 'deployment-2');
  });
}
