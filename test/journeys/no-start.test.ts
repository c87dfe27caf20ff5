import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort, openCliServer } from '../support/cli-server.ts';
import { commandLine, runCommand, runErrand } from '../support/errand-command.ts';

let home: string;
let port: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'errand-no-start-'));
  port = String(await freePort());
});
afterAll(() => rm(home, { recursive: true, force: true }));

const serve = () => ['serve', '--home', home, '--port', port];
const leftovers = async () => (await runErrand(['doctor', '--home', home])).stdout;

test('a port that is in use is told with the option that chooses another', async () => {
  const other = createServer().listen(Number(port), '127.0.0.1');
  await once(other, 'listening');
  const { status, stderr } = await runErrand(serve());
  other.close();
  expect(status).toBe(10);
  expect(stderr).toContain(`another program listens on 127.0.0.1 port ${port}`);
  expect(stderr).toContain('--port');
  expect(await leftovers()).toMatch(/leftovers {2}none/);
});

test('a home that another server uses is told, and that server goes on', async () => {
  await using server = await openCliServer();
  const { status, stderr } = await server.errand('serve', '--home', server.home, '--port', port);
  expect(status).toBe(10);
  expect(stderr).toContain(`another server already uses ${server.home}`);
  expect(stderr).toContain('--home');
  expect((await server.client.api('/projects')).status).toBe(200);
});

test('a machine without crun is told what is missing and how to have it', async () => {
  const hide = 'mount --bind /dev/null /usr/bin/crun; exec "$@"';
  const words = ['-m', 'sh', '-c', hide, 'sh', process.execPath, commandLine, ...serve()];
  const { status, stderr } = await runCommand('unshare', words);
  expect(status).toBe(11);
  expect(stderr).toContain('crun is not installed');
  expect(stderr).toContain('errand doctor --fix');
});

test('whoever is not root is told what works without', async () => {
  // Seen through a mount, since the folders above the repository may be root's alone.
  const repository = join(import.meta.dirname, '../..');
  const program = [process.execPath, commandLine].map((path) => path.replace(repository, '/mnt'));
  const user = 'setpriv --reuid=65534 --regid=65534 --clear-groups';
  const asNobody = `mount --bind "$0" /mnt && cd /mnt && exec ${user} "$@"`;
  const run = (...words: readonly string[]) =>
    runCommand('unshare', ['-m', 'sh', '-c', asNobody, repository, ...program, ...words], {
      HOME: '/nonexistent',
    });
  const { status, stderr } = await run(...serve());
  expect(status).toBe(11);
  expect(stderr).toContain('sudo');
  expect(stderr).toMatch(/[Ww]ithout root the command line works/);
  expect((await run('--help')).status).toBe(0);
});

test('a setting that is out of bounds is told by its name', async () => {
  const { status, stderr } = await runErrand(serve(), { ERRAND_GRACE_SECONDS: 'soon' });
  expect(status).toBe(2);
  expect(stderr).toContain("ERRAND_GRACE_SECONDS is 'soon'; it must be a whole number from 1 to 3600");
});
