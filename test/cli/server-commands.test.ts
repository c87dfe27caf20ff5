import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { failedRun, fakeActivity } from './fake/documents.ts';
import { errand, startErrand } from './fake/errand.ts';
import { type FakeApi, startFakeApi } from './fake/fake-api.ts';
import { readUpload } from './source/read-upload.ts';

const node = ['--import', fileURLToPath(new URL('./fake/server-modules.ts', import.meta.url))];
const log = [{ message: 'Starting task container report--task--ypalrypn\n' }, { message: 'Total: 42\n' }];

function withServer(api: FakeApi) {
  return { node, env: { FAKE_API_URL: api.url } };
}

describe('serve', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('runs until %s, then closes the server', async (signal) => {
    await using api = await startFakeApi();
    const running = startErrand(
      ['serve', '--port', '8080', '--host', '::1', '--home', '/srv/errand'],
      withServer(api),
    );
    await running.saw(`Errand serves ${api.url}`);
    running.process.kill(signal);
    const { status, stderr } = await running.ended;
    expect(stderr).toContain('options {"home":"/srv/errand","log":"stdout","port":8080,"host":"::1"}');
    expect(stderr).toMatch(/closed\n$/);
    expect(status).toBe(0);
  });

  test('takes what comes to it and to its whole group for one wish', async () => {
    await using api = await startFakeApi();
    const { node, env } = withServer(api);
    const running = startErrand(['serve'], { node, env: { ...env, FAKE_CLOSE_MS: '300' } });
    await running.saw(`Errand serves ${api.url}`);
    for (let time = 0; time < 3; time++) running.process.kill('SIGTERM');
    const { status, stderr } = await running.ended;
    expect(stderr).toMatch(/closed\n$/);
    expect(status).toBe(0);
  });

  test('ends at once when it is asked again later', async () => {
    await using api = await startFakeApi();
    const { node, env } = withServer(api);
    const running = startErrand(['serve'], { node, env: { ...env, FAKE_CLOSE_MS: '600000' } });
    await running.saw(`Errand serves ${api.url}`);
    running.process.kill('SIGTERM');
    await delay(1100);
    running.process.kill('SIGTERM');
    const { status, stderr } = await running.ended;
    expect(stderr).not.toContain('closed');
    expect(status).toBe(130);
  });

  test("ends with the catalogue's exit status when it cannot start", async () => {
    const { status, stderr } = await errand(['serve', '--port', '1'], { node });
    expect(stderr).toContain('✘ Port 1 is taken.\n  Take another: --port N.');
    expect(status).toBe(10);
  });
});

describe('start', () => {
  test('deploys the example, runs its task, says where everything is, and stays until Ctrl-C', async () => {
    await using api = await startFakeApi({ projects: [], log });
    const running = startErrand(['start', '--home', '/srv/errand'], withServer(api));
    await running.saw('Ctrl-C stops everything.');
    expect(running.process.exitCode).toBeNull();
    running.process.kill('SIGINT');
    const { status, stdout, stderr } = await running.ended;
    expect(JSON.parse(api.bodyOf('POST /projects'))).toMatchObject({ id: 'report', default_branch: 'main' });
    const upload = await readUpload(api.requests.find(({ method }) => method === 'PUT')?.body);
    expect(Object.keys(upload)).toContain('.upsun/config.yaml');
    expect(stdout).toMatch(/^outcome +succeeded$/m);
    expect(stdout).toMatch(/^application +http:\/\/main\.shop\.localhost\/$/m);
    expect(stdout).toContain(api.url);
    expect(stderr).toContain('"log":"file"');
    expect(stderr).toMatch(/closed\n$/);
    expect(status).toBe(0);
  });

  test('prints a curl that triggers another run', async () => {
    await using api = await startFakeApi({ log });
    const running = startErrand(['start'], withServer(api));
    await running.saw('Ctrl-C stops everything.');
    running.process.kill('SIGINT');
    const line = /^curl .*$/m.exec((await running.ended).stdout)?.[0] ?? '';
    const before = api.requests.length;
    // In the background, because the API it calls lives in this process.
    const curl = spawn('sh', ['-c', line], { stdio: 'ignore' });
    expect(await new Promise((resolve) => curl.on('close', resolve))).toBe(0);
    expect(api.requests.slice(before).at(-1)?.url).toBe(
      '/projects/report/environments/main/tasks/report/run',
    );
    expect(api.requests.at(-1)?.headers.authorization).toBe('Bearer fake-access-token');
  });

  test("with --once ends after the run, with the run's exit status and the server closed", async () => {
    const run = failedRun({ kind: 'failed', exitCode: 7 }, 7);
    const push = fakeActivity({ id: 'pushpushpushp' });
    const instead = {
      'PUT /projects/report/environments/main/source': {
        status: 202,
        body: { _embedded: { activities: [push] } },
      },
    };
    await using api = await startFakeApi({ log, instead, activities: [run, push] });
    const { status, stdout, stderr } = await errand(['start', '--once'], withServer(api));
    expect(stdout).toMatch(/^outcome +failed with exit status 7$/m);
    expect(stdout).not.toContain('curl');
    expect(stderr).toMatch(/closed\n$/);
    expect(status).toBe(7);
  });

  test('ends when the deployment fails', async () => {
    const push = fakeActivity({ result: 'failure', payload: { error: { code: 'build_failed' } } });
    await using api = await startFakeApi({ log, activities: [push] });
    const { status, stderr } = await errand(['start'], withServer(api));
    expect(stderr).toMatch(/closed\n$/);
    expect(status).toBe(4);
  });

  test('a Ctrl-C on the way closes the server too', async () => {
    await using api = await startFakeApi({ log, logOpenUntil: new Promise(() => {}) });
    const running = startErrand(['start'], withServer(api));
    await running.saw('Total: 42');
    running.process.kill('SIGINT');
    const { status, stderr } = await running.ended;
    expect(stderr).toMatch(/closed\n$/);
    expect(stderr).not.toContain('✘');
    expect(status).toBe(130);
  });
});

describe('doctor', () => {
  test('says what it found, and ends with 1 when something is a problem', async () => {
    const { status, stdout } = await errand(['doctor', '--home', '/srv/errand'], { node });
    expect(stdout).toBe(
      '✔ home  /srv/errand\n! memory  512 MiB\n  Give it more.\n✘ crun  missing\n  apt-get install crun\n',
    );
    expect(status).toBe(1);
  });

  test('with --fix mends and looks again', async () => {
    const { status, stdout } = await errand(['doctor', '--fix', '--json'], { node });
    expect(JSON.parse(stdout).at(-1)).toEqual({ name: 'crun', status: 'ok', found: '1.8', mend: null });
    expect(status).toBe(0);
  });
});
