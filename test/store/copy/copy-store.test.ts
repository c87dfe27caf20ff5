import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findActivity } from '../../../src/store/activities/find-activity.ts';
import { copyStore } from '../../../src/store/copy/copy-store.ts';
import { tablesInOrder } from '../../../src/store/copy/tables.ts';
import { findRun } from '../../../src/store/runs/find-run.ts';
import { openPostgresServer, type PostgresServer } from '../../support/postgres-server.ts';
import { rawQuery } from '../raw-query.ts';
import { acceptRuns, filledStore, openStore, temporaryPath } from '../temporary-store.ts';

let server: PostgresServer;

beforeAll(async () => {
  server = await openPostgresServer();
});
afterAll(() => server[Symbol.asyncDispose]());

describe('copying a store', () => {
  it('takes every record of every table, from a file to PostgreSQL and back', async () => {
    const file = await filledStore();
    const runs = await acceptRuns(file, 12);
    const url = await server.createDatabase();
    const there = await openStore(url);
    const counts = await copyStore(file.db, there.db);
    expect(counts.get('runs')).toBe(12);
    const back = await openStore(await temporaryPath());
    await copyStore(there.db, back.db);
    for (const { id } of runs) {
      expect(await findRun(back.db, id)).toEqual(await findRun(file.db, id));
      expect(await findActivity(there.db, 'shop', id)).toEqual(await findActivity(file.db, 'shop', id));
    }
    expect([...counts.keys()].toSorted()).toEqual((await tablesInOrder(back.db)).toSorted());
  });

  it('goes on counting where the source was', async () => {
    const file = await filledStore();
    await acceptRuns(file, 3);
    const url = await server.createDatabase();
    const there = await openStore(url);
    await copyStore(file.db, there.db);
    const [next] = await acceptRuns(there, 1);
    const rows = await rawQuery(url, 'select id from runs order by sequence');
    expect(rows.at(-1)?.id).toBe(next?.id);
  });

  it('takes more rows than one statement holds, in their order', async () => {
    const file = await filledStore();
    const runs = await acceptRuns(file, 1200);
    const url = await server.createDatabase();
    await copyStore(file.db, (await openStore(url)).db);
    const rows = await rawQuery(url, 'select id from runs order by sequence');
    expect(rows.map(({ id }) => id)).toEqual(runs.map(({ id }) => id));
  });

  it('refuses a target that has records, and changes nothing there', async () => {
    const [source, target] = [await filledStore(), await filledStore()];
    await acceptRuns(source, 1);
    await expect(copyStore(source.db, target.db)).rejects.toMatchObject({ code: 'conflict' });
    expect(await target.db.selectFrom('runs').selectAll().execute()).toEqual([]);
  });
});

describe('the order of tables', () => {
  it('has each after those that its rows point at', async () => {
    const { db } = await filledStore();
    const order = await tablesInOrder(db);
    expect(order).toEqual(
      expect.arrayContaining(['users', 'projects', 'environments', 'activities', 'runs']),
    );
    for (const [earlier, later] of [
      ['users', 'api_tokens'],
      ['projects', 'environments'],
      ['environments', 'deployments'],
      ['activities', 'runs'],
    ] as const)
      expect(order.indexOf(earlier)).toBeLessThan(order.indexOf(later));
  });
});
