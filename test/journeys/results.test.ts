import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { instanceOf } from '../../src/composition/settings/settings.ts';
import { type CliServer, openCliServer } from '../support/cli-server.ts';
import type { Client } from '../support/client.ts';
import { activityOf, begin, untilLogged } from '../support/follow-run.ts';
import { containerOf } from '../support/run-traces.ts';
import { scriptProject } from '../support/script-project.ts';
import { triggerWith } from '../support/trigger-with.ts';

let server: CliServer;
let client: Client;

beforeAll(async () => {
  server = await openCliServer({ ERRAND_GRACE_SECONDS: '1', ERRAND_RESULTS_MIB: '16' });
  client = server.client;
  await client.deploy(scriptProject());
});
afterAll(() => server[Symbol.asyncDispose]());

const run = async (script: string) => client.waitFor((await begin(client, script)).id);
const pathOf = (id: string, file = '') => `/projects/shop/activities/${id}/artifacts${file}`;
const listed = async (id: string) =>
  (await (await client.api(pathOf(id))).json()) as readonly {
    readonly path: string;
    readonly size: number;
  }[];
const payloadOf = async (id: string) =>
  (await activityOf(client, id)).payload as Readonly<Record<string, unknown>>;
const into = (file: string) => `"$ERRAND_OUTPUT_DIR/${file}"`;

/** Ends all processes of a server that is gone: keepers, guard, and what is in its containers. */
const killAll = `for pid in $(pgrep -f "/run/errand/$1/") $(cat /sys/fs/cgroup/errand-$1/*/cgroup.procs /sys/fs/cgroup/*/errand-$1/*/cgroup.procs 2>/dev/null); do
  [ "$pid" = $$ ] || kill -9 "$pid" 2>/dev/null
done
true`;

describe('what a run leaves', () => {
  test('is listed, and downloaded whole or in part, with its type', async () => {
    const { activity } = await run(
      `mkdir ${into('a b')}; printf 0123456789 > ${into('a b/ü #1.txt')}; echo '{}' > ${into('data.json')}`,
    );
    expect(await listed(activity.id)).toMatchObject([
      { path: 'a b/ü #1.txt', size: 10 },
      { path: 'data.json', size: 3 },
    ]);
    const file = pathOf(activity.id, '/a%20b/%C3%BC%20%231.txt');
    const whole = await client.api(file);
    expect([whole.status, await whole.text()]).toEqual([200, '0123456789']);
    const part = await client.api(file, { headers: { range: 'bytes=2-4' } });
    expect([part.status, await part.text()]).toEqual([206, '234']);
    expect(part.headers.get('content-range')).toBe('bytes 2-4/10');
    const json = await client.api(pathOf(activity.id, '/data.json'));
    expect(json.headers.get('content-type')).toContain('application/json');
    expect(json.headers.get('content-disposition')).toContain('attachment');
    expect(json.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await payloadOf(activity.id)).artifacts).toEqual({ files: 2, bytes: 13 });
  });

  test('shows its result.json in the activity', async () => {
    const { activity } = await run(`echo '{"rows": 3, "ok": true}' > ${into('result.json')}`);
    expect((await payloadOf(activity.id)).result).toEqual({ rows: 3, ok: true });
  });

  test('says why a result.json is not shown, and succeeds all the same', async () => {
    const { activity, log } = await run(`echo 'not json' > ${into('result.json')}`);
    expect(activity.result).toBe('success');
    expect(log).toContain('result.json is not shown: it is not JSON\n');
    expect(await payloadOf(activity.id)).toMatchObject({ result_problem: 'it is not JSON' });
    const large = await run(`head -c 1048577 /dev/zero | tr '\\0' ' ' > ${into('result.json')}`);
    expect(large.log).toContain('it is larger than 1048576 bytes');
  });

  test('is kept of a run that failed, and of the last attempt of one that was retried', async () => {
    const failed = await run(`echo kept > ${into('trace.txt')}; exit 3`);
    expect(await (await client.api(pathOf(failed.activity.id, '/trace.txt'))).text()).toBe('kept\n');
    const script = `ls "$ERRAND_OUTPUT_DIR" | wc -l; touch ${into('from-')}$ERRAND_ATTEMPT; test $ERRAND_ATTEMPT = 2`;
    const body = { variables: { SCRIPT: script }, retries: { max: 1, backoff: { seconds: 0 } } };
    const { activity, log } = await client.waitFor((await triggerWith(client, 'script', body)).id);
    expect(log.match(/^0$/gm)).toHaveLength(2);
    expect(await listed(activity.id)).toMatchObject([{ path: 'from-2' }]);
  });

  test('leads nowhere else: links are not followed, and no path gets out', async () => {
    const { activity } = await run(
      `ln -s /etc/passwd ${into('passwd')}; ln -s / ${into('root')}; mkfifo ${into('pipe')}; echo x > ${into('x')}`,
    );
    expect((await listed(activity.id)).map(({ path }) => path)).toEqual(['x']);
    const bad = ['/passwd', '/root/etc/passwd', '/..%2f..%2fkeys', '/%2e%2e/x', '/pipe', '/x/y', '/nothing'];
    for (const path of bad) expect((await client.api(pathOf(activity.id, path))).status).toBe(404);
  });

  test('P18: has no more room than the limit, and its end is told', async () => {
    const { log, activity } = await run(
      `head -c 40000000 /dev/zero > ${into('big')} || echo full; rm ${into('big')}; echo small > ${into('small')}`,
    );
    expect(log).toContain('No space left on device');
    expect(log).toContain('full\n');
    expect(await listed(activity.id)).toMatchObject([{ path: 'small' }]);
  });

  test('is not seen by the next run', async () => {
    for (let round = 0; round < 4; round++)
      expect((await run('ls -A "$ERRAND_OUTPUT_DIR" | wc -l')).log).toContain('0\n');
  });

  test('P7: is kept though the server is killed while it runs, and when it ended meanwhile', async () => {
    const { id } = await begin(client, `echo begun; sleep 0.5; echo late > ${into('late.txt')}`);
    await untilLogged(client, id, 'begun');
    await server.kill('SIGKILL');
    await server.restart();
    await client.waitFor(id);
    expect(await (await client.api(pathOf(id, '/late.txt'))).text()).toBe('late\n');
    await expect.poll(() => readdirSync(join(server.home, 'results', 'containers')).length).toBeLessThan(12);
  });

  test('P7: whose file system is damaged meanwhile costs the run its results, not the server its start', async () => {
    const { id } = await begin(client, 'echo begun; sleep 300');
    await untilLogged(client, id, 'begun');
    await server.kill('SIGKILL');
    const notes = join(server.home, 'results', 'containers');
    const volume = await readFile(join(notes, containerOf(server, id) ?? ''), 'utf8');
    const image = join(server.home, 'results', 'volumes', `${volume}.img`);
    const inUse = () => {
      // Whoever holds the former server's mounts.
      execFileSync('sh', ['-c', killAll, 'sh', instanceOf(server.home)]);
      return execFileSync('losetup', ['--associated', image], { encoding: 'utf8' });
    };
    await expect.poll(inUse, { timeout: 10_000 }).toBe('');
    execFileSync('dd', ['if=/dev/zero', `of=${image}`, 'bs=64k', 'count=2', 'conv=notrunc', 'status=none']);
    await server.restart();
    const { activity, log } = await client.waitFor(id);
    expect(activity.result).toBe('failure');
    expect(log).toContain('The results could not be kept');
    expect(existsSync(image)).toBe(false);
    expect((await run('echo again')).log).toContain('again\n');
  });

  test('comes to disk with activity:artifacts', async () => {
    const { activity } = await run(
      `mkdir ${into('sub')}; echo one > ${into('sub/1.txt')}; echo two > ${into('2.txt')}`,
    );
    const list = await server.errand('activity:artifacts', activity.id, '-p', 'shop');
    expect(list.stdout).toMatch(/2\.txt.*4.*\n.*sub\/1\.txt.*4/s);
    const folder = await mkdtemp(join(tmpdir(), 'errand-artifacts-'));
    const fetched = await server.errand('activity:artifacts', activity.id, '-p', 'shop', '--output', folder);
    expect(fetched.status).toBe(0);
    expect(await readFile(join(folder, 'sub/1.txt'), 'utf8')).toBe('one\n');
    expect(await readFile(join(folder, '2.txt'), 'utf8')).toBe('two\n');
    await rm(folder, { recursive: true });
  });
});
