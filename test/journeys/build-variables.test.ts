import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runErrand } from '../support/errand-command.ts';
import type { ProjectFiles } from '../support/project-archive.ts';
import { openServer, type TestServer } from '../support/server.ts';

const hunter2 = 'hunter2-"quoted"-hunter2';
const pem = 'begin-of-the-key\nmiddle\nend-of-the-key';
const reused = 'Reusing existing build of job';

let server: TestServer;
beforeAll(async () => {
  server = await openServer();
  await server.api('/projects', { method: 'POST', body: JSON.stringify({ id: 'built', title: 'built' }) });
});
afterAll(() => server[Symbol.asyncDispose]());

const ofProject = '/projects/built/variables';
const ofMain = '/projects/built/environments/main/variables';

async function send(method: 'POST' | 'PATCH', path: string, body: object): Promise<void> {
  const answer = await server.api(path, { method, body: JSON.stringify(body) });
  expect(answer.ok, await answer.text()).toBe(true);
}

/** A task whose build hook is the script, with a file of its own. */
function projectWith(hook: string): ProjectFiles {
  return {
    '.upsun/config.yaml': `
applications: { web: { type: "nodejs:26", source: { root: web } } }
tasks:
  job:
    type: "nodejs:26"
    source: { root: job }
    hooks: { build: ${JSON.stringify(hook)} }
    run: { command: cat result.txt }
`,
    'web/index.html': '',
    'job/readme.txt': 'nothing\n',
  };
}

/** Deploys; what the push's log says. */
async function deploy(hook: string): Promise<string> {
  const { activity, log } = await server.deploy(projectWith(hook), { project: 'built' });
  expect(activity, log).toMatchObject({ result: 'success' });
  return log;
}

async function result(): Promise<readonly string[]> {
  const { log } = await server.run('job', {}, { project: 'built' });
  return log.trimEnd().split('\n').slice(1);
}

describe('variables that builds may see', { timeout: 120_000 }, () => {
  const hook =
    'printf "<%s>\\n" "$SEEN" "$HIDDEN" "$OF_MAIN" >result.txt; echo "$PLATFORM_VARIABLES" | base64 -d >>result.txt';

  test('reach the hook; the others do not', async () => {
    await send('POST', ofProject, { name: 'env:SEEN', value: 'one' });
    await send('POST', ofProject, { name: 'env:HIDDEN', value: 'no', visible_build: false });
    await send('POST', ofProject, { name: 'php:memory_limit', value: '9' });
    await deploy(hook);
    expect(await result()).toEqual(['<one>', '<>', '<>', '{"php:memory_limit":"9"}']);
  });

  test('make a new build when they change; those of the runtime do not', async () => {
    expect(await deploy(hook)).toContain(reused);
    await send('PATCH', `${ofProject}/env%3AHIDDEN`, { value: 'still no' });
    await send('POST', ofMain, { name: 'env:OF_MAIN', value: 'of the runtime' });
    expect(await deploy(hook)).toContain(reused);
    await send('PATCH', `${ofProject}/env%3ASEEN`, { value: 'two' });
    await send('PATCH', `${ofMain}/env%3AOF_MAIN`, { value: 'of the build', visible_build: true });
    expect(await deploy(hook)).not.toContain(reused);
    expect((await result()).slice(0, 3)).toEqual(['<two>', '<>', '<of the build>']);
  });
});

test('P12: a sensitive value that a build sees is in no log and on no disk', {
  timeout: 120_000,
}, async () => {
  await send('POST', ofProject, { name: 'env:KEY', value: hunter2, is_sensitive: true });
  await send('POST', ofProject, { name: 'env:PEM', value: pem, is_sensitive: true });
  await send('POST', ofProject, { name: 'plain', value: hunter2, is_sensitive: true });
  const print = [
    'printf "%s\\n" "$KEY" "$PEM" "so it goes on" >&2',
    'printf %s "$KEY" | base64 -w0; echo',
    'printf "%s" "$KEY" | head -c 9; sleep 0.1; printf "%s\\n" "$KEY" | tail -c +10',
    'echo "$PLATFORM_VARIABLES"; printf %s "$KEY" | wc -c >result.txt',
    // No end of a line, and somebody who keeps the output open.
    'setsid sleep 2 & printf "the last of $KEY"',
  ].join('; ');
  const log = await deploy(print);
  const spellings = [hunter2, JSON.stringify(hunter2).slice(1, -1), 'begin-of-the-key', 'middle'];
  for (const spelling of [...spellings, Buffer.from(hunter2).toString('base64').slice(0, 16)])
    expect(log).not.toContain(spelling);
  expect(log).toContain('so it goes on');
  expect(log).toContain('the last of [secret]');
  expect(await result()).toEqual([String(hunter2.length)]);
  const found = execFileSync('sh', ['-c', 'grep -rlF -e "$PLAIN" "$PLACE" || true'], {
    env: { PATH: process.env.PATH ?? '', PLAIN: hunter2, PLACE: server.home },
  });
  expect(found.toString()).toBe('');
});

test('a project whose build cache is cleared is built anew, with nothing kept', {
  timeout: 120_000,
}, async () => {
  const hook = 'echo built >>$PLATFORM_CACHE_DIR/times; cat $PLATFORM_CACHE_DIR/times >result.txt';
  await deploy(hook);
  await deploy(`${hook}; true`);
  expect(await result()).toEqual(['built', 'built']);
  const words = ['project:clear-build-cache', '-p', 'built', '--api-url', server.apiUrl];
  const { status, stdout, stderr } = await runErrand(words, { ERRAND_TOKEN: server.token });
  expect(stdout + stderr).toContain('The build cache of project built is empty');
  expect(status).toBe(0);
  const listed = await server.api('/projects/built/activities?type=project.clear_build_cache');
  expect(await listed.json()).toMatchObject([{ state: 'complete', result: 'success', environments: [] }]);
  expect(await deploy(`${hook}; true`)).not.toContain(reused);
  expect(await result()).toEqual(['built']);
});
