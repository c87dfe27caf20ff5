import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { filesOf } from '../support/project-archive.ts';
import { openServer, type TestServer } from '../support/server.ts';

const folder = join(import.meta.dirname, '../projects');

let server: TestServer;
beforeAll(async () => {
  // The machine's runtimes in whatever version: no registry is asked, so the test is the same everywhere.
  server = await openServer({
    settings:
      'images: { prefer: machine, registry: none, fallback: nearest }\ndisk: { scratch_mib: 32, service_mib: 64, application_mib: 64 }\n',
  });
}, 60_000);
afterAll(() => server[Symbol.asyncDispose]());

/** Deploys one of the projects as it is; its log. */
async function deploy(project: string): Promise<string> {
  const { activity, log } = await server.deploy(await filesOf(join(folder, project)), { project });
  expect(activity, log).toMatchObject({ result: 'success' });
  return log;
}

const read = async (project: string, path: string) => (await server.visit(path, { project })).text;
const until = (project: string, path: string) =>
  expect.poll(() => read(project, path), { timeout: 60_000, interval: 100 });

describe('a project in the wild is built, deployed and does its work', { timeout: 180_000 }, () => {
  test('a Symfony-like application with a worker', async () => {
    const log = await deploy('symfony');
    expect(log).toContain('Generating optimized autoload files');
    expect(log).toContain('Nothing to migrate in prod');
    expect(await read('symfony', '/')).toBe('shop in prod, warmed up: yes');
    const { headers, text } = await server.visit('/style.css', { project: 'symfony' });
    expect([headers['cache-control'], text]).toEqual(['public, immutable', expect.stringContaining('body')]);
    const order = (await server.visit('/orders', { project: 'symfony', method: 'POST' })).text;
    await until('symfony', '/mails').toBe(`mail for order ${order}\n`);
  });

  test('a Django-like application with a Celery-like worker', async () => {
    const log = await deploy('django');
    expect(log).toContain('Applying 0 migrations with shop.settings');
    expect(log).toContain('the site is open');
    expect(await read('django', '/')).toBe('django here');
    expect(await read('django', '/static/site.css')).toContain('color: green');
    const body = 'cat.png';
    const sent = await server.visit('/thumbnails', { project: 'django', method: 'POST', body });
    expect([sent.status, sent.text]).toEqual([202, 'on its way']);
    await until('django', '/media/cat.png').toBe('thumbnail of cat.png\n');
  });

  test('a Next-like application', async () => {
    const log = await deploy('next');
    expect(log).toMatch(/Compiled client-\w+\.js/);
    const host = `www.${server.hostOf({ project: 'next' })}`;
    const visit = (path: string) => server.visit(path, { project: 'next', headers: { host: hostOf(host) } });
    const [, script = ''] = /src="([^"]+)"/.exec((await visit('/')).text) ?? [];
    const { headers, text } = await visit(script);
    expect(text).toContain('hydrated');
    expect(headers['cache-control']).toBe('max-age=31536000');
    expect((await visit('/robots.txt')).text).toContain('User-agent');
    const bare = await server.visit('/robots.txt?a=1', { project: 'next' });
    expect([bare.status, bare.headers.location]).toEqual([301, `http://${hostOf(host)}/robots.txt?a=1`]);
  });

  test('a monorepo of three applications, configured in three files', async () => {
    await deploy('monorepo');
    const put = await server.visit('/api/plan.txt', { project: 'monorepo', method: 'PUT', body: 'the plan' });
    expect(put.text).toBe('["plan.txt"]');
    expect(await read('monorepo', '/')).toBe('the api has ["plan.txt"]');
    const host = hostOf(`admin.${server.hostOf({ project: 'monorepo' })}`);
    const admin = (path: string) => server.visit(path, { headers: { host } });
    expect((await admin('/')).text).toContain('<h1>admin</h1>');
    expect((await admin('/files/plan.txt')).text).toBe('the plan');
  });

  test('an export task with a network storage', async () => {
    await deploy('export');
    const run = await server.run('export', { MONTH: 'may' }, { project: 'export' });
    expect(run.log).toContain('exported 2 orders to may.json\n');
    const { headers, text } = await server.visit('/exports/may.json', { project: 'export' });
    expect([headers['x-robots-tag'], text]).toEqual(['noindex', '{"orders":2,"total":42}']);
  });

  test('a composable image of three runtimes, and what it lacks', async () => {
    const log = await deploy('composable');
    expect(log).toContain('`imagemagick` is not installed');
    expect(log).toMatch(
      /Building toolbox \(composable:25\.11: python [\d.]+ \+ nodejs [\d.]+ \+ ruby [\d.]+ on /,
    );
    expect(await read('composable', '/')).toMatch(/^built by node \d+\nand by ruby\n42\n42\n$/);
  });

  test('redirects', async () => {
    await deploy('redirects');
    const asked = async (path: string, host = '') => {
      const headers = host === '' ? {} : { host: hostOf(host) };
      const { status, headers: answer, text } = await server.visit(path, { project: 'redirects', headers });
      return [status, answer.location?.replace(`http://${own}`, '') ?? text];
    };
    const own = hostOf(server.hostOf({ project: 'redirects' }));
    expect(await asked('/blog/2026')).toEqual([301, '/news/2026']);
    expect(await asked('/people/ada')).toEqual([302, '/team/ada']);
    expect(await asked('/docs/')).toEqual([200, '<h1>docs</h1>\n']);
    expect(await asked('/else')).toEqual([200, 'ruby at /else\n']);
    expect(await asked('/x?y=1', `www.${server.hostOf({ project: 'redirects' })}`)).toEqual([301, '/x?y=1']);
  });

  /** As a browser sends it. */
  const hostOf = (name: string) => `${name}:${server.port}`;
});

describe('T26: a task that asks for a sandbox', { timeout: 180_000 }, () => {
  const answerTo = async (prompt: string) => {
    const { activity, log } = await server.run('agent', { AGENT_PROMPT: prompt }, { project: 'agent' });
    expect(activity, log).toMatchObject({ result: 'success' });
    return log.trimEnd().split('\n').slice(2);
  };

  test('runs bubblewrap, in which there is nothing of the task', async () => {
    await deploy('agent');
    expect(await answerTo('print(6 * 7)')).toEqual(['42']);
    expect(await read('agent', '/')).toBe('["42"]');
    const look = `
import os, socket, subprocess
print(socket.gethostname(), os.getuid(), sorted(os.environ), os.path.exists('/app'), len(os.listdir('/proc')) < 80)
print([name for name in os.listdir('/sys/class/net')] if os.path.exists('/sys/class/net') else 'no /sys')
print(socket.socket().connect_ex(('127.0.0.1', 8200)) != 0)`;
    expect(await answerTo(look)).toEqual([
      expect.stringMatching(/^sandbox 10000 \[.*\] False True$/),
      'no /sys',
      'True',
    ]);
  });

  test('has no more of the machine by it: no capability outside, no device, no other user', async () => {
    const script = `
import subprocess
sh = lambda line: print(subprocess.run(['sh', '-c', line], capture_output=True, text=True).returncode)
sh('mount -t tmpfs none /mnt')
sh('mknod /tmp/disk b 7 0')
sh('echo 1 > /proc/sys/kernel/panic')
sh('dd if=/proc/kcore of=/dev/null count=1')
sh('chroot / true')`;
    const codes = await answerTo(script);
    expect(codes).toHaveLength(5);
    expect(codes).not.toContain('0');
  });

  test('is refused, before anything is built, where the operator does not allow it', async () => {
    await using strict = await openServer({ settings: 'containers: { sandbox: off }\n' });
    const { activity, log } = await strict.deploy(await filesOf(join(folder, 'agent')));
    expect(activity).toMatchObject({ result: 'failure', payload: { error: { code: 'config_invalid' } } });
    expect(log).toContain(
      'tasks.agent.runtime.sandbox: this server does not allow it (containers.sandbox: off',
    );
    expect(log).not.toContain('Building');
  });
});
