import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CliServer, openCliServer } from '../support/cli-server.ts';
import { begin, untilLogged } from '../support/follow-run.ts';
import { scriptProject } from '../support/script-project.ts';
import { openReceiver } from '../webhook/receiver.ts';

let server: CliServer;

beforeAll(async () => {
  server = await openCliServer({ ERRAND_WEBHOOK_ALLOW_PRIVATE: '1', ERRAND_WEBHOOK_RETRY_SECONDS: '1' });
  await server.client.deploy(scriptProject());
});
afterAll(() => server[Symbol.asyncDispose]());

interface Told {
  readonly id: string;
  readonly state: string;
  readonly payload: { readonly outcome?: { readonly kind: string } };
}

test('a webhook that was under way at a kill -9 arrives, and so does what happened while no server was there', async () => {
  const { client } = server;
  const receiver = await openReceiver();
  receiver.answer = null;
  const body = JSON.stringify({ type: 'webhook', url: receiver.url });
  await client.api('/projects/shop/integrations', { method: 'POST', body });
  const { id } = await begin(client, 'echo begun; sleep 0.5; exit 7');
  await untilLogged(client, id, 'begun');
  await expect.poll(() => receiver.received.length).toBeGreaterThan(0);
  await server.kill('SIGKILL');
  const former = [...receiver.received];
  receiver.answer = 204;
  await server.restart();
  const later = () => receiver.received.slice(former.length);
  const told = () =>
    later()
      .map((one) => JSON.parse(one.body) as Told)
      .filter((activity) => activity.id === id);
  await expect
    .poll(() =>
      told()
        .map(({ state }) => state)
        .toSorted(),
    )
    .toEqual(['complete', 'in_progress', 'pending']);
  expect(told().find(({ state }) => state === 'complete')?.payload.outcome?.kind).toBe('failed');
  // The receiver knows by it what it has had before.
  const ids = later().map(({ headers }) => headers['webhook-id']);
  expect(ids).toEqual(expect.arrayContaining(former.map(({ headers }) => headers['webhook-id'])));
});
