import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { inTransaction } from '../../../src/store/in-transaction.ts';
import { openStore as openAt } from '../../../src/store/open.ts';
import { findProject } from '../../../src/store/projects/find-project.ts';
import { insertProject } from '../../../src/store/projects/insert-project.ts';
import { listProjects } from '../../../src/store/projects/list-projects.ts';
import { untilRecorded } from '../../../src/task/until-recorded.ts';
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

describe('when PostgreSQL is there and refuses', () => {
  /** A session of somebody else. */
  async function outsider(url: string): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    await client.connect();
    onTestFinished(() => client.end());
    return client;
  }

  test('a transaction that it undoes for the sake of another is done again, whole', async () => {
    const url = await server.createDatabase();
    const store = await openStore(url);
    for (const id of ['one', 'two']) await insertProject(store.db, aProject({ id }));
    const other = await outsider(url);
    // So it is the store's transaction that is undone.
    await other.query("set deadlock_timeout = '1min'");
    await other.query("begin; update projects set title = 'Other' where id = 'one'");
    const rename = (id: string, title: string) => `update projects set title = '${title}' where id = '${id}'`;
    let attempts = 0;
    let others: Promise<unknown> | undefined;
    await inTransaction(store.db, async (transaction) => {
      attempts += 1;
      await sql.raw(rename('two', `Mine ${attempts}`)).execute(transaction);
      others ??= other.query(rename('two', 'Other')).then(() => other.query('commit'));
      await sql.raw(rename('one', `Mine ${attempts}`)).execute(transaction);
    });
    await others;
    expect(attempts).toBe(2);
    expect((await listProjects(store.db)).map(({ title }) => title)).toEqual(['Mine 2', 'Mine 2']);
  });

  test('a transaction that it does not let begin takes no connection along', async () => {
    const url = await server.createDatabase();
    await (await openStore(url)).close();
    const other = await outsider(url);
    await other.query(`alter database ${new URL(url).pathname.slice(1)} set statement_timeout = '100ms'`);
    const store = await openStore(url);
    await insertProject(store.db, aProject({ id: 'before' }));
    // As a writer of the store that is slow.
    await other.query('begin; select pg_advisory_xact_lock(111542219664996)');
    await expect(insertProject(store.db, aProject({ id: 'refused' }))).rejects.toMatchObject({
      code: '57014',
    });
    await other.query('commit');
    await insertProject(store.db, aProject({ id: 'after' }));
    expect((await listProjects(store.db)).map(({ id }) => id).toSorted()).toEqual(['after', 'before']);
  });

  test('what must be written is written once it takes writes again', async () => {
    const url = await server.createDatabase();
    const store = await openStore(url);
    const other = await outsider(url.replace(/\/[^/]*$/, '/postgres'));
    const only = async (mode: 'on' | 'off') => {
      const database = new URL(url).pathname.slice(1);
      await other.query(`alter database ${database} set default_transaction_read_only = ${mode}`);
      await other.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database}'`,
      );
    };
    await only('on');
    const faults: unknown[] = [];
    const patience = {
      signal: new AbortController().signal,
      onFault: (error: unknown) => {
        faults.push(error);
        if (faults.length === 2) void only('off');
      },
    };
    await untilRecorded(() => insertProject(store.db, aProject({ id: 'patient' })), patience);
    expect(faults[0]).toMatchObject({ code: '25006' });
    expect(await findProject(store.db, 'patient')).not.toBeNull();
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
