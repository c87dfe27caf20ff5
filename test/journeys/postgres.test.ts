import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCliServer } from '../support/cli-server.ts';
import type { Client } from '../support/client.ts';
import { activityOf, begin, untilLogged } from '../support/follow-run.ts';
import { openPostgresServer, type PostgresServer } from '../support/postgres-server.ts';
import { scriptProject } from '../support/script-project.ts';

let postgres: PostgresServer;

beforeAll(async () => {
  postgres = await openPostgresServer();
});
afterAll(() => postgres[Symbol.asyncDispose]());

const patience = { timeout: 90_000 };

const statusOf = (client: Client, id: string) =>
  client.api(`/projects/shop/activities/${id}`, { signal: AbortSignal.timeout(500) }).then(
    ({ status }) => status,
    () => null,
  );

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(50);
}

describe('a server whose records are in PostgreSQL', patience, () => {
  test('P1, P5: goes on with a run after a kill -9, and ends it once', async () => {
    await using server = await openCliServer({ ERRAND_DATABASE_URL: await postgres.createDatabase() });
    await server.client.deploy(scriptProject());
    const { id } = await begin(server.client, 'echo begun; for i in $(seq 20); do sleep 0.1; done; exit 7');
    await untilLogged(server.client, id, 'begun');
    await server.kill('SIGKILL');
    await server.restart();
    const { activity } = await server.client.waitFor(id);
    expect(activity).toMatchObject({
      state: 'complete',
      payload: { outcome: { kind: 'failed', exit_code: 7 } },
    });
  });

  test('P2: loses no end of a run that ends while the database is away, and starts what waits', async () => {
    const url = await postgres.createDatabase();
    await using server = await openCliServer({ ERRAND_DATABASE_URL: url, ERRAND_RUNS_AT_ONCE: '1' });
    await server.client.deploy(scriptProject());
    const first = await begin(server.client, 'echo begun; sleep 1; exit 3');
    const second = await begin(server.client, 'echo second');
    await untilLogged(server.client, first.id, 'begun');
    await postgres.kill();
    // The request that finds out waits; those after it are refused at once, for whoever asks can ask again.
    await until(async () => (await statusOf(server.client, first.id)) === 503);
    // By then the command has ended.
    await delay(1500);
    await postgres.start();
    await until(async () => (await statusOf(server.client, first.id)) === 200);
    expect((await server.client.waitFor(first.id)).activity.payload).toMatchObject({
      outcome: { kind: 'failed', exit_code: 3 },
    });
    expect((await server.client.waitFor(second.id)).activity.payload).toMatchObject({
      outcome: { kind: 'succeeded' },
    });
  });

  test('is the only one of its database', async () => {
    const url = await postgres.createDatabase();
    await using server = await openCliServer({ ERRAND_DATABASE_URL: url });
    expect(await server.errand('project:list')).toMatchObject({ status: 0 });
    await expect(openCliServer({ ERRAND_DATABASE_URL: url })).rejects.toThrow(
      'another server already uses this database',
    );
  });
});

test('store:migrate moves a server that is stopped, and the old place says so', patience, async () => {
  const url = await postgres.createDatabase();
  await using server = await openCliServer();
  await server.client.deploy(scriptProject());
  const { id } = await begin(server.client, 'echo done');
  await server.client.waitFor(id);
  const refused = await server.errand('store:migrate', '--to', url, '--home', server.home);
  expect(refused).toMatchObject({ status: 10 });
  await server.kill('SIGTERM');
  const moved = await server.errand('store:migrate', '--to', url, '--home', server.home);
  expect(moved).toMatchObject({ status: 0 });
  await expect(server.restart()).rejects.toThrow(/were moved to postgres:/);
  await server.restart({ ERRAND_DATABASE_URL: url });
  expect(await activityOf(server.client, id)).toMatchObject({ state: 'complete', result: 'success' });
});
