import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { activityId, failedRun, fakeActivity } from './fake/documents.ts';
import { errand } from './fake/errand.ts';
import { startFakeApi } from './fake/fake-api.ts';

const trigger = 'POST /projects/shop/environments/main/tasks/report/run';
const log = [
  { message: 'Starting task container report--task--ypalrypn\n' },
  { message: '3 orders\n' },
  { message: 'no tax rate for NZ\n', stream: 'stderr' as const },
];

describe('task:run', () => {
  test('writes the log to stdout, and how it went to stderr', async () => {
    await using api = await startFakeApi({ log });
    const { status, stdout, stderr } = await errand(['task:run', 'report'], { api });
    expect(stdout).toBe('Starting task container report--task--ypalrypn\n3 orders\nno tax rate for NZ\n');
    expect(stderr).toBe(
      '▸ starting\n▸ running\n✔ The run succeeded. wait 0.0 s · start 0.2 s · execute 1.5 s\n',
    );
    expect(status).toBe(0);
  });

  test('says that the run is queued while it is', async () => {
    await using api = await startFakeApi({ log, accepted: fakeActivity({ state: 'pending', result: null }) });
    const { stderr } = await errand(['task:run', 'report'], { api });
    expect(stderr).toMatch(/^▸ queued\n▸ starting\n▸ running\n/);
  });

  test('sends variables by group; a value may hold "=" and line ends', async () => {
    await using api = await startFakeApi({ log });
    const variables = [
      '--variable',
      'env:A=1',
      '--variable',
      'B=x=y\nz',
      '--variable',
      'php:memory=64M',
      '--variable',
      'A=2',
    ];
    await errand(['task:run', 'report', ...variables], { api });
    expect(JSON.parse(api.bodyOf(trigger))).toEqual({
      variables: { env: { A: '2', B: 'x=y\nz' }, php: { memory: '64M' } },
    });
  });

  test('sends secrets apart, from the environment where no value is given', async () => {
    await using api = await startFakeApi({ log });
    const options = ['--sensitive-variable', 'KEY=hunter2', '--sensitive-variable', 'php:TOKEN'];
    await errand(['task:run', 'report', '--variable', 'A=1', ...options], {
      api,
      env: { TOKEN: 'from outside' },
    });
    expect(JSON.parse(api.bodyOf(trigger))).toEqual({
      variables: { env: { A: '1' } },
      sensitive_variables: { env: { KEY: 'hunter2' }, php: { TOKEN: 'from outside' } },
    });
  });

  test('says which environment variable is missing for a secret', async () => {
    await using api = await startFakeApi({ log });
    const { status, stderr } = await errand(['task:run', 'report', '--sensitive-variable', 'ABSENT'], {
      api,
    });
    expect(stderr).toContain('There is no environment variable ABSENT to take its value from');
    expect(status).toBe(2);
    expect(api.requests).toEqual([]);
  });

  test('sends what else may be said of a run, and nothing that was not said', async () => {
    await using api = await startFakeApi({ log });
    const folder = await mkdtemp(join(tmpdir(), 'errand-cli-'));
    const payload = join(folder, 'payload.json');
    await writeFile(payload, '{"rows": [1, 2]}');
    const words =
      '--timeout 60 --priority -5 --retries 3 --retry-after 0.5 --delay 10 --expires 20 --on-limit reject --idempotency-key k-1';
    const args = ['--arg', 'two words', '--arg=--flag', '--payload', payload];
    await errand(['task:run', 'report', ...words.split(' '), ...args], { api });
    await rm(folder, { recursive: true });
    expect(JSON.parse(api.bodyOf(trigger))).toEqual({
      variables: {},
      timeout: 60,
      priority: -5,
      retries: { max: 3, backoff: { seconds: 0.5 } },
      delay: 10,
      expires: 20,
      args: ['two words', '--flag'],
      payload: { rows: [1, 2] },
      on_limit: 'reject',
    });
    const asked = api.requests.find(({ url }) => url?.endsWith('/tasks/report/run'));
    expect(asked?.headers['idempotency-key']).toBe('k-1');
  });

  test.each([
    [['--retry-after', '1'], '--retries says how often'],
    [['--payload', '/nowhere/payload.json'], 'cannot be read'],
    [['--payload', 'package.json.nothing'], 'cannot be read'],
    [['--priority', 'high'], 'no whole number'],
    [['--delay', 'soon'], 'no number of seconds'],
  ])('refuses %j before it asks the server', async (words, told) => {
    await using api = await startFakeApi({ log });
    const { status, stderr } = await errand(['task:run', 'report', ...words], { api });
    expect([status, stderr]).toEqual([2, expect.stringContaining(told)]);
    expect(api.requests.some(({ url }) => url?.endsWith('/run'))).toBe(false);
  });

  test.each([
    [
      'its own when the command failed',
      failedRun({ kind: 'failed', exitCode: 3 }, 3),
      3,
      'failed with exit status 3',
    ],
    ['1 when it failed with 0', failedRun({ kind: 'failed', exitCode: 0 }, 0), 1, 'failed'],
    [
      '124 on a timeout',
      failedRun({ kind: 'timed_out', timeoutSeconds: 90 }),
      124,
      'timed out after 1 min 30 s',
    ],
    [
      '130 when it was cancelled',
      {
        ...failedRun({ kind: 'cancelled', by: { kind: 'user', name: 'ada' } }),
        state: 'cancelled',
        result: null,
      },
      130,
      'was cancelled by ada',
    ],
    [
      '137 when it ran out of memory',
      failedRun({ kind: 'out_of_memory', exitCode: 137, limitMiB: 64 }, 137),
      137,
      'ran out of memory (limit 64 MiB)',
    ],
    [
      '1 when a deployment ended it',
      failedRun({ kind: 'deployed_over', by: { kind: 'user', name: 'ada' } }),
      1,
      'was ended by a deployment by ada; trigger it again',
    ],
    [
      '1 when it was lost',
      failedRun({ kind: 'lost', reason: 'conmon was killed' }),
      1,
      'was lost: conmon was killed',
    ],
    [
      '1 when it could not start',
      failedRun({ kind: 'start_failed', code: 'image_unavailable', message: 'no cobol here' }),
      1,
      'could not be started: no cobol here',
    ],
  ])('ends with exit status %s', async (_when, activity, expected, sentence) => {
    await using api = await startFakeApi({ log, activities: [activity] });
    const { status, stderr } = await errand(['task:run', 'report'], { api });
    expect(status).toBe(expected);
    expect(stderr).toContain(`✘ The run ${sentence}`);
  });

  test('goes by the result where the server does not say the outcome', async () => {
    const activity = fakeActivity({ result: 'failure', payload: {}, commands: [] });
    await using api = await startFakeApi({ activities: [activity] });
    expect((await errand(['task:run', 'report'], { api })).status).toBe(1);
  });

  test('with --json writes one document to stdout, the activity as it ended', async () => {
    await using api = await startFakeApi({ log });
    const { stdout, stderr } = await errand(['task:run', 'report', '--json'], { api });
    expect(JSON.parse(stdout)).toEqual(fakeActivity());
    expect(stderr).toContain('3 orders');
  });

  test('with --no-wait prints the id of the activity and does not follow', async () => {
    await using api = await startFakeApi({ log });
    const { status, stdout, stderr } = await errand(['task:run', 'report', '--no-wait'], { api });
    expect(stdout).toBe(`${activityId}\n`);
    expect(stderr).toContain(`errand activity:log ${activityId} -p shop`);
    expect(status).toBe(0);
    expect(api.requests.some(({ url }) => url.includes('/log'))).toBe(false);
  });

  test('passes on what the server says of a task that is not there', async () => {
    const body = {
      code: 404,
      message: 'There is no task "rep". There are: report.',
      error: 'task_not_found',
      detail: { tasks: ['report'] },
    };
    await using api = await startFakeApi({
      instead: { 'POST /projects/shop/environments/main/tasks/rep/run': { status: 404, body } },
    });
    const { status, stdout, stderr } = await errand(['task:run', 'rep'], { api });
    expect(stderr).toBe('✘ There is no task "rep". There are: report.\n  See the tasks: errand task:list.\n');
    expect(stdout).toBe('');
    expect(status).toBe(8);
    const inJson = await errand(['task:run', 'rep', '--json'], { api });
    expect(JSON.parse(inJson.stderr)).toMatchObject({
      error: 'task_not_found',
      detail: { tasks: ['report'] },
    });
  });
});
