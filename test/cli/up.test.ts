import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fakeActivity, type Json } from './fake/documents.ts';
import { errand, startErrand } from './fake/errand.ts';
import { type FakeApi, startFakeApi } from './fake/fake-api.ts';
import { readUpload } from './source/read-upload.ts';
import { type Scratch, scratchDirectory } from './source/scratch.ts';

const log = [
  { message: 'Building web (nodejs:26: host)\n' },
  { message: 'bundled\n' },
  { message: 'Deploying environment main\n' },
];
const url = 'http://main.my-shop.localhost/';
const push = fakeActivity({
  type: 'environment.push',
  payload: {},
  commands: [],
  timings: { build: 1.2, deploy: 0.3 },
});

function startApi(changes: Json = {}): Promise<FakeApi> {
  const routes = { 'http://other/': { type: 'redirect' }, [url]: { type: 'upstream', primary: true } };
  return startFakeApi({ projects: [], activities: [push], log, routes, ...changes });
}

function repository(branch = 'main'): Scratch {
  const scratch = scratchDirectory();
  scratch.git('init', '-q', '-b', branch);
  scratch.write('.upsun/config.yaml', 'applications: {}\n');
  scratch.write('run.sh', '#!/bin/sh\n', 0o755);
  scratch.write('deleted');
  scratch.write('changed', 'before');
  scratch.write('.gitignore', 'secret\n');
  scratch.git('add', '.');
  scratch.git('commit', '-qm', 'first');
  return scratch;
}

describe('up', () => {
  test('makes the project, uploads, follows the log and prints the address last', async () => {
    await using api = await startApi();
    using scratch = repository();
    const { status, stdout, stderr } = await errand(['up', scratch.path], { api });
    expect(JSON.parse(api.bodyOf('POST /projects'))).toEqual({
      id: 'my-shop',
      title: 'my-shop',
      default_branch: 'main',
    });
    expect(stdout).toBe(`${log.map(({ message }) => message).join('')}${url}\n`);
    expect(stderr).toBe('▸ build\n▸ deploy\n✔ Deployed. build 1.2 s · deploy 0.3 s\n');
    expect(status).toBe(0);
  });

  test('uploads the files as they are: changed, new, links and executables, without the deleted and the ignored', async () => {
    await using api = await startApi();
    using scratch = repository();
    rmSync(join(scratch.path, 'deleted'));
    scratch.write('changed', 'after');
    scratch.write('new/@file', 'new');
    scratch.write('@at', 'at');
    scratch.write('secret');
    symlinkSync('run.sh', join(scratch.path, 'link'));
    await errand(['up'], { api, cwd: scratch.path });
    const upload = api.requests.find(({ method }) => method === 'PUT');
    expect(upload?.url).toBe('/projects/my-shop/environments/main/source');
    expect(upload?.headers['content-type']).toBe('application/x-tar');
    const files = await readUpload(upload?.body);
    expect(Object.keys(files).sort()).toEqual([
      '.gitignore',
      '.upsun/config.yaml',
      '@at',
      'changed',
      'link',
      'new/@file',
      'run.sh',
    ]);
    expect(files.changed).toMatchObject({ type: 'File', text: 'after', isExecutable: false });
    expect(files['run.sh']).toMatchObject({ type: 'File', isExecutable: true });
    expect(files.link).toMatchObject({ type: 'SymbolicLink', target: 'run.sh' });
  });

  test('names the environment after the branch', async () => {
    await using api = await startApi();
    using scratch = repository('feature/x');
    await errand(['up', scratch.path], { api });
    expect(
      api.requests.some(({ url: called }) => called === '/projects/my-shop/environments/feature%2Fx/source'),
    ).toBe(true);
    scratch.git('checkout', '-q', '--detach');
    await errand(['up', scratch.path], { api });
    expect(
      api.requests.some(({ url: called }) => called === '/projects/my-shop/environments/main/source'),
    ).toBe(true);
    await errand(['up', scratch.path, '-e', 'staging'], { api });
    expect(
      api.requests.some(({ url: called }) => called === '/projects/my-shop/environments/staging/source'),
    ).toBe(true);
  });

  test('with --json writes one document', async () => {
    await using api = await startApi();
    using scratch = repository();
    const { stdout } = await errand(['up', scratch.path, '--json'], { api });
    expect(JSON.parse(stdout)).toEqual({ activity: push, url });
  });
});

describe('which project', () => {
  const taken = { projects: [{ id: 'my-shop', title: 'x', default_branch: 'main' }] };

  test('one that exists is not taken by accident; the error says both ways', async () => {
    await using api = await startApi(taken);
    using scratch = repository();
    const { status, stderr } = await errand(['up', scratch.path], { api });
    expect(stderr).toContain('errand up --project my-shop');
    expect(stderr).toContain('errand up --project ANOTHER-ID');
    expect(status).toBe(9);
    expect(api.requests.some(({ method }) => method === 'PUT')).toBe(false);
  });

  test('one that exists is taken when it is named, and remembered', async () => {
    await using api = await startApi(taken);
    using scratch = repository();
    expect((await errand(['up', scratch.path, '--project', 'my-shop'], { api })).status).toBe(0);
    expect(readFileSync(join(scratch.path, '.upsun/local/project.yaml'), 'utf8')).toBe('id: "my-shop"\n');
    expect((await errand(['up', scratch.path], { api })).status).toBe(0);
    expect((await errand(['task:list'], { api, cwd: join(scratch.path, '.upsun') })).status).toBe(0);
  });

  test('what is remembered stays out of the repository and the upload', async () => {
    await using api = await startApi();
    using scratch = repository();
    await errand(['up', scratch.path], { api });
    await errand(['up', scratch.path], { api });
    const upload = api.requests.findLast(({ method }) => method === 'PUT');
    expect(Object.keys(await readUpload(upload?.body)).filter((file) => file.includes('local'))).toEqual([]);
    expect(readFileSync(join(scratch.path, '.upsun/local/.gitignore'), 'utf8')).toBe('*\n');
  });
});

describe('what goes wrong', () => {
  test.each([
    ['build_failed', 4],
    ['deploy_failed', 5],
    ['config_invalid', 2],
  ])('a push that ends with %s is exit status %i', async (code, expected) => {
    const failed = { ...push, result: 'failure', payload: { error: { code, message: 'no' } } };
    await using api = await startApi({ activities: [failed] });
    using scratch = repository();
    const { status, stderr } = await errand(['up', scratch.path], { api });
    expect(stderr).toContain('✘ Not deployed.');
    expect(status).toBe(expected);
  });

  test('without .upsun/config.yaml nothing is made or uploaded', async () => {
    await using api = await startApi();
    using scratch = scratchDirectory();
    scratch.write('index.html');
    const { status, stderr } = await errand(['up', scratch.path], { api });
    expect(stderr).toContain('there is no .upsun/config.yaml');
    expect(status).toBe(2);
    expect(api.requests).toEqual([]);
    expect(existsSync(join(scratch.path, '.upsun'))).toBe(false);
  });

  test('a configuration that git ignores is said to be', async () => {
    await using api = await startApi();
    using scratch = scratchDirectory();
    scratch.git('init', '-q');
    scratch.write('.upsun/config.yaml');
    scratch.write('.gitignore', '.upsun\n');
    expect((await errand(['up', scratch.path], { api })).stderr).toContain('git ignores .upsun/config.yaml');
  });

  test('Ctrl-C in the middle of the upload leaves no archive behind', async () => {
    await using api = await startApi({ silent: ['PUT /projects/my-shop/environments/main/source'] });
    using scratch = repository();
    using temporary = scratchDirectory('tmp');
    const running = startErrand(['up', scratch.path], { api, env: { TMPDIR: temporary.path } });
    await expect.poll(() => api.requests.some(({ method }) => method === 'PUT')).toBe(true);
    expect(readdirSync(temporary.path)).toHaveLength(1);
    running.process.kill('SIGINT');
    expect((await running.ended).status).toBe(130);
    expect(readdirSync(temporary.path)).toEqual([]);
  });

  test('what the server refuses is passed on', async () => {
    const body = { code: 413, message: 'The upload is larger than 512 MiB.', error: 'payload_too_large' };
    await using api = await startApi({
      instead: { 'PUT /projects/my-shop/environments/main/source': { status: 413, body } },
    });
    using scratch = repository();
    const { status, stderr } = await errand(['up', scratch.path], { api });
    expect(stderr).toContain('✘ The upload is larger than 512 MiB.');
    expect(status).toBe(2);
  });
});
