import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CliServer, openCliServer } from '../support/cli-server.ts';
import type { Client } from '../support/client.ts';
import { activityOf, begin, cancel, untilLogged } from '../support/follow-run.ts';
import { pidsOf } from '../support/run-traces.ts';
import { scriptProject } from '../support/script-project.ts';

const running = 3;
const queued = 1000;
const triggersAtOnce = 10;

let server: CliServer;
let client: Client;
beforeAll(async () => {
  server = await openCliServer({ ERRAND_GRACE_SECONDS: '1' });
  client = server.client;
  await client.deploy(scriptProject());
});
afterAll(() => server[Symbol.asyncDispose]());

interface Queue {
  readonly waiting: number;
}
const pending = async () =>
  ((await (await client.api('/projects/shop/environments/main/queue')).json()) as Queue).waiting;
const positionOf = async (id: string) =>
  ((await activityOf(client, id)).payload as { queue?: { position: number } }).queue?.position;

async function waiting(): Promise<readonly string[]> {
  const ids: string[] = [];
  let left = queued;
  const one = async () => {
    while (left-- > 0) ids.push((await begin(client, 'echo begun')).id);
  };
  await Promise.all(Array.from({ length: triggersAtOnce }, one));
  return ids;
}

test('P5: with 1,000 runs queued and three running, a killed server takes up all of them, in their order', async () => {
  const executing = [];
  for (let index = 0; index < running; index++)
    executing.push((await begin(client, 'echo begun; exec sleep 303.5')).id);
  for (const id of executing) await untilLogged(client, id, 'begun');
  const ids = await waiting();
  const byPosition = new Map<number | undefined, string>();
  for (const id of [ids[0], ids[500], ids[999]]) byPosition.set(await positionOf(id ?? ''), id ?? '');
  const before = pidsOf('sleep', '303.5');
  await server.kill('SIGKILL');
  await server.restart();
  expect(await pending()).toBe(queued);
  for (const [position, id] of byPosition) expect(await positionOf(id)).toBe(position);
  for (const id of executing) expect((await activityOf(client, id)).state).toBe('in_progress');
  expect(pidsOf('sleep', '303.5')).toEqual(before);
  await cancel(client, executing[0] ?? '');
  expect((await client.waitFor(executing[0] ?? '')).activity.payload.outcome?.kind).toBe('cancelled');
  await expect.poll(pending, { timeout: 60_000 }).toBeLessThan(queued);
  for (const id of executing.slice(1)) await cancel(client, id);
});
