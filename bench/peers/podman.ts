import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { findProgram } from '../../src/composition/preconditions.ts';
import { makeHostBase } from '../../src/image/host-base.ts';
import { commands } from '../server/probe-project.ts';
import type { Contender } from './contender.ts';
import type { PrivateGround } from './private-ground.ts';
import type { SameBundle } from './same-bundle.ts';
import { firstByteOf } from './spawned.ts';

const foldersOfTheProject = new Set(['/app', '/usr', '/opt/runtime']);

/** What every container of the server is held to, as podman's flags have it. */
const confinement = [
  '--read-only',
  '--cap-drop=all',
  '--security-opt=no-new-privileges',
  '--memory=512m',
  '--cpus=1',
  '--pids-limit=512',
  // Raising limits above the caller's own fails on machines that do not give root that right.
  '--ulimit=nofile=1024:1024',
  '--ulimit=nproc=1024:1024',
];

/** State of its own, and no journal or systemd, which not every machine has. */
function globalFlags(directory: string): readonly string[] {
  return [
    `--root=${join(directory, 'storage')}`,
    `--runroot=${join(directory, 'run')}`,
    `--tmpdir=${join(directory, 'tmp')}`,
    '--storage-driver=vfs',
    '--cgroup-manager=cgroupfs',
    '--events-backend=file',
  ];
}

/** The network namespace is there already, as it is for the others. */
function runFlags(bundle: SameBundle, ground: PrivateGround): readonly string[] {
  const binds = bundle.config.mounts
    .filter(({ destination }) => foldersOfTheProject.has(destination))
    .map(({ source, destination }) => `--volume=${source}:${destination}:ro`);
  const place = [
    `--network=ns:${ground.networkNamespace}`,
    `--cgroup-parent=${ground.cgroup}/podman`,
    '--workdir=/app',
  ];
  return ['--rm', ...place, ...confinement, ...binds];
}

/** `podman run` of the same root filesystem with state of its own, or null where podman is not installed. */
export async function openPodman(
  name: string,
  bundle: SameBundle,
  ground: PrivateGround,
  scratch: string,
): Promise<Contender | null> {
  const program = findProgram('podman');
  if (program === null) return null;
  const directory = join(scratch, 'podman');
  await mkdir(directory);
  // A copy: podman writes mount points into a root folder.
  const root = await makeHostBase(directory, '');
  const args = [...globalFlags(directory), 'run', ...runFlags(bundle, ground), '--rootfs', root];
  return {
    name,
    async firstByte() {
      const first = await firstByteOf(program, [...args, '/bin/sh', '-c', commands.echo]);
      if (first === null) throw new Error('podman run printed nothing');
      return first;
    },
  };
}
