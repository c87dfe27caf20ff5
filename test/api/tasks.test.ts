import { describe, expect, test } from 'vitest';
import { aWorkload, openTestApi, userId } from './test-api.ts';

const tasks = '/projects/shop/environments/main/tasks';
const run = (payload?: string | object, contentType?: string) => ({
  method: 'POST' as const,
  url: `${tasks}/report/run`,
  ...(payload === undefined ? {} : { payload }),
  ...(contentType === undefined ? {} : { headers: { 'content-type': contentType } }),
});

describe('running a task', () => {
  test('answers with the whole activity, and how to follow it', async () => {
    const { ask, asked } = await openTestApi();
    const { status, body } = await ask(run());
    expect(status).toBe(202);
    const id = (body as { _embedded: { activities: { id: string }[] } })._embedded.activities[0]?.id;
    const links = {
      self: { href: `/projects/shop/activities/${id}` },
      log: { href: `/projects/shop/activities/${id}/log` },
      '#cancel': { href: `/projects/shop/activities/${id}/cancel` },
    };
    const activity = {
      id,
      type: 'environment.task',
      state: 'pending',
      parameters: { task: 'report' },
      _links: links,
    };
    expect(body).toMatchObject({ status: 'created', code: 202, _embedded: { activities: [activity] } });
    expect(asked.triggers).toEqual([
      {
        project: 'shop',
        environment: 'main',
        task: 'report',
        variables: { env: {}, other: {} },
        actor: { kind: 'user', name: 'ada', user: expect.objectContaining({ id: userId }) },
        container: null,
        timeoutSeconds: null,
        priority: 0,
        retries: { max: 0, firstSeconds: 1, factor: 2, longestSeconds: 300 },
        delaySeconds: 0,
        args: [],
        payload: null,
        expiresSeconds: null,
        onLimit: 'queue',
        idempotencyKey: null,
        secrets: null,
        warnings: [],
      },
    ]);
  });

  test.each([
    ['flat', { variables: { BATCH_SIZE: '100' } }, { env: { BATCH_SIZE: '100' }, other: {} }],
    [
      'by group',
      { variables: { env: { BATCH_SIZE: '100' }, php: { limit: 1 } } },
      { env: { BATCH_SIZE: '100' }, other: { php: { limit: 1 } } },
    ],
    ['as PHP writes none', { variables: [] }, { env: {}, other: {} }],
    ['empty', {}, { env: {}, other: {} }],
  ])('takes variables %s', async (_, payload, variables) => {
    const { ask, asked } = await openTestApi();
    expect((await ask(run(payload))).status).toBe(202);
    expect(asked.triggers[0]?.variables).toEqual(variables);
  });

  test.each([
    'application/x-www-form-urlencoded',
    'text/plain',
    'application/json',
    'application/octet-stream',
  ])('reads JSON sent as %s', async (contentType) => {
    const { ask, asked } = await openTestApi();
    expect((await ask(run('{"variables": {"env": {"A": "b"}}}', contentType))).status).toBe(202);
    expect(asked.triggers[0]?.variables.env).toEqual({ A: 'b' });
  });

  test.each(['', ' \n', 'null', '[]'])('takes %j for no body', async (payload) => {
    const { ask } = await openTestApi();
    expect((await ask(run(payload, 'application/json'))).status).toBe(202);
  });

  test('records the container that asked', async () => {
    const { ask, asked, bearer } = await openTestApi();
    const container = 'run-of-the-web';
    const authorization = await bearer(aWorkload({ containerId: container }));
    await ask({ ...run(), headers: { authorization } });
    expect(asked.triggers[0]).toMatchObject({ actor: { kind: 'workload', name: 'web' }, container });
  });
});

describe('a run that is refused', () => {
  test('an unknown task is answered with the names that exist', async () => {
    const { ask, asked } = await openTestApi();
    const { status, body } = await ask({ method: 'POST', url: `${tasks}/nothing/run` });
    expect(status).toBe(404);
    expect(body).toMatchObject({
      error: 'task_not_found',
      message: 'The environment main has no task "nothing"; its tasks are report, export.',
      detail: { task: 'nothing', tasks: ['report', 'export'] },
    });
    expect(asked.triggers).toEqual([]);
  });

  test.each(['constructor', '__proto__'])('%s is no task', async (name) => {
    const { ask } = await openTestApi();
    expect((await ask(`${tasks}/${name}`)).status).toBe(404);
  });

  test('a body that is no JSON is answered with the place', async () => {
    const { ask } = await openTestApi();
    const { status, body } = await ask(run('{"variables":\n {"A": secret}}', 'application/json'));
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: 'request_invalid', detail: { line: 2, column: 8 } });
    expect(JSON.stringify(body)).not.toContain('secret');
  });

  test.each([
    [{ variables: 'A=b' }, 'variables'],
    [{ variabels: {} }, 'variabels'],
    ['"text"', 'body'],
    [{ variables: { env: { '1x': 'y' } } }, '1x'],
    ['{"__proto__": {}}', '__proto__'],
  ])('a body of the wrong shape, %j, is answered with what is wrong', async (payload, named) => {
    const { ask, asked } = await openTestApi();
    const { status, body } = await ask(run(payload, 'application/json'));
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: 'request_invalid', message: expect.stringContaining(named) });
    expect(asked.triggers).toEqual([]);
  });

  test('a body that is too large is answered with 413', async () => {
    const { ask } = await openTestApi();
    const { status, body } = await ask(
      run(JSON.stringify({ variables: { A: 'x'.repeat(17_000_000) } }), 'application/json'),
    );
    expect([status, (body as { error: string }).error]).toEqual([413, 'payload_too_large']);
  });

  test('an environment without a deployment has no tasks', async () => {
    const { ask } = await openTestApi();
    expect(await ask('/projects/shop/environments/empty/tasks')).toMatchObject({ status: 200, body: [] });
    const { status, body } = await ask({
      method: 'POST',
      url: '/projects/shop/environments/empty/tasks/report/run',
    });
    expect([status, (body as { error: string }).error]).toEqual([404, 'not_deployed']);
  });
});

test('a task is shown as the configuration declares it', async () => {
  const { ask } = await openTestApi();
  const { body } = await ask(`${tasks}/report`);
  expect(body).toMatchObject({
    id: 'report',
    name: 'report',
    type: 'nodejs:24',
    run: { command: 'node report.js', timeout: 600 },
    source: { root: '/report' },
    relationships: {
      db: { service: 'db', endpoint: 'postgresql' },
      site: { service: 'web', endpoint: 'http' },
    },
    authorizations: [{ type: 'env', action: 'view', resource: null }],
    _links: { self: { href: `${tasks}/report` }, '#run': { href: `${tasks}/report/run` } },
  });
});
