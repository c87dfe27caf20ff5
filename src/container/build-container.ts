import type { ContainerLimits, ContainerSpec, RootFilesystem } from './container-spec.ts';
import { hostsFile, resolverFile } from './hosts.ts';

/** Where a build finds what it keeps between builds. */
export const cacheFolderInside = '/mnt/cache';

export interface BuildContainer {
  readonly id: string;
  readonly hook: string;
  readonly rootfs: RootFilesystem;
  /** The writable copy of the sources that becomes the slug. */
  readonly folder: string;
  readonly cacheFolder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly address: string;
  readonly nameservers: readonly string[];
  readonly networkNamespace: string;
  readonly logPath: string;
  readonly limits: ContainerLimits;
}

/** The spec of a container that runs a build hook: `/app` is writable, and no relationship exists yet. */
export function buildContainer(build: BuildContainer): ContainerSpec {
  return {
    id: build.id,
    hostname: 'build',
    command: build.hook,
    workingDirectory: '/app',
    environment: build.environment,
    rootfs: build.rootfs,
    mounts: [
      { kind: 'memory', destination: '/tmp', sizeMiB: 1024 },
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
