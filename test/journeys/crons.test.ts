import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Client, openClient } from '../support/client.ts';
import { type Activity, activityOf, cancel, until, untilLogged } from '../support/follow-run.ts';
import { openServer, type TestServer } from '../support/server.ts';
import { partsProject } from './parts-project.ts';

/** Of time only the date is not real: it goes on, and a test sets it to just before a minute. */
let server: TestServer;
const settings = 'crons: { deploy_wait_seconds: 2 }\n';
/** Every test has a minute of its own, in which the crons of no other are due. */
let minute: Date;
let client: Client;

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], shouldAdvanceTime: true, now: Date.now() });
  server = await openServer({ settings });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  vi.useRealTimers();
});
beforeEach(() => nextMinute());

/** Some minutes later; an access token does not live through many of these, so there is a new one. */
async function nextMinute(): Promise<void> {
  minute = new Date(Math.ceil(Date.now() / 60_000) * 60_000 + 120_000);
  client = await openClient({ apiUrl: server.apiUrl, apiToken: server.token });
}

const spec = () => `${minute.getUTCMinutes()} ${minute.getUTCHours()} * * *`;
const cron = (name: string, keys: string) => `
      ${name}:
        spec: "${spec()}"
        ${keys}`;

async function deploy(crons: string) {
  const keys = `
    variables: { env: { GREETING: hello } }
    crons:${crons}`;
  const { activity } = await client.deploy(partsProject(keys));
  expect(activity.result).toBe('success');
}

/** The clock comes to the minute in which this test's crons are due. */
function comeDue(): void {
  vi.setSystemTime(minute.getTime() - 200);
}

const runs = async (state = ''): Promise<readonly Activity[]> => {
  const path = `/projects/shop/activities?type=environment.cron${state === '' ? '' : `&state=${state}`}`;
  return (await (await client.api(path)).json()) as readonly Activity[];
};
const untilRun = (known: readonly Activity[], count = 1) =>
  until(`${count} crons`, async () => {
    const fresh = (await runs()).filter(({ id }) => !known.some((each) => each.id === id));
    return fresh.length >= count ? fresh : null;
  });
const untilOver = (id: string) =>
  until(`the end of ${id}`, async () => {
    const activity = await activityOf(client, id);
    return activity.completed_at === null ? null : activity;
  });

/** Deploys a cron, comes to its minute and waits until it is there. */
async function begin(keys: string): Promise<string> {
  await deploy(cron('job', keys));
  const known = await runs();
  comeDue();
  const [run] = await untilRun(known);
  return run?.id ?? '';
}

describe('a cron', () => {
  test('runs beside its application with its variables, an activity of its own and its output', async () => {
    const id = await begin(
      `commands: { start: 'echo "$GREETING from $PLATFORM_APPLICATION_NAME in $(pwd) as $(id -un)"; exit 4' }`,
    );
    const activity = await untilOver(id);
    expect(activity).toMatchObject({
      type: 'environment.cron',
      result: 'failure',
      failure_reason: 'shell',
      parameters: {
        user: null,
        cluster: expect.stringMatching(/^shop-main-/),
        environment: 'main',
        application: 'web',
        cron: 'job',
        spec: spec(),
      },
      commands: [{ app: 'web', type: 'cron', exit_code: 4 }],
      payload: { outcome: { kind: 'failed', exit_code: 4 } },
    });
    const { log } = await client.waitFor(id);
    expect(log).toContain(
      'Starting cron job of web\nhello from web in /app as web\nCron job failed with exit code 4',
    );
  });

  test('is ended by its stop command, and killed where that does not end it', async () => {
    const id =
      await begin(`commands: { start: 'trap "" TERM; touch /tmp/up; echo up; sleep 600', stop: 'echo stopping; ls /tmp/up' }
        shutdown_timeout: 1`);
    await untilLogged(client, id, 'up\n');
    expect((await cancel(client, id)).status).toBe(202);
    const activity = await untilOver(id);
    expect([activity.state, activity.payload.outcome?.exit_code]).toEqual(['cancelled', 137]);
    const { log } = await client.waitFor(id);
    expect(log).toContain('stopping\n/tmp/up\n');
  });

  test('is ended at its timeout, with SIGTERM where it has no stop command', async () => {
    const id = await begin(`commands: { start: 'trap "echo asked; exit 9" TERM; echo up; sleep 600 & wait' }
        timeout: 2`);
    expect((await untilOver(id)).payload.outcome).toMatchObject({ kind: 'timed_out', exit_code: 9 });
    expect((await client.waitFor(id)).log).toContain('asked');
  });

  test('runs one at a time with the others of its application, and never beside itself', async () => {
    const start = (name: string) => `commands: { start: 'echo begins ${name}; sleep 1; echo ends ${name}' }`;
    await deploy(cron('one', start('one')) + cron('two', start('two')));
    const known = await runs();
    comeDue();
    const found = await untilRun(known, 2);
    const ended = await Promise.all(found.map(({ id }) => untilOver(id)));
    const times = ended
      .map(({ started_at: from, completed_at: to }) => [from ?? '', to ?? ''] as const)
      .toSorted(([a], [b]) => a.localeCompare(b));
    expect((times[0]?.[1] ?? '') <= (times[1]?.[0] ?? '')).toBe(true);
  });

  test('is not begun again while it runs', async () => {
    const id = await begin(`commands: { start: 'sleep 600' }`);
    const known = await runs();
    comeDue();
    await delay(2500);
    expect(await runs()).toHaveLength(known.length);
    await cancel(client, id);
    await untilOver(id);
  });

  test('is waited for by a deploy, and asked to end after a while', async () => {
    const quick = await begin(`commands: { start: 'echo up; sleep 1' }`);
    await untilLogged(client, quick, 'up\n');
    const waited = await client.deploy(partsProject(''));
    expect(waited.log).toContain(`Waiting for cron job of web to end (activity ${quick})`);
    expect((await activityOf(client, quick)).result).toBe('success');
    await nextMinute();
    const slow = await begin(`commands: { start: 'echo up; sleep 600' }`);
    await untilLogged(client, slow, 'up\n');
    await deploy(cron('job', `commands: { start: 'true' }`));
    expect((await activityOf(client, slow)).payload.outcome?.kind).toBe('deployed_over');
  });
});
