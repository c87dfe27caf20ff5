import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { ownDatabase } from '../../../src/store/postgres/ownership.ts';
import { openPostgresServer, type PostgresServer } from '../../support/postgres-server.ts';

let server: PostgresServer;

beforeAll(async () => {
  server = await openPostgresServer();
});
afterAll(() => server[Symbol.asyncDispose]());

/** What is between a server and its database. */
async function openProxy(url: string) {
  const { hostname, port } = new URL(url);
  const pairs: { near: Socket; far: Socket }[] = [];
  const proxy = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const socket of [near, far]) socket.on('error', () => undefined);
    near.on('data', (chunk) => far.write(chunk));
    far.on('data', (chunk) => near.write(chunk));
    far.on('close', () => near.destroy());
    near.on('end', () => far.end());
    pairs.push({ near, far });
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  onTestFinished(() => {
    for (const { near, far } of pairs) for (const socket of [near, far]) socket.destroy();
    proxy.close();
  });
  const through = new URL(url);
  through.port = String((proxy.address() as AddressInfo).port);
  return {
    url: through.href,
    count: () => pairs.length,
    /** Ends the newest connection at the server's side; the database hears nothing of it. */
    forget: () => pairs.at(-1)?.near.destroy(),
  };
}

async function owned(url: string, onLost = vi.fn()) {
  const ownership = await ownDatabase(url, onLost);
  onTestFinished(() => ownership.release());
  return { ownership, onLost };
}

async function sessions(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rowCount } = await client.query(
    "select from pg_stat_activity where application_name = 'errand owner'",
  );
  await client.end();
  return rowCount ?? 0;
}

describe('the one server of a database', () => {
  test('takes no former session of its own for another server', async () => {
    const url = await server.createDatabase();
    const proxy = await openProxy(url);
    const { onLost } = await owned(proxy.url);
    for (const times of [2, 3]) {
      proxy.forget();
      await expect.poll(proxy.count).toBe(times);
      await expect.poll(() => sessions(url)).toBe(1);
      await delay(200);
      expect(onLost).not.toHaveBeenCalled();
      await expect(ownDatabase(url, () => undefined)).rejects.toMatchObject({ code: 'store_in_use' });
    }
  });

  test('is told where another one was quicker', async () => {
    const url = await server.createDatabase();
    const { onLost } = await owned(url);
    await server.cutConnections();
    const { onLost: notCalled } = await owned(url);
    await expect.poll(() => onLost.mock.calls.length).toBe(1);
    expect(notCalled).not.toHaveBeenCalled();
  });

  test('is so again after the database was away', async () => {
    const url = await server.createDatabase();
    const { onLost } = await owned(url);
    await server.kill();
    await delay(600);
    await server.start();
    await expect.poll(() => sessions(url)).toBe(1);
    await expect(ownDatabase(url, () => undefined)).rejects.toMatchObject({ code: 'store_in_use' });
    expect(onLost).not.toHaveBeenCalled();
  });

  test('leaves it to the next', async () => {
    const url = await server.createDatabase();
    const { ownership } = await owned(url);
    await ownership.release();
    await owned(url);
  });
});
