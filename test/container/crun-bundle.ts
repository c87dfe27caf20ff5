import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OciSeccomp } from '../../src/container/seccomp/oci-seccomp.ts';

export const crunIsUsable = process.getuid?.() === 0 && existsSync('/usr/bin/crun');

export interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What runs of these bundles left on the machine: control groups, crun's own state. Empty when all is well. */
export function leftovers(): readonly string[] {
  const groups = readdirSync('/sys/fs/cgroup').map((controller) => `/sys/fs/cgroup/${controller}`);
  return [...groups, '/sys/fs/cgroup', '/run/crun'].flatMap((folder) =>
    existsSync(folder) && statSync(folder).isDirectory()
      ? readdirSync(folder).filter((name) => name.startsWith('errand-seccomp-'))
      : [],
  );
}

/** A container on the host's `/usr` under a seccomp profile, thrown away when the block that uses it ends. */
export class CrunBundle implements AsyncDisposable {
  readonly #folder: string;
  readonly #profile: OciSeccomp;

  private constructor(folder: string, profile: OciSeccomp) {
    this.#folder = folder;
    this.#profile = profile;
  }

  static async create(profile: OciSeccomp): Promise<CrunBundle> {
    const folder = await mkdtemp(join(tmpdir(), 'errand-seccomp-'));
    const root = join(folder, 'rootfs');
    for (const name of ['', 'usr', 'proc', 'dev', 'tmp', 'etc', 'opt', 'opt/node', 'opt/fixtures']) {
      await mkdir(join(root, name), { mode: 0o755 });
    }
    for (const name of ['bin', 'sbin', 'lib', 'lib64']) await symlink(`usr/${name}`, join(root, name));
    spawnSync('chmod', ['755', folder]);
    return new CrunBundle(folder, profile);
  }

  /** Runs the command to its end as uid 1000 of a user namespace, without capabilities. */
  async run(...command: readonly string[]): Promise<Outcome> {
    const id = `errand-seccomp-${randomBytes(4).toString('hex')}`;
    await writeFile(join(this.#folder, 'config.json'), JSON.stringify(await this.#config(id, command)));
    // crun refuses a v1 machine with a v2 mount beside it; the mount goes away in this process's own view only.
    const script =
      'umount /sys/fs/cgroup/unified 2>/dev/null; exec crun --cgroup-manager=cgroupfs run -b "$0" "$1"';
    const ended = spawnSync(
      'unshare',
      ['-m', '--propagation', 'private', 'sh', '-c', script, this.#folder, id],
      {
        encoding: 'utf8',
        timeout: 60_000,
      },
    );
    return { exitCode: ended.status, stdout: ended.stdout, stderr: ended.stderr };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #config(id: string, command: readonly string[]): Promise<unknown> {
    const bind = (source: string, destination: string) => ({
      source,
      destination,
      type: 'bind',
      options: ['rbind', 'ro', 'nosuid', 'nodev'],
    });
    const none: readonly string[] = [];
    return {
      ociVersion: '1.0.2',
      process: {
        user: { uid: 1000, gid: 1000 },
        args: command,
        env: ['PATH=/opt/node:/usr/bin:/bin', 'HOME=/tmp', 'LANG=C.UTF-8'],
        cwd: '/',
        noNewPrivileges: true,
        capabilities: { bounding: none, effective: none, inheritable: none, permitted: none, ambient: none },
      },
      root: { path: 'rootfs', readonly: true },
      hostname: 'probe',
      mounts: [
        { destination: '/proc', type: 'proc', source: 'proc' },
        {
          destination: '/dev',
          type: 'tmpfs',
          source: 'tmpfs',
          options: ['nosuid', 'mode=755', 'size=65536k'],
        },
        {
          destination: '/dev/pts',
          type: 'devpts',
          source: 'devpts',
          options: ['newinstance', 'ptmxmode=0666'],
        },
        { destination: '/dev/shm', type: 'tmpfs', source: 'shm', options: ['nosuid', 'nodev', 'mode=1777'] },
        {
          destination: '/dev/mqueue',
          type: 'mqueue',
          source: 'mqueue',
          options: ['nosuid', 'noexec', 'nodev'],
        },
        { destination: '/tmp', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'nodev', 'mode=1777'] },
        bind('/usr', '/usr'),
        bind(join(await realpath(process.execPath), '..'), '/opt/node'),
        bind(join(import.meta.dirname, 'fixtures'), '/opt/fixtures'),
      ],
      linux: {
        cgroupsPath: `/${id}`,
        namespaces: ['pid', 'ipc', 'uts', 'mount', 'network', 'user', 'cgroup'].map((type) => ({ type })),
        uidMappings: [{ containerID: 0, hostID: 200_000, size: 65_536 }],
        gidMappings: [{ containerID: 0, hostID: 200_000, size: 65_536 }],
        seccomp: this.#profile,
      },
    };
  }
}
