import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createGitReceiver, type GitPushParts, type Pusher } from '../../../src/deploy/git-push.ts';
import type { PushOptions } from '../../../src/deploy/push-options.ts';
import { serveGit } from '../../../src/source/git-http/backend.ts';
import { writeReceiveHooks } from '../../../src/source/git-http/receive-hooks.ts';
import { openRepository, type Repository } from '../../../src/source/repository.ts';
import { aProject } from '../../store/samples.ts';
import { filledStore } from '../../store/temporary-store.ts';

let directory: string;
let repository: Repository;
let server: Server;
let url: string;
/** What was handed on to be deployed, with its options. */
let deployed: string[];

const environment = {
  PATH: process.env.PATH ?? '',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
};
const clone = () => join(directory, 'clone');
const git = (...args: string[]) =>
  execFileSync('git', ['-C', clone(), ...args], { env: environment, encoding: 'utf8' }).trim();
const inServer = (...args: string[]) =>
  execFileSync('git', [`--git-dir=${repository.path}`, ...args], {
    env: environment,
    encoding: 'utf8',
  }).trim();

/** Pushes over HTTP, and returns what the terminal shows. */
async function push(...args: string[]): Promise<string> {
  const words = ['-C', clone(), 'push', ...args];
  const { promise, resolve } = Promise.withResolvers<string>();
  execFile('git', words, { env: environment }, (_, stdout, stderr) => resolve(stdout + stderr));
  return promise;
}

async function commit(text: string): Promise<string> {
  await writeFile(join(clone(), 'server.mjs'), text);
  git('add', '--all');
  git('commit', '--quiet', '--message', text);
  return git('rev-parse', 'HEAD');
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'errand-git-http-'));
  repository = await openRepository(join(directory, 'project.git'), join(directory, 'imports'));
  const hooks = await writeReceiveHooks(join(directory, 'hooks'));
  deployed = [];
  const store = await filledStore();
  const pushCommit: GitPushParts['deployer']['pushCommit'] = async ({ branch, commit, options }) => {
    deployed.push([branch, commit, ...(options as PushOptions).unknown].join(' '));
    return { environment: { name: branch }, activity: null } as never;
  };
  const pusher = {
    project: aProject(),
    actor: { kind: 'user', name: 'ada' },
    refusal: async (branch: string) => (branch.startsWith('dev') ? null : `ada may not push to ${branch}`),
  } as unknown as Pusher;
  const receiver = createGitReceiver({ store, deployer: { pushCommit } } as unknown as GitPushParts, pusher);
  server = createServer((request, response) => {
    const [path = '', query = ''] = (request.url ?? '').split('?');
    const body = request.method === 'POST' ? request : null;
    const asked = { path, query, method: request.method ?? '', headers: request.headers, body, user: 'ada' };
    void serveGit({ repository: repository.path, hooks }, asked, response, receiver);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  execFileSync('git', ['init', '--quiet', '--initial-branch=main', clone()], { env: environment });
  await commit('first');
  git('push', '--quiet', repository.path, 'main');
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(directory, { recursive: true, force: true });
});

const packet = (text: string) => (Buffer.byteLength(text) + 4).toString(16).padStart(4, '0') + text;

/** Asks for `main` to be moved, with a reference and options as no git client would send them. */
async function pushByHand(before: string, after: string, reference: string, options: readonly string[]) {
  const pack = execFileSync('git', ['-C', clone(), 'pack-objects', '--revs', '--stdout', '-q'], {
    env: environment,
    input: `${after}\n^${before}\n`,
  });
  const commands = packet(`${before} ${after} ${reference}\0report-status push-options`);
  const body = Buffer.concat([Buffer.from(`${commands}0000${options.map(packet).join('')}0000`), pack]);
  const headers = { 'content-type': 'application/x-git-receive-pack-request' };
  const answer = await fetch(`${url}/git-receive-pack`, { method: 'POST', headers, body });
  return answer.text();
}

describe('a push over HTTP', () => {
  test('moves the branches that its sender may push to, and hands them on with their options', async () => {
    const made = await commit('second');
    expect(await push('-o', 'ci.skip', '-o', 'with spaces', url, 'HEAD:dev')).toContain('inactive');
    expect(deployed).toEqual([`dev ${made} ci.skip with spaces`]);
    expect(inServer('rev-parse', 'dev')).toBe(made);
  });

  test('moves nothing where one of its branches is refused', async () => {
    const before = inServer('rev-parse', 'main');
    await commit('second');
    expect(await push(url, 'HEAD:dev', 'HEAD:main')).toContain('errand: ada may not push to main');
    expect(inServer('for-each-ref', '--format=%(refname) %(objectname)')).toBe(`refs/heads/main ${before}`);
    expect(deployed).toEqual([]);
  });

  test.each([
    [
      'an option that ends the message and forges the next',
      (update: string) => `x\n.\npost-receive\nupdate ${update}`,
    ],
    ['an option with a line feed', () => 'ci.skip\nsecond'],
    ['an option with an escape sequence', () => 'ci.skip\u001b[2J'],
  ])('is refused with %s', async (_, option) => {
    const before = inServer('rev-parse', 'main');
    const made = await commit('evil');
    for (const reference of ['refs/heads/main', 'refs/heads/dev']) {
      const answer = await pushByHand(before, made, reference, [option(`${before} ${made} refs/heads/main`)]);
      expect(answer).toContain(`ng ${reference} pre-receive hook declined`);
    }
    expect(inServer('for-each-ref', '--format=%(refname) %(objectname)')).toBe(`refs/heads/main ${before}`);
    expect(deployed).toEqual([]);
  });

  test('is refused where the name of a reference has a second line', async () => {
    const before = inServer('rev-parse', 'main');
    const made = await commit('evil');
    const reference = `refs/heads/dev\n${before} ${made} refs/heads/dev2`;
    await pushByHand(before, made, reference, []);
    expect(inServer('for-each-ref', '--format=%(refname) %(objectname)')).toBe(`refs/heads/main ${before}`);
    expect(deployed).toEqual([]);
  });

  test('with more options than a line holds hands on every one', async () => {
    const before = inServer('rev-parse', 'main');
    const made = await commit('second');
    const options = Array.from({ length: 3000 }, (_, index) => `option-${index}`);
    inServer('update-ref', 'refs/heads/dev', before);
    expect(await pushByHand(before, made, 'refs/heads/dev', options)).toContain('ok refs/heads/dev');
    await expect.poll(() => deployed).toEqual([`dev ${made} ${options.join(' ')}`]);
  });
});

describe('references that are no branches', () => {
  test('a tag is kept and nothing deployed', async () => {
    git('tag', 'v1');
    expect(await push(url, 'v1')).toContain('new tag');
    expect(deployed).toEqual([]);
  });

  test.each(['refs/replace/x', 'refs/notes/commits', 'refs/for/main', 'refs/headsx/main'])(
    '%s is refused',
    async (name) => {
      expect(await push(url, `HEAD:${name}`)).toContain(`errand: ${name} is neither a branch nor a tag`);
      expect(inServer('for-each-ref', '--format=%(refname)')).toBe('refs/heads/main');
    },
  );

  test('a replacement that is there from before changes nothing that is built', async () => {
    const replaced = git('rev-parse', 'HEAD:server.mjs');
    await writeFile(join(directory, 'evil'), 'REPLACED');
    const evil = inServer('hash-object', '-w', join(directory, 'evil'));
    inServer('update-ref', `refs/replace/${replaced}`, evil);
    const tree = await repository.treeOf('refs/heads/main');
    const out = join(directory, 'out');
    await repository.extract(tree, out);
    expect(execFileSync('cat', [join(out, 'server.mjs')], { encoding: 'utf8' })).toBe('first');
  });
});

describe('a clone of limited depth', () => {
  test('is given, and can be pushed from', async () => {
    await commit('second');
    git('push', '--quiet', repository.path, 'main');
    const shallow = join(directory, 'shallow');
    const { promise, resolve } = Promise.withResolvers<string>();
    execFile(
      'git',
      ['clone', '--quiet', '--depth=1', url, shallow],
      { env: environment },
      (_, stdout, stderr) => resolve(stdout + stderr),
    );
    expect(await promise).toBe('');
    await rm(clone(), { recursive: true });
    execFileSync('mv', [shallow, clone()]);
    expect(git('rev-list', '--count', 'HEAD')).toBe('1');
    const made = await commit('third');
    await push(url, 'HEAD:dev');
    expect(inServer('rev-parse', 'dev')).toBe(made);
    expect(inServer('rev-list', '--count', 'dev')).toBe('3');
  });
});
