import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { instanceOf, runtimeDirectoryOf } from '../../src/composition/settings/settings.ts';
import { type CliServer, openCliServer } from '../support/cli-server.ts';
import type { Client } from '../support/client.ts';
import { clusterProject } from '../support/cluster-project.ts';
import { cancel, textNow, until, untilLogged } from '../support/follow-run.ts';
import { bundlesOf, pidsOf } from '../support/run-traces.ts';

const project = clusterProject({
  services:
    'db: { type: "postgresql:15" }\ncache: { type: "redis:7.0" }\nfiles: { type: "network-storage:1.0" }',
  relationships: 'db: "db:postgresql"\ncache: "cache:redis"\napp: "web:http"',
  mounts: 'shared: { source: service, service: files }\nown: { source: tmp }',
});

let server: CliServer;
let client: Client;
beforeAll(async () => {
  server = await openCliServer();
  client = server.client;
  expect((await client.deploy(project)).activity.result).toBe('success');
}, 120_000);
afterAll(() => server[Symbol.asyncDispose]());

const psql = 'psql -qtAX "$(echo "$DB_URL" | sed s/pgsql:/postgresql:/)"';
const outputOf = async (script: string) => {
  const { log } = await client.run('script', { SCRIPT: script });
  return log.trimEnd().split('\n').slice(1).join('\n');
};
interface ServiceDocument {
  readonly name: string;
  readonly status: string;
  readonly ip: string | null;
}

const stateOf = async () => {
  const answer = await client.api('/projects/shop/environments/main/services');
  return ((await answer.json()) as readonly ServiceDocument[]).map(({ name, status, ip }) => ({
    name,
    status,
    ip,
  }));
};

/** Process ids of the services' containers. */
function serviceInits(): readonly number[] {
  const folder = `${runtimeDirectoryOf(instanceOf(server.home))}/containers`;
  return bundlesOf(server)
    .filter((id) => id.startsWith('service-'))
    .map((id) => JSON.parse(readFileSync(`${folder}/${id}/record.json`, 'utf8')).containerPid);
}

describe('P5: after a kill -9 of the server', () => {
  test('a run that goes on reaches its services all the time, its application again, and its mounts', async () => {
    const before = await stateOf();
    // One connection to the database lasts over the crash; every other question opens a new one.
    const { id } = await client.trigger('script', {
      SCRIPT: `(echo "create table steps(n int);"; n=0; while [ ! -e shared/stop ]; do n=$((n+1)); echo "insert into steps values ($n);"; sleep 0.2; done) | ${psql} -v ON_ERROR_STOP=1 && echo one connection &
n=0; until [ -e shared/stop ]; do
  n=$((n+1)); redis-cli -h "$CACHE_HOST" incr turns >/dev/null && echo "turn $n"
  curl -fsS -m 2 -d "echo app" "$APP_URL" 2>/dev/null; echo "$n" >own/turn; sleep 0.2
done; wait; echo "over $(${psql} -c "select count(*) > 5 from steps") $(cat own/turn)"`,
    });
    await untilLogged(client, id, 'turn 3');
    await server.kill('SIGKILL');
    await server.restart();
    expect(await stateOf()).toEqual(before);
    const turns = async () => (await textNow(client, id)).split('\nturn').length;
    const apps = async () => (await textNow(client, id)).split('\napp').length;
    const [turn, app] = [await turns(), await apps()];
    await until('more turns of the run', async () => ((await turns()) > turn + 2 ? true : null));
    await until('the application to answer the run', async () => ((await apps()) > app + 2 ? true : null));
    expect(await outputOf('cat shared/stop; touch shared/stop; ls -A own')).toMatch(/No such file/);
    const { log, activity } = await client.waitFor(id);
    expect(log).toMatch(/\none connection\n/);
    expect(log).toMatch(/\nover t \d+\n/);
    expect(activity.result).toBe('success');
  }, 180_000);

  test('a service whose container ended meanwhile is started again on its data, at its address', async () => {
    const before = await stateOf();
    await outputOf(`${psql} -c "create table kept(n int); insert into kept values (7)"`);
    await server.kill('SIGKILL');
    for (const pid of serviceInits()) process.kill(pid, 'SIGKILL');
    await server.restart();
    expect(await stateOf()).toEqual(before);
    expect(await outputOf(`${psql} -c "select n from kept"`)).toBe('7');
  }, 180_000);
});

test('an orderly stop ends services gently, and the next start has them with their data', async () => {
  await outputOf('redis-cli -h "$CACHE_HOST" set colour green');
  expect(await server.kill('SIGTERM')).toBe(0);
  expect(pidsOf('conmon', '--cid service-', `/errand/${instanceOf(server.home)}/`)).toEqual([]);
  await server.restart();
  expect(await outputOf(`redis-cli -h "$CACHE_HOST" get colour; ${psql} -c "select n from kept"`)).toBe(
    'green\n7',
  );
  const log = await server.output();
  expect(log).not.toContain('automatic recovery in progress');
}, 120_000);

test('a run that ended leaves no room behind that was its own', async () => {
  const { id } = await client.trigger('script', { SCRIPT: 'echo begun; sleep 60' });
  await untilLogged(client, id, 'begun');
  await cancel(client, id);
  await client.waitFor(id);
  const left = () =>
    readdirSync(`${server.home}/scratch/volumes`).filter((name) => !name.startsWith('ready-'));
  await expect.poll(left, { timeout: 20_000 }).toEqual([]);
});
