import { statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openServer, type TestServer } from '../support/server.ts';
import { probe, probeProject } from './probe-project.ts';

const neighbour = { project: 'bank', environment: 'main' };
const secret = 'the-combination-of-the-safe';

let server: TestServer;

beforeAll(async () => {
  server = await openServer();
  await server.deploy(probeProject);
  await server.deploy(probeProject, neighbour);
});
afterAll(() => server[Symbol.asyncDispose]());

describe("a task's container", () => {
  test('runs as web, without any capability and without the way to new ones', async () => {
    const { output } = await probe(server, 'id; grep -E "^(Cap|NoNewPrivs|Seccomp:)" /proc/self/status');
    expect(output).toContain('uid=10000(web) gid=10000(web) groups=10000(web)');
    expect(output.match(/^Cap\w+:\t0{16}$/gm)).toHaveLength(5);
    expect(output).toMatch(/^NoNewPrivs:\t1$/m);
    expect(output).toMatch(/^Seccomp:\t2$/m);
  });

  test('leaves no image of its memory where it crashes', async () => {
    const { output } = await probe(
      server,
      'ulimit -c; ulimit -Hc; ulimit -c unlimited 2>/dev/null || echo refused',
    );
    expect(output).toBe('0\n0\nrefused\n');
  });

  test.each([
    '/app',
    '/app/task',
    '/etc',
    '/usr',
    '/usr/bin',
    '/',
    '/root',
    '/home',
    '/opt/runtime',
    '/proc/sys/kernel',
    '/dev',
    '/run',
    '/sys',
  ])('cannot write to %s', async (folder) => {
    const { output } = await probe(
      server,
      `touch ${folder}/mine 2>&1 && echo written; rm -f ${folder}/mine 2>/dev/null; true`,
    );
    expect(output).toMatch(/Read-only file system|Permission denied|No such file/);
    expect(output).not.toContain('written');
  });

  test('ignores and blocks no signal, and may write files of any size (P18)', async () => {
    const { output } = await probe(server, 'grep -E "^Sig(Ign|Blk)" /proc/self/status; ulimit -f');
    expect(output.split(/\s+/)).toEqual([
      'SigBlk:',
      '0'.repeat(16),
      'SigIgn:',
      '0'.repeat(16),
      'unlimited',
      '',
    ]);
  });

  test('has no descriptor but its input and its output, nor has its init', async () => {
    const { output } = await probe(server, 'cd /proc/$$/fd && echo * && cd /proc/1/fd && echo *');
    // The shell's own 3 is the folder that it lists.
    expect(output).toMatch(/^0 1 2 3\n0 1 2\n$/);
  });

  test('can write to /tmp, which is empty in every run', async () => {
    expect(await probe(server, 'ls -A /tmp; echo mine >/tmp/mine && cat /tmp/mine')).toEqual({
      exitCode: 0,
      output: 'mine\n',
    });
    expect(await probe(server, 'ls -A /tmp')).toEqual({ exitCode: 0, output: '' });
  });

  test.each([
    ['a user namespace', 'unshare -U true'],
    ['a mount namespace', 'unshare -m true'],
    ['a mount', 'mount -t tmpfs none /tmp'],
    ['a chroot', '/usr/sbin/chroot / true'],
    ['another host name', 'hostname other'],
    ['root by way of a setuid program', "test $(su -c 'id -u' 2>/dev/null || echo 10000) = 0"],
    [
      'the trace of a process',
      `/usr/bin/python3 -c 'import ctypes, os; raise SystemExit(0 if ctypes.CDLL(None).ptrace(16, os.getppid(), 0, 0) == 0 else 1)'`,
    ],
    ['a device', 'mknod /tmp/sda b 8 0'],
  ])('is refused %s', async (_what, command) => {
    const { exitCode } = await probe(server, `${command} 2>&1`);
    expect(exitCode).not.toBe(0);
  });

  test('sees its own processes only', async () => {
    const { output } = await probe(server, 'cat /proc/1/comm; ls -d /proc/[0-9]* | wc -l');
    const [init, count] = output.trim().split('\n');
    expect(init).toBe('errand-init');
    expect(Number(count)).toBeLessThan(8);
  });

  test("does not see the machine's files", async () => {
    await writeFile(join(server.home, 'a-file-of-the-server'), '');
    const places = [
      server.home,
      '/root/.*[a-z]',
      '/var/lib/errand',
      '/work',
      join(homedir(), '.npm'),
      '/etc/shadow',
      '/var/run/docker.sock',
      '/sys/fs/cgroup/memory',
      '/boot',
      '/run/errand',
    ];
    const { output } = await probe(
      server,
      `ls -d ${places.join(' ')} 2>/dev/null; ls -A /root /home /var/log /srv`,
    );
    expect(output.trim().split(/\s+/)).toEqual(['/home:', '/root:', '/srv:', '/var/log:']);
  });

  test('gives no device but the harmless ones', async () => {
    const { output } = await probe(server, 'ls /dev | tr "\\n" " "; find /dev -type b | wc -l');
    expect(output.trim()).toBe(
      'core fd full null ptmx pts random shm stderr stdin stdout tty urandom zero 0',
    );
  });

  test('leaves the devices of the machine as they are, after many runs', async () => {
    const state = () =>
      ['/dev/null', '/dev/zero', '/dev/urandom', '/dev/full'].map((path) => {
        const { uid, gid, mode } = statSync(path);
        return { path, uid, gid, mode: (mode & 0o777).toString(8) };
      });
    const harm = 'chmod 600 /dev/null; chown web /dev/null; echo x >/dev/null';
    await Promise.all(Array.from({ length: 8 }, () => probe(server, `${harm} 2>&1; true`)));
    expect(state()).toEqual(
      ['/dev/null', '/dev/zero', '/dev/urandom', '/dev/full'].map((path) => ({
        path,
        uid: 0,
        gid: 0,
        mode: '666',
      })),
    );
  });
});

describe('what one project holds', () => {
  // Backwards, so that the search does not find itself.
  const search = `node search.mjs ${[...secret].reverse().join('')}`;

  test('is found by a search of its own container', async () => {
    const { output } = await probe(server, search, { place: neighbour, variables: { HELD: secret } });
    expect(output).toMatch(/^\/proc\/\d+\/environ$/m);
  });

  test("is nowhere to be found in another project's container, while its own runs", async () => {
    const holding = await server.trigger('probe', { HELD: secret, PROBE: 'echo ready; sleep 60' }, neighbour);
    const { exitCode, output } = await probe(server, search);
    expect({ exitCode, output }).toEqual({ exitCode: 0, output: '' });
    await server.api(`/projects/bank/activities/${holding.id}/cancel`, { method: 'POST' });
    expect((await server.waitFor(holding.id, neighbour)).log).toContain('ready');
  });

  test('is not in an error, a log or an activity of its own run either', async () => {
    const { activity, log } = await server.run('probe', { HELD: secret, PROBE: 'exit 3' }, neighbour);
    expect(activity.payload.outcome).toMatchObject({ kind: 'failed', exit_code: 3 });
    expect(JSON.stringify(activity) + log).not.toContain(secret);
  });
});
