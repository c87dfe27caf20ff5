import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ended, runCommand } from '../support/errand-command.ts';
import { until } from '../support/follow-run.ts';
import { openServer, type TestServer } from '../support/server.ts';
import { partsProject } from './parts-project.ts';

let server: TestServer;
let clone: string;
let remote: string;

beforeAll(async () => {
  server = await openServer();
  await server.api('/projects', { method: 'POST', body: JSON.stringify({ id: 'shop', title: 'Shop' }) });
  clone = await mkdtemp(join(tmpdir(), 'errand-clone-'));
  const { repository } = (await (await server.api('/projects/shop')).json()) as {
    repository: { url: string };
  };
  remote = repository.url.replace('://', `://x:${server.token}@`);
  await git('init', '--quiet', '--initial-branch=main');
});
afterAll(async () => {
  await rm(clone, { recursive: true, force: true });
  await server[Symbol.asyncDispose]();
});

const identity = { GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@example.com' };
const settings = {
  ...identity,
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
  GIT_TERMINAL_PROMPT: '0',
  GIT_CONFIG_GLOBAL: '/dev/null',
};
const git = (...words: string[]): Promise<Ended> => runCommand('git', ['-C', clone, ...words], settings);

async function commit(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(clone, path)), { recursive: true });
    await writeFile(join(clone, path), text);
  }
  await git('add', '--all');
  const { status, stderr } = await git('commit', '--quiet', '--allow-empty', '--message', 'change');
  if (status !== 0) throw new Error(stderr);
}

const environments = async () =>
  (
    (await (await server.api('/projects/shop/environments')).json()) as { name: string; status: string }[]
  ).map(({ name, status }) => `${name} ${status}`);

describe('git push', () => {
  test('builds and deploys the branch, and shows the log on the terminal', async () => {
    await commit(partsProject("    hooks: { build: 'echo built here', deploy: 'echo deployed here' }"));
    const { status, stderr } = await git('push', remote, 'main');
    expect(stderr).toMatch(/remote: built here\s*\n/);
    expect(stderr).toMatch(/remote: deployed here\s*\n/);
    expect(stderr).toMatch(/remote: Environment main is deployed\s*\n/);
    const pushed = await server.api('/projects/shop/activities?type=environment.push');
    const { stdout: head } = await git('rev-parse', 'HEAD');
    const commits = [{ sha: head.trim(), message: 'change', author: { name: 'Ada' } }];
    expect(await pushed.json()).toMatchObject([{ payload: { commits, commits_count: 1 } }]);
    expect(stderr).toContain(`remote: http://main--shop.localhost:${server.port}/`);
    expect(status).toBe(0);
    expect((await server.visit('/notes')).text).toBe('[]');
  });

  test('is accepted where the build fails, and says so; what ran before goes on', async () => {
    await commit(partsProject("    hooks: { build: 'echo no compiler; exit 3' }"));
    const { status, stderr } = await git('push', remote, 'main');
    expect(stderr).toMatch(/remote: no compiler\s*\n/);
    expect(stderr).toContain('remote: The push is kept, but it was not deployed as it should: see above.');
    expect(status).toBe(0);
    expect((await server.visit('/notes')).status).toBe(200);
  });

  test('of a new branch makes an inactive environment, active where it is asked for', async () => {
    await git('checkout', '--quiet', '-b', 'new/look');
    await commit(partsProject(''));
    const first = await git('push', remote, 'new/look');
    expect(first.stderr).toContain('remote: The environment new/look is inactive');
    expect(await environments()).toEqual(['main active', 'new/look inactive']);
    await commit({ 'more.txt': 'more' });
    const second = await git('push', '-o', 'environment.status=active', '-o', 'ci.skip', remote, 'new/look');
    expect(second.stderr).toContain('remote: Warning: the push option ci.skip is not acted upon');
    expect(second.stderr).toMatch(/remote: http:\/\/new-look-[a-z0-9]{7}--shop\.localhost/);
    expect(await environments()).toEqual(['main active', 'new/look active']);
  });

  test('keeps a tag and deploys nothing, and deletes no branch', async () => {
    await git('tag', 'v1');
    const tagged = await git('push', remote, 'v1');
    expect([tagged.status, tagged.stderr]).toEqual([0, expect.not.stringContaining('Activity')]);
    const deleted = await git('push', remote, ':new/look');
    expect(deleted.status).not.toBe(0);
    expect(deleted.stderr).toContain('deletion prohibited');
  });

  test('at the same time as another waits for its turn', async () => {
    await git('checkout', '--quiet', 'main');
    await commit(partsProject("    hooks: { deploy: 'sleep 1; echo first' }"));
    const first = git('push', remote, 'main');
    await until('the first to be deployed', async () => {
      const path = '/projects/shop/activities?type=environment.push&state=in_progress';
      const [going] = (await (await server.api(path)).json()) as readonly unknown[];
      return going ?? null;
    });
    const second = server.deploy(partsProject("    hooks: { deploy: 'echo second' }"));
    expect((await first).stderr).toMatch(/remote: first/);
    expect((await second).activity.result).toBe('success');
  });

  test('and a fetch need a token, of somebody who may', async () => {
    const anonymous = remote.replace(/\/\/[^@]+@/, '//');
    expect((await git('ls-remote', anonymous)).stderr).toMatch(
      /could not read Username|Authentication failed/,
    );
    expect((await git('ls-remote', remote.replace(server.token, 'wrong'))).stderr).toMatch(
      /Authentication failed/,
    );
    expect((await git('ls-remote', remote)).stdout).toContain('refs/heads/new/look');
    expect((await git('ls-remote', remote.replace('shop.git', 'nothing.git'))).stderr).toMatch(
      /not found|404/,
    );
  });
});
