import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueAccessToken } from '../../src/identity/access-token.ts';
import { loadSigningKey } from '../../src/identity/signing-key.ts';
import { type CliServer, openCliServer } from '../support/cli-server.ts';
import type { Client } from '../support/client.ts';
import type { ProjectFiles } from '../support/project-archive.ts';
import { scriptProject } from '../support/script-project.ts';

let server: CliServer;
let client: Client;
let folder: string;

beforeAll(async () => {
  server = await openCliServer();
  client = server.client;
  await client.deploy(scriptProject());
  folder = await mkdtemp(join(tmpdir(), 'errand-source-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await server[Symbol.asyncDispose]();
});

/** `errand up` in a folder with these files. */
async function up(name: string, files: ProjectFiles) {
  const directory = join(folder, name);
  await mkdir(directory);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  }
  return server.errand('up', directory, '--project', 'shop', '--environment', 'main');
}

const withConfig = (change: (text: string) => string): ProjectFiles => {
  const files = scriptProject();
  return { ...files, '.upsun/config.yaml': change(files['.upsun/config.yaml'] ?? '') };
};

describe('a push without .upsun/config.yaml', () => {
  test('fails with a message that names the file', async () => {
    const { activity, log } = await client.deploy({ 'readme.txt': 'nothing\n' });
    expect(activity).toMatchObject({ result: 'failure', payload: { error: { code: 'config_missing' } } });
    expect(log).toMatch(/^Error: .*\.upsun\/config\.yaml/);
  });

  test('is refused by the command line before anything is sent', async () => {
    const { status, stderr } = await up('empty', { 'readme.txt': 'nothing\n' });
    expect(status).toBe(2);
    expect(stderr).toContain('.upsun/config.yaml');
    expect(stderr).toContain('examples/report');
  });
});

describe('a configuration with a fault', () => {
  test('that is no YAML is shown with file, line and column, by API and command line', async () => {
    const files = withConfig((text) => text.replace('root: app }', 'root: [app }'));
    const { activity, log } = await client.deploy(files);
    expect(activity).toMatchObject({ result: 'failure', payload: { error: { code: 'config_invalid' } } });
    expect(log).toMatch(/\.upsun\/config\.yaml:5:\d+/);
    const { status, stdout, stderr } = await up('broken', files);
    expect(status).toBe(2);
    expect(stdout + stderr).toMatch(/\.upsun\/config\.yaml:5:\d+/);
  });

  test('of an unknown key is shown with its place and the key that was meant', async () => {
    const files = withConfig((text) => text.replace('hooks:', 'hook:'));
    const { activity, log } = await client.deploy(files);
    expect(activity).toMatchObject({ result: 'failure', payload: { error: { code: 'config_invalid' } } });
    expect(log).toMatch(/\.upsun\/config\.yaml:12:5/);
    expect(log).toContain('The key `hook` is not known here.');
    expect(log).toContain('Did you mean `hooks`?');
  });

  test('of a type that the machine cannot provide lists what was tried and how to mend it', async () => {
    const files = withConfig((text) => text.replace('"nodejs:26"', '"php:1.0"'));
    const { status, stdout, stderr } = await up('type', files);
    expect(status).toBe(3);
    const shown = stdout + stderr;
    expect(shown).toContain("no image for type 'php:1.0'. Tried:\n");
    expect(shown).toMatch(/\n {2}- .+\n/);
    expect(shown).toContain('Three ways to mend it:\n');
    expect(shown).toContain("  1. name an image for it in the server's errand.yaml");
  });
});

describe('a build hook that fails', () => {
  test('is told with its output and exit code, and what ran before goes on', async () => {
    const broken = scriptProject({
      version: 'two',
      buildHook: 'echo "on its way"; echo "it broke" >&2; exit 7',
    });
    const { activity, entries } = await client.deploy(broken);
    expect(activity).toMatchObject({
      state: 'complete',
      result: 'failure',
      failure_reason: 'shell',
      commands: [{ app: 'script', type: 'build', exit_code: 7 }],
      payload: { error: { code: 'build_failed' } },
    });
    expect(entries).toContainEqual(expect.objectContaining({ message: 'on its way\n', stream: 'stdout' }));
    expect(entries).toContainEqual(expect.objectContaining({ message: 'it broke\n', stream: 'stderr' }));
    expect(entries.at(-1)?.message).toContain('the build hook of script ended with exit code 7');
    expect((await client.visit('/')).text).toBe('version one');
    const { log } = await client.run('script', { SCRIPT: 'echo "version $VERSION"' });
    expect(log).toContain('version one\n');
    expect((await up('hook', broken)).status).toBe(4);
  });
});

describe('an unknown task', () => {
  test('is a 404 with the names that exist', async () => {
    const answer = await client.api('/projects/shop/environments/main/tasks/scrpt/run', { method: 'POST' });
    expect(answer.status).toBe(404);
    const text = await answer.text();
    for (const name of ['scrpt', 'script', 'hurried', 'misspelt']) expect(text).toContain(name);
  });

  test('is told by the command line with the names that exist', async () => {
    const { status, stderr } = await server.errand('task:run', 'scrpt', '-p', 'shop', '-e', 'main');
    expect(status).toBe(8);
    for (const name of ['scrpt', 'script', 'hurried', 'misspelt']) expect(stderr).toContain(name);
  });
});

test('a body that is no JSON is a 400 that says where', async () => {
  const path = '/projects/shop/environments/main/tasks/script/run';
  const answer = await client.api(path, { method: 'POST', body: '{"variables": ' });
  expect(answer.status).toBe(400);
  expect(await answer.text()).toMatch(/not JSON: line 1, column \d+/);
});

describe('a token', () => {
  const asking = async (authorization: string | null) => {
    const headers = authorization === null ? {} : { authorization };
    return fetch(`${client.apiUrl}/projects/shop`, { headers });
  };

  test('that is missing, bad or expired is a 401 that says which', async () => {
    const key = await loadSigningKey(join(server.home, 'keys'));
    const hourAgo = new Date(Date.now() - 3_600_000);
    const user = { kind: 'user', userId: 'somebody', username: 'somebody' } as const;
    const expired = await issueAccessToken(key, user, 900, hourAgo);
    const answers = [await asking(null), await asking('Bearer nonsense'), await asking(`Bearer ${expired}`)];
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
    for (const answer of answers) expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect(await answers[2]?.text()).toContain('expired');
  });

  test('that is unknown to the server ends the command line with what to do', async () => {
    const { status, stderr } = await server.errand('project:list', '--token', 'errand_nonsense');
    expect(status).toBe(7);
    expect(stderr).toContain('--token');
  });
});
