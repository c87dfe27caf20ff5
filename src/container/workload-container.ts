import type { MountDefinition } from '../config/definition.ts';
import type { ContainerMount, ContainerSpec, RootFilesystem } from './container-spec.ts';
import { hostsFile, type NamedAddress, resolverFile } from './hosts.ts';
import { workloadLimits } from './limits.ts';

/** A container of an application or a task: the slug at `/app`, read-only, and what the workload declared. */
export interface WorkloadContainer {
  readonly id: string;
  readonly hostname: string;
  readonly command: string;
  readonly rootfs: RootFilesystem;
  readonly slugFolder: string;
  readonly mounts: Readonly<Record<string, MountDefinition>>;
  readonly environment: Readonly<Record<string, string>>;
  readonly additionalHosts: Readonly<Record<string, string>>;
  readonly related: readonly NamedAddress[];
  readonly address: string;
  readonly nameservers: readonly string[];
  readonly networkNamespace: string;
  readonly logPath: string;
  readonly logLimitBytes: number | null;
}

const temporaryMiB = 256;

/** Mounts that live as long as the container; they count towards its memory. */
function ephemeralMounts(mounts: Readonly<Record<string, MountDefinition>>): readonly ContainerMount[] {
  return Object.entries(mounts)
    .filter(([, { source }]) => source === 'instance' || source === 'tmp')
    .map(([path]) => ({
      kind: 'memory',
      destination: path.startsWith('/tmp') ? path : `/app/${path.replace(/^\/+/, '')}`,
      sizeMiB: temporaryMiB,
    }));
}

/** The spec of a workload's container. Nothing of it depends on a clock, a file or the machine. */
export function workloadContainer(workload: WorkloadContainer): ContainerSpec {
  return {
    id: workload.id,
    hostname: workload.hostname,
    command: workload.command,
    workingDirectory: '/app',
    environment: workload.environment,
    rootfs: workload.rootfs,
    mounts: [
      { kind: 'memory', destination: '/tmp', sizeMiB: temporaryMiB },
      { kind: 'folder', destination: '/app', source: workload.slugFolder, writable: false },
      ...ephemeralMounts(workload.mounts),
    ],
    files: {
      '/etc/hosts': hostsFile(
        workload.hostname,
        workload.address,
        workload.related,
        workload.additionalHosts,
      ),
      '/etc/resolv.conf': resolverFile(workload.nameservers),
      '/etc/hostname': `${workload.hostname}\n`,
    },
    limits: workloadLimits,
    networkNamespace: workload.networkNamespace,
    logPath: workload.logPath,
    logLimitBytes: workload.logLimitBytes,
    nestedNamespaces: false,
  };
}

/** A task's command: its deploy hook first, and the command only if that went well (T8). */
export function taskCommand(deployHook: string | null, command: string): string {
  return deployHook === null ? command : `(\n${deployHook}\n) || exit $?\n${command}`;
}
