import { existsSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chaosProject } from '../chaos/chaos-project.ts';
import { openCliServer } from '../support/cli-server.ts';
import { runErrand } from '../support/errand-command.ts';
import { activityOf, begin, sealedLines, untilLogged } from '../support/follow-run.ts';
import { openPostgresServer, type PostgresServer } from '../support/postgres-server.ts';
import { bundlesOf, pidsOf } from '../support/run-traces.ts';
import { scriptProject } from '../support/script-project.ts';
import { triggerWith } from '../support/trigger-with.ts';

let postgres: PostgresServer;
let folder: string;

beforeAll(async () => {
  postgres = await openPostgresServer();
  folder = await mkdtemp(join(tmpdir(), 'errand-backup-test-'));
});
afterAll(async () => {
  await postgres[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** Each time with records of its own. */
const settingsFor = async (kind: string) => ({
  ERRAND_GRACE_SECONDS: '1',
  ERRAND_RESULTS_MIB: '8',
  ...(kind === 'SQLite' ? {} : { ERRAND_DATABASE_URL: await postgres.createDatabase() }),
});

const run =
  'printf "%s\\n" "$TOKEN" | sha256sum; echo kept > "$ERRAND_OUTPUT_DIR/file"; echo \'{"rows": 3}\' > "$ERRAND_OUTPUT_DIR/result.json"';

describe.each(['SQLite', 'PostgreSQL'])('a server with its records in %s', (kind) => {
  test('is backed up, loses its state folder, and is there again with all it had', async () => {
    const settings = await settingsFor(kind);
    await using server = await openCliServer(settings);
    const { client, home } = server;
    await client.deploy(chaosProject);
    const secret = await client.api('/projects/shop/environments/main/variables', {
      method: 'POST',
      body: JSON.stringify({
        name: 'env:TOKEN',
        value: 'a-secret-of-the-backup',
        is_sensitive: true,
        visible_runtime: true,
      }),
    });
    expect(secret.status).toBeLessThan(300);
    const before = await client.run('script', { KEY: 'before', SCRIPT: run });
    const waiting = await triggerWith(client, 'script', {
      variables: { env: { KEY: 'waiting', SCRIPT: 'echo later' } },
      delay: 3600,
    });
    const log = await sealedLines(client, before.activity.id);
    const activity = await activityOf(client, before.activity.id);

    const file = join(folder, `${kind}.tar`);
    await server.kill('SIGTERM');
    const backup = await runErrand(['backup:server', '--to', file, '--home', home], settings);
    expect(backup).toMatchObject({ status: 0 });
    const again = await runErrand(['backup:server', '--to', file, '--home', home], settings);
    expect(again.stderr).toContain('is there already');

    const lost = join(folder, `${kind}-lost`);
    renameSync(home, lost);
    await rm(lost, { recursive: true, force: true });
    const elsewhere = await settingsFor(kind);
    const restored = await runErrand(['backup:server-restore', '--from', file, '--home', home], elsewhere);
    expect(restored).toMatchObject({ status: 0 });
    await server.restart(elsewhere);

    expect(await activityOf(client, before.activity.id)).toEqual(activity);
    expect(await sealedLines(client, before.activity.id)).toBe(log);
    const artifact = await client.api(`/projects/shop/activities/${before.activity.id}/artifacts/file`);
    expect(await artifact.text()).toBe('kept\n');
    expect((await activityOf(client, waiting.id)).state).toBe('pending');
    const after = await client.run('script', { KEY: 'after', SCRIPT: run });
    expect(after.activity.result).toBe('success');
    expect(after.log.split('\n').at(-2)).toBe(before.log.split('\n').at(-2));
    // The application's volume, which runs of both servers wrote into.
    expect((await client.visit('/')).text).toBe('before 1\nafter 1\n');
  });
});

describe.each(['SQLite', 'PostgreSQL'])('a server with its records in %s that runs', (kind) => {
  test('is backed up as of one moment, goes on, and is there again as of that moment', async () => {
    const settings = await settingsFor(kind);
    await using server = await openCliServer(settings);
    const { client, home } = server;
    await client.deploy(chaosProject);
    const before = await client.run('script', {
      KEY: 'before',
      SCRIPT: 'echo kept > "$ERRAND_OUTPUT_DIR/file"',
    });
    const log = await sealedLines(client, before.activity.id);
    const underWay = await triggerWith(client, 'script', {
      variables: { env: { KEY: 'long', SCRIPT: 'while :; do echo tick; sleep 0.01; done' } },
    });
    await untilLogged(client, underWay.id, 'tick');

    const file = join(folder, `${kind}-running.tar.gz`);
    const inHome = await runErrand(['backup:server', '--to', join(home, 'x.tar'), '--home', home], settings);
    expect(inHome.stderr).toContain('would be lost with it');
    const backup = await runErrand(['backup:server', '--to', file, '--home', home], settings);
    expect(backup).toMatchObject({ status: 0, stderr: '' });
    expect(readdirSync(home)).not.toContain('backup-work');
    // The server has noticed nothing, and what comes now is in no backup.
    expect(await activityOf(client, underWay.id)).toMatchObject({ state: 'in_progress' });
    const after = await client.run('script', { KEY: 'after', SCRIPT: 'true' });
    expect(after.activity.result).toBe('success');
    expect((await client.visit('/')).text).toBe('before 1\nlong 1\nafter 1\n');

    await server.kill('SIGTERM');
    await rm(home, { recursive: true, force: true });
    const elsewhere = await settingsFor(kind);
    const restored = await runErrand(['backup:server-restore', '--from', file, '--home', home], elsewhere);
    expect(restored).toMatchObject({ status: 0 });
    await server.restart(elsewhere);
    expect(await sealedLines(client, before.activity.id)).toBe(log);
    const artifact = await client.api(`/projects/shop/activities/${before.activity.id}/artifacts/file`);
    expect(await artifact.text()).toBe('kept\n');
    expect(await activityOf(client, underWay.id)).toMatchObject({
      state: 'complete',
      payload: { outcome: { kind: 'lost' } },
    });
    expect((await client.api(`/projects/shop/activities/${after.activity.id}`)).status).toBe(404);
    expect((await client.visit('/')).text).toBe('before 1\nlong 1\n');
    expect((await client.run('script', { KEY: 'again', SCRIPT: 'true' })).activity.result).toBe('success');
  });
});

describe('what is no backup', () => {
  test('is refused, and nothing is made', async () => {
    const file = join(folder, 'not.tar');
    const home = join(folder, 'home');
    writeFileSync(file, 'not an archive');
    const { restoreServer } = await import('../../src/composition/server-backup/restore.ts');
    await expect(restoreServer({ home, from: file }, {})).rejects.toMatchObject({ code: 'backup_failed' });
    expect(existsSync(home)).toBe(false);
    await expect(restoreServer({ home: folder, from: file }, {})).rejects.toMatchObject({ code: 'conflict' });
    await expect(restoreServer({ home, from: join(folder, 'none') }, {})).rejects.toMatchObject({
      code: 'usage',
    });
  });
});

test('a server that lost its state folder while containers ran begins anew, and leaves none of them', async () => {
  await using server = await openCliServer({ ERRAND_GRACE_SECONDS: '1' });
  const { client, home } = server;
  await client.deploy(scriptProject());
  const { id } = await begin(client, 'echo begun; exec sleep 303.25');
  await untilLogged(client, id, 'begun');
  await server.kill('SIGKILL');
  expect(bundlesOf(server).length).toBeGreaterThan(1);
  await rm(home, { recursive: true, force: true });
  await mkdir(home);
  await server.restart();
  expect(pidsOf('sleep', '303.25')).toEqual([]);
  expect(bundlesOf(server)).toEqual([]);
});
