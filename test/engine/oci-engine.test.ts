import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ContainerSpec, storageUser } from '../../src/container/container-spec.ts';
import type { Container, Exit } from '../../src/engine/engine.ts';
import { type Machine, openMachine } from '../support/machine.ts';
import { cgroupsNamed } from '../support/run-traces.ts';

let machine: Machine;
let counter = 0;

beforeAll(async () => {
  machine = await openMachine();
});
afterAll(() => machine[Symbol.asyncDispose]());

interface Ran {
  readonly exit: Exit;
  readonly output: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly id: string;
}

/** The output in a k8s-file log: `F` ends a line, `P` is a piece of one. */
function textOf(path: string, only?: 'stdout' | 'stderr'): string {
  const entries = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  const texts = entries.map((line) => {
    const [, stream, tag, ...text] = line.split(' ');
    return only === undefined || stream === only ? text.join(' ') + (tag === 'F' ? '\n' : '') : '';
  });
  return texts.join('').trimEnd();
}

/** Runs a command in a container of its own and removes it, whatever happens. */
async function run(
  command: string,
  changes: Partial<ContainerSpec> = {},
  during: (container: Container) => Promise<void> = async () => undefined,
): Promise<Ran> {
  const id = `t${counter++}`;
  const attachment = await machine.environment.attach({ egress: false, permissions: [] });
  const spec = machine.spec(id, command, attachment, changes);
  const container = await machine.engine.create(spec);
  try {
    await container.start();
    await during(container);
    const exit = await container.ended;
    const [stdout, stderr] = [textOf(spec.logPath, 'stdout'), textOf(spec.logPath, 'stderr')];
    return { exit, output: textOf(spec.logPath), stdout, stderr, id };
  } finally {
    await container.remove();
    await attachment.close();
  }
}

const exitCode = (exit: Exit) => (exit.kind === 'exited' ? exit.exitCode : exit.kind);

describe('a container', () => {
  test('runs a shell line as the user web and gives its exit code', async () => {
    const { exit, output } = await run('id -un; id -u; exit 7');
    expect(output).toBe('web\n10000');
    expect(exitCode(exit)).toBe(7);
  });

  test('begins nothing before it is started', async () => {
    const attachment = await machine.environment.attach({ egress: false, permissions: [] });
    const spec = machine.spec(`t${counter++}`, 'echo begun', attachment);
    const container = await machine.engine.create(spec);
    expect(container.started).toBe(false);
    await container.remove();
    await attachment.close();
    expect(existsSync(spec.logPath) ? textOf(spec.logPath) : '').toBe('');
  });

  test('refuses to be started twice (P1)', async () => {
    await run('sleep 0.1', {}, async (container) => {
      await expect(container.start()).rejects.toThrow('started before');
    });
  });

  test('has no capability and can gain none', async () => {
    const { output } = await run(
      'grep -E "^(Cap|NoNewPrivs|Seccomp):?" /proc/self/status; grep Cap /proc/self/status',
    );
    expect(output).toContain('NoNewPrivs:\t1');
    expect(output).toContain('Seccomp:\t2');
    const sets = output.split('\n').filter((line) => line.startsWith('Cap'));
    expect(sets.length).toBeGreaterThanOrEqual(5);
    for (const line of sets) expect(line).toMatch(/\t0+$/);
  });

  test('cannot write to its root, its slug or the kernel settings', async () => {
    const { output } = await run(
      'touch /x /usr/x /etc/x 2>&1 | grep -c -i "read-only\\|denied"; echo 1 > /proc/sys/kernel/panic || echo refused',
    );
    expect(output).toMatch(/^3\n/);
    expect(output).toContain('refused');
  });

  test('sees only its own processes, and /proc hides the machine', async () => {
    const { output } = await run(
      'ls -d /proc/[0-9]* | wc -l; cat /proc/kcore 2>/dev/null | wc -c; ls /sys | wc -l',
    );
    const [processes, kcore, sys] = output.split('\n').map(Number);
    expect(processes).toBeLessThan(8);
    expect(kcore).toBe(0);
    expect(sys).toBe(0);
  });

  test("leaves the machine's /dev/null with its owner, and cannot change it", async () => {
    const { output } = await run('stat -c %u /dev/null; chmod 600 /dev/null || echo refused; cat | wc -c');
    expect(statSync('/dev/null').uid).toBe(0);
    expect(statSync('/dev/null').mode & 0o777).toBe(0o666);
    expect(output.split('\n')[0]).toBe('65534');
    expect(output).toContain('refused');
    expect(output.split('\n').at(-1)).toBe('0');
  });

  test('maps files of the storage user to web, and gives new ones back to it', async () => {
    const folder = join(machine.directory, 'volume');
    await mkdir(folder);
    await writeFile(join(folder, 'old'), 'old');
    for (const path of [folder, join(folder, 'old')]) await chown(path, storageUser.uid, storageUser.gid);
    const { output } = await run('stat -c %U /app/old; echo new > /app/new', {
      mounts: [{ kind: 'folder', destination: '/app', source: folder, writable: true }],
    });
    expect(output).toBe('web');
    expect(statSync(join(folder, 'new')).uid).toBe(storageUser.uid);
  });

  test('is told to have run out of memory though only a child was killed and the exit code is 0', async () => {
    const { exit } = await run(
      "sh -c 'tail -c 400m /dev/zero | tail -c 400m > /dev/null'; sh -c 'x=$(head -c 300m /dev/zero | tr \"\\\\0\" x)'; exit 0",
    );
    expect(exit).toMatchObject({ kind: 'exited', exitCode: 0, usage: { outOfMemory: true } });
  });

  test('cannot make more processes than its limit', async () => {
    const { output } = await run('for i in $(seq 100); do sleep 5 & done; echo never', {
      limits: { memoryMiB: 128, cpus: 1, processes: 16 },
    });
    expect(output).toMatch(/fork/i);
  });

  test('takes its grandchildren along when its command ends, also those in a session of their own (P13)', async () => {
    const mark = `errand-orphan-${process.pid}`;
    const { exit } = await run(
      `setsid sh -c 'exec -a ${mark} sleep 300' & (setsid sleep 300 &) ; sleep 0.2; exit 3`,
    );
    expect(exitCode(exit)).toBe(3);
    expect(
      execFileSync('sh', ['-c', `pgrep -f '[e]${mark.slice(1)}' || echo none`], { encoding: 'utf8' }),
    ).toContain('none');
  });

  test('gets SIGTERM in every process of its command and may end in its own way; no later command begins', async () => {
    const { exit, output } = await run(
      "perl -e '$| = 1; $SIG{TERM} = sub { print qq(said goodbye\\n); exit 0 }; print qq(up\\n); sleep 1 while 1' && echo next",
      {},
      async (container) => {
        await new Promise((resolve) => setTimeout(resolve, 300));
        await container.signal('SIGTERM');
      },
    );
    expect(output).toBe('up\nsaid goodbye');
    expect(exitCode(exit)).toBe(143);
  });

  test('ends at once with SIGKILL', async () => {
    const { exit } = await run("trap '' TERM; sleep 300", {}, (container) => container.signal('SIGKILL'));
    expect(exitCode(exit)).toBe(137);
  });

  test('has its whole output on disk, in order, when it has ended (P6, P19)', async () => {
    const { stdout, stderr } = await run('seq 1 20000; echo last >&2');
    expect(stdout.split('\n')).toEqual(Array.from({ length: 20000 }, (_, index) => String(index + 1)));
    expect(stderr).toBe('last');
  });

  test('leaves no process, folder or cgroup behind (P4)', async () => {
    const before = readdirSync('.');
    const { id } = await run('true');
    expect(readdirSync('.')).toEqual(before);
    expect(existsSync(join(machine.directory, 'run', 'containers', id))).toBe(false);
    expect(existsSync(join(machine.directory, 'run', 'exits', id))).toBe(false);
    expect(cgroupsNamed(id)).toEqual([]);
  });

  test('that cannot be made is an error, and leaves nothing', async () => {
    const attachment = await machine.environment.attach({ egress: false, permissions: [] });
    const spec = machine.spec('broken', 'true', attachment, {
      mounts: [{ kind: 'folder', destination: '/app', source: '/nonexistent/folder', writable: false }],
    });
    await expect(machine.engine.create(spec)).rejects.toMatchObject({ code: 'start_failed' });
    expect(existsSync(join(machine.directory, 'run', 'containers', 'broken'))).toBe(false);
    await attachment.close();
  });
});

describe('a container that cannot be removed', () => {
  test('is still there to be removed when it can be', async () => {
    const attachment = await machine.environment.attach({ egress: false, permissions: [] });
    const container = await machine.engine.create(machine.spec('clinging', 'true', attachment));
    await container.start();
    // Stands for a process that hangs in the kernel: it does not die with the container.
    const other = spawn('sleep', ['60'], { stdio: 'ignore' });
    const cgroups = cgroupsNamed('clinging').map((path) => join(path, 'cgroup.procs'));
    writeFileSync(cgroups.find((path) => existsSync(path)) ?? '', String(other.pid));
    await container.ended;
    await expect(container.remove()).rejects.toThrow('is still in use');
    expect(existsSync(join(machine.directory, 'run/containers/clinging'))).toBe(true);
    other.kill('SIGKILL');
    await once(other, 'exit');
    await Promise.all([container.remove(), container.remove()]);
    expect(cgroupsNamed('clinging')).toEqual([]);
    expect(existsSync(join(machine.directory, 'run/containers/clinging'))).toBe(false);
    await attachment.close();
  });
});

describe('after a crash of the server', () => {
  test('a container that went on is found, with its exit code (P2, P7)', async () => {
    const attachment = await machine.environment.attach({ egress: false, permissions: [] });
    const spec = machine.spec('survivor', 'sleep 0.5; echo done; exit 5', attachment);
    const first = await machine.engine.create(spec);
    await first.start();
    const reopened = await machine.reopenEngine();
    const [found] = (await reopened.adopt()).filter(({ id }) => id === 'survivor');
    expect(found).toMatchObject({ id: 'survivor', started: true });
    expect(await found?.ended).toMatchObject({ kind: 'exited', exitCode: 5 });
    expect(textOf(spec.logPath)).toBe('done');
    await found?.remove();
    await attachment.close();
  });

  test('a container whose keeper was killed is lost, not running for ever (P2)', async () => {
    const attachment = await machine.environment.attach({ egress: false, permissions: [] });
    const container = await machine.engine.create(machine.spec('orphan', 'sleep 300', attachment));
    await container.start();
    const record = JSON.parse(
      readFileSync(join(machine.directory, 'run/containers/orphan/record.json'), 'utf8'),
    );
    process.kill(record.conmonPid, 'SIGKILL');
    expect(await container.ended).toMatchObject({ kind: 'lost' });
    await container.remove();
    await expect.poll(() => existsSync(`/proc/${container.pid}`), { timeout: 5000 }).toBe(false);
    await attachment.close();
  });
});
