import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OciSeccomp } from '../../src/container/seccomp/oci-seccomp.ts';
import { crunConfig } from './crun-config.ts';

export interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A container on the host's `/usr` under a seccomp profile. Ends with an error if crun left anything behind. */
export class CrunBundle implements AsyncDisposable {
  readonly #folder: string;
  readonly #seccomp: OciSeccomp;
  readonly #id = `errand-seccomp-${randomBytes(4).toString('hex')}`;

  private constructor(folder: string, seccomp: OciSeccomp) {
    this.#folder = folder;
    this.#seccomp = seccomp;
  }

  static async create(seccomp: OciSeccomp): Promise<CrunBundle> {
    const folder = await mkdtemp(join(tmpdir(), 'errand-seccomp-'));
    await chmod(folder, 0o755);
    const root = join(folder, 'rootfs');
    for (const name of ['', 'usr', 'proc', 'dev', 'tmp', 'opt', 'opt/node', 'opt/fixtures']) {
      await mkdir(join(root, name), { mode: 0o755 });
    }
    for (const name of ['bin', 'sbin', 'lib', 'lib64']) await symlink(`usr/${name}`, join(root, name));
    return new CrunBundle(folder, seccomp);
  }

  /** Runs the command to its end. */
  async run(...command: readonly string[]): Promise<Outcome> {
    const folders = {
      '/usr': '/usr',
      '/opt/node': join(await realpath(process.execPath), '..'),
      '/opt/fixtures': join(import.meta.dirname, 'fixtures'),
    };
    const config = crunConfig({ id: this.#id, command, seccomp: this.#seccomp, folders });
    await writeFile(join(this.#folder, 'config.json'), JSON.stringify(config));
    const ended = this.#crun('run', '-b', this.#folder, this.#id);
    return { exitCode: ended.status, stdout: ended.stdout, stderr: ended.stderr };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const left = leftovers(this.#id);
    if (left.length > 0) this.#crun('delete', '-f', this.#id);
    await rm(this.#folder, { recursive: true, force: true });
    if (left.length > 0) throw new Error(`a container left ${left.join(', ')}`);
  }

  /** crun refuses a v1 machine with a v2 mount beside it; the mount goes away in this process's own view only. */
  #crun(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
    const script = 'umount /sys/fs/cgroup/unified 2>/dev/null; exec crun --cgroup-manager=cgroupfs "$@"';
    const command = ['-m', '--propagation', 'private', 'sh', '-c', script, 'crun', ...args];
    return spawnSync('unshare', command, { encoding: 'utf8', timeout: 30_000 });
  }
}

/** Control groups and state of crun that bear the container's id. */
function leftovers(id: string): readonly string[] {
  const controllers = readdirSync('/sys/fs/cgroup').map((name) => join('/sys/fs/cgroup', name));
  const parents = [...controllers, '/sys/fs/cgroup', '/run/crun'];
  return parents
    .filter((parent) => statSync(parent, { throwIfNoEntry: false })?.isDirectory())
    .map((parent) => join(parent, id))
    .filter((path) => existsSync(path));
}
