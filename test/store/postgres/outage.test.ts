import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { inTransaction } from '../../../src/store/in-transaction.ts';
import { openStore as openAt } from '../../../src/store/open.ts';
import { findProject } from '../../../src/store/projects/find-project.ts';
import { insertProject } from '../../../src/store/projects/insert-project.ts';
import { listProjects } from '../../../src/store/projects/list-projects.ts';
import { openPostgresServer, type PostgresServer } from '../../support/postgres-server.ts';
import { rawQuery } from '../raw-query.ts';
import { aProject } from '../samples.ts';
import { openStore } from '../temporary-store.ts';

let server: PostgresServer;

beforeAll(async () => {
  server = await openPostgresServer();
});
afterAll(() => server[Symbol.asyncDispose]());

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(5);
}

describe('when PostgreSQL goes away', () => {
  test('reads and writes wait for it, and each happens once', async () => {
    const store = await openStore(await server.createDatabase());
    await insertProject(store.db, aProject({ id: 'before' }));
    await server.kill();
    const read = findProject(store.db, 'before');
    const write = insertProject(store.db, aProject({ id: 'meanwhile' }));
    await until(() => store.outOfReach);
    await server.start();
    expect(await read).toMatchObject({ id: 'before' });
    await write;
    expect((await listProjects(store.db)).map(({ id }) => id).toSorted()).toEqual(['before', 'meanwhile']);
    expect(store.outOfReach).toBe(false);
  });

  test('a transaction that it took along is done again, whole', async () => {
    const store = await openStore(await server.createDatabase());
    let attempts = 0;
    await inTransaction(store.db, async (transaction) => {
      attempts += 1;
      await insertProject(transaction, aProject({ id: `first-${attempts}` }));
      if (attempts === 1) await server.cutConnections();
      await insertProject(transaction, aProject({ id: `second-${attempts}` }));
    });
    expect((await listProjects(store.db)).map(({ id }) => id).toSorted()).toEqual(['first-2', 'second-2']);
  });

  test('P1: writes that are cut off at any moment happen once each', async () => {
    const store = await openStore(await server.createDatabase());
    const count = 60;
    let cutting = true;
    const cuts = (async () => {
      while (cutting) {
        await server.cutConnections();
        await delay(7);
      }
    })();
    const ids = Array.from({ length: count }, (_, index) => `p${String(index).padStart(3, '0')}`);
    // A second insert of the same project is a conflict, which would reject.
    for (const id of ids) {
      await insertProject(store.db, aProject({ id }));
      await inTransaction(store.db, (transaction) =>
        insertProject(transaction, aProject({ id: `${id}-too` })),
      );
    }
    cutting = false;
    await cuts;
    expect(await listProjects(store.db)).toHaveLength(2 * count);
  });

  test('an error of the statement itself is no reason to wait', async () => {
    const store = await openStore(await server.createDatabase());
    await insertProject(store.db, aProject());
    await expect(insertProject(store.db, aProject())).rejects.toMatchObject({ code: 'conflict' });
    await expect(
      inTransaction(store.db, async (transaction) => {
        await insertProject(transaction, aProject({ id: 'rolled-back' }));
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    expect(await findProject(store.db, 'rolled-back')).toBeNull();
  });

  test('a store that is closed waits no longer', async () => {
    const store = await openAt(await server.createDatabase());
    await server.kill();
    onTestFinished(() => server.start());
    const read = findProject(store.db, 'any');
    const refused = expect(read).rejects.toThrow();
    await until(() => store.outOfReach);
    await store.close();
    await refused;
  });
});

test('a database that is not there at the start is told at once', async () => {
  const url = await server.createDatabase();
  await expect(openAt(url.replace(/\/[^/]*$/, '/no_such'))).rejects.toThrow('no_such');
  await rawQuery(url, 'select 1');
});

test('writers take turns as in SQLite: what a transaction read still holds when it commits', async () => {
  const url = await server.createDatabase();
  const [first, second] = [await openStore(url), await openStore(url)];
  const addNext = (store: typeof first) =>
    inTransaction(store.db, async (transaction) => {
      const projects = await listProjects(transaction);
      await delay(5);
      await insertProject(transaction, aProject({ id: `number-${projects.length}` }));
    });
  await Promise.all(Array.from({ length: 20 }, (_, index) => addNext(index % 2 === 0 ? first : second)));
  expect(await listProjects(first.db)).toHaveLength(20);
});
