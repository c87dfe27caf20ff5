import type { OciSeccomp } from '../../src/container/seccomp/oci-seccomp.ts';

const none: readonly string[] = [];

function readOnlyBind(source: string, destination: string): unknown {
  return { source, destination, type: 'bind', options: ['rbind', 'ro', 'nosuid', 'nodev'] };
}

function memory(destination: string, ...options: readonly string[]): unknown {
  return { destination, type: 'tmpfs', source: 'tmpfs', options: ['nosuid', ...options] };
}

/** An OCI `config.json`: uid 1000 of a user namespace, no capability, no new privileges, the folders read-only. */
export function crunConfig(container: {
  readonly id: string;
  readonly command: readonly string[];
  readonly seccomp: OciSeccomp;
  /** Destination → source. */
  readonly folders: Readonly<Record<string, string>>;
}): unknown {
  const ids = [{ containerID: 0, hostID: 200_000, size: 65_536 }];
  return {
    ociVersion: '1.0.2',
    process: {
      user: { uid: 1000, gid: 1000 },
      args: container.command,
      env: ['PATH=/opt/node:/usr/bin:/bin', 'HOME=/tmp', 'LANG=C.UTF-8'],
      cwd: '/',
      noNewPrivileges: true,
      capabilities: { bounding: none, effective: none, inheritable: none, permitted: none, ambient: none },
    },
    root: { path: 'rootfs', readonly: true },
    hostname: 'probe',
    mounts: [
      { destination: '/proc', type: 'proc', source: 'proc' },
      memory('/dev', 'mode=755'),
      memory('/dev/shm', 'nodev', 'mode=1777'),
      memory('/tmp', 'nodev', 'mode=1777'),
      ...Object.entries(container.folders).map(([destination, source]) => readOnlyBind(source, destination)),
    ],
    linux: {
      cgroupsPath: `/${container.id}`,
      namespaces: ['pid', 'ipc', 'uts', 'mount', 'network', 'user', 'cgroup'].map((type) => ({ type })),
      uidMappings: ids,
      gidMappings: ids,
      seccomp: container.seccomp,
    },
  };
}
