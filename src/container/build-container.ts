import type { ContainerLimits, ContainerSpec, RootFilesystem } from './container-spec.ts';
import { hostsFile, resolverFile } from './hosts.ts';

/** Where a build finds what it keeps between builds. */
export const cacheFolderInside = '/mnt/cache';

export interface BuildContainer {
  readonly id: string;
  readonly rootfs: RootFilesystem;
  /** The writable copy of the sources that becomes the slug. */
  readonly folder: string;
  /** The build's `/tmp`. */
  readonly temporaryFolder: string;
  readonly cacheFolder: string;
  readonly address: string;
  readonly nameservers: readonly string[];
  readonly networkNamespace: string;
  readonly logPath: string;
  readonly limits: ContainerLimits;
}

/** The container's own command does nothing: the steps of a build run beside it, one after the other. */
const idle = 'while :; do sleep 3600; done';

/** The spec of a container that builds run in: `/app` is writable, and no relationship exists yet. */
export function buildContainer(build: BuildContainer): ContainerSpec {
  return {
    id: build.id,
    hostname: 'build',
    command: idle,
    workingDirectory: '/app',
    environment: { PATH: '/usr/local/bin:/usr/bin:/bin' },
    rootfs: build.rootfs,
    mounts: [
      { kind: 'folder', destination: '/tmp', source: build.temporaryFolder, writable: true },
      { kind: 'folder', destination: '/app', source: build.folder, writable: true },
      { kind: 'folder', destination: cacheFolderInside, source: build.cacheFolder, writable: true },
    ],
    files: {
      '/etc/hosts': hostsFile('build', build.address, [], {}),
      '/etc/resolv.conf': resolverFile(build.nameservers),
      '/etc/hostname': 'build\n',
    },
    limits: build.limits,
    networkNamespace: build.networkNamespace,
    logPath: build.logPath,
    logLimitBytes: null,
    nestedNamespaces: false,
  };
}
