import { describe, expect, test } from 'vitest';
import { activityId, fakeActivity } from './fake/documents.ts';
import { errand } from './fake/errand.ts';
import { startFakeApi } from './fake/fake-api.ts';

describe('activity:list', () => {
  test('shows a table, newest first', async () => {
    await using api = await startFakeApi();
    const { stdout } = await errand(['activity:list'], { api });
    expect(stdout).toBe(
      'ID             CREATED               STATE     RESULT   ENVIRONMENT  WHAT\n' +
        'ypalrypnezbye  2026-08-01T10:00:00Z  complete  success  main         Ada ran the task report\n',
    );
  });

  test('hands its options to the server', async () => {
    await using api = await startFakeApi();
    const options = ['--limit', '3', '--type', 'environment.push', '--state', 'pending', '-e', 'feature/x'];
    await errand(['activity:list', ...options], { api });
    expect(api.requests.at(-1)?.url).toBe(
      '/projects/shop/environments/feature%2Fx/activities?count=3&type=environment.push&state=pending',
    );
  });

  test('with --json writes the documents as they came', async () => {
    await using api = await startFakeApi();
    expect(JSON.parse((await errand(['activity:list', '--json'], { api })).stdout)).toEqual([fakeActivity()]);
  });
});

describe('activity:get', () => {
  test('shows what there is to know', async () => {
    await using api = await startFakeApi();
    const { stdout } = await errand(['activity:get', activityId], { api });
    expect(stdout).toMatch(/^id {11}ypalrypnezbye$/m);
    expect(stdout).toMatch(/^outcome {6}succeeded$/m);
    expect(stdout).toMatch(/^commands {5}report: exit status 0$/m);
  });
});

describe('activity:get of a run', () => {
  test('tells what it used, how often it was tried, what it left, and where it waits', async () => {
    const outcome = { kind: 'succeeded', peak_memory_bytes: 3 * 1024 * 1024, cpu_seconds: 0.5 };
    const payload = {
      outcome,
      attempts: [{}, {}],
      artifacts: { files: 2, bytes: 9 },
      result: { rows: 3 },
      queue: { position: 4, expected_wait_seconds: 90 },
      cancelled_by: { name: 'ada' },
      cancelled_at: '2026-08-01T10:00:00Z',
      triggered_by: { kind: 'task', workload: 'agent', activity: 'parent', chain: ['first', 'parent'] },
    };
    await using api = await startFakeApi({ activities: [fakeActivity({ payload })] });
    const { stdout } = await errand(['activity:get', activityId], { api });
    expect(stdout).toMatch(/^queue +position 4, about 1 min 30 s to wait$/m);
    expect(stdout).toMatch(/^attempts +2$/m);
    expect(stdout).toMatch(/^triggered by +the task agent, in activity parent$/m);
    expect(stdout).toMatch(/^chain +first → parent → ypalrypnezbye$/m);
    expect(stdout).toMatch(/^used +3 MiB at most, 0.50 s of a processor$/m);
    expect(stdout).toMatch(/^cancelled +by ada, asked at 2026-08-01T10:00:00Z$/m);
    expect(stdout).toMatch(/^artifacts +2 files, 9 bytes$/m);
    expect(stdout).toMatch(/^returned +\{"rows":3\}$/m);
  });
});

describe('activity:cancel', () => {
  test('takes the newest that is under way when none is named', async () => {
    const running = fakeActivity({ id: 'runningrunnin', state: 'in_progress', result: null });
    await using api = await startFakeApi({ activities: [fakeActivity(), running] });
    const { status, stderr } = await errand(['activity:cancel'], { api });
    expect(api.bodyOf('POST /projects/shop/activities/runningrunnin/cancel')).toBe('{}');
    expect(stderr).toContain('runningrunnin was asked to end');
    expect(status).toBe(0);
  });

  test('says so when nothing is under way', async () => {
    await using api = await startFakeApi();
    const { status, stderr } = await errand(['activity:cancel'], { api });
    expect(stderr).toContain('has no unfinished activity');
    expect(status).toBe(8);
  });

  test('passes on that it cannot be cancelled', async () => {
    const body = {
      code: 400,
      message: 'The activity cannot be cancelled in its current state.',
      error: 'not_cancellable',
    };
    const call = `POST /projects/shop/activities/${activityId}/cancel`;
    await using api = await startFakeApi({ instead: { [call]: { status: 400, body } } });
    expect((await errand(['activity:cancel', activityId], { api })).status).toBe(9);
  });
});

describe('lists', () => {
  test.each([
    ['project:list', 'ID    TITLE  DEFAULT BRANCH\nshop  Shop   main\n'],
    ['environment:list', 'NAME  TYPE        STATUS  PARENT\nmain  production  active\n'],
    [
      'task:list',
      'NAME    TYPE       COMMAND          TIMEOUT\nreport  nodejs:26  node report.mjs  5 min 0 s\n',
    ],
  ])('%s shows a table', async (command, table) => {
    await using api = await startFakeApi();
    expect((await errand([command], { api })).stdout).toBe(table);
  });

  test.each(['project:list', 'environment:list', 'task:list'])('%s --json is a list', async (command) => {
    await using api = await startFakeApi();
    expect(JSON.parse((await errand([command, '--json'], { api })).stdout)).toHaveLength(1);
  });
});
