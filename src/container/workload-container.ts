import type { ContainerMount, ContainerSpec, RootFilesystem } from './container-spec.ts';
import { hostsFile, type NamedAddress, resolverFile } from './hosts.ts';
import { workloadLimits } from './limits.ts';
import { shellWord } from './shell-word.ts';

/** A container of an application or a task: the slug at `/app`, read-only, and what the workload declared. */
export interface WorkloadContainer {
  readonly id: string;
  readonly hostname: string;
  readonly command: string;
  readonly rootfs: RootFilesystem;
  readonly slugFolder: string;
  /** What it declared, beside `/app` and `/tmp`. */
  readonly mounts: readonly ContainerMount[];
  readonly environment: Readonly<Record<string, string>>;
  readonly additionalHosts: Readonly<Record<string, string>>;
  readonly related: readonly NamedAddress[];
  readonly address: string;
  readonly nameservers: readonly string[];
  readonly networkNamespace: string;
  /** Files of this container alone, beside those that every one has. */
  readonly files?: Readonly<Record<string, string>>;
  readonly logPath: string;
  readonly logLimitBytes: number | null;
  readonly hiddenTexts: readonly string[];
  /** Whether it may make namespaces of its own, as bubblewrap does. */
  readonly sandbox: boolean;
}

const temporaryMiB = 256;

/** Where a mount is found inside: below `/app`, or where its path says if that is in `/tmp`. */
export function mountDestination(path: string): string {
  return path === '/tmp' || path.startsWith('/tmp/') ? path : `/app/${path.replace(/^\/+/, '')}`;
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
      ...workload.mounts,
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
      ...workload.files,
    },
    limits: workloadLimits,
    networkNamespace: workload.networkNamespace,
    logPath: workload.logPath,
    logLimitBytes: workload.logLimitBytes,
    hiddenTexts: workload.hiddenTexts,
    nestedNamespaces: workload.sandbox,
  };
}

/**
 * A task's command: its deploy hook first, and the command only if that went well (T8). A run's own arguments follow on the
 * last line, each as one word.
 */
export function taskCommand(
  deployHook: string | null,
  command: string,
  args: readonly string[] = [],
): string {
  const line = args.length === 0 ? command : [command.trimEnd(), ...args.map(shellWord)].join(' ');
  return deployHook === null ? line : `(\n${deployHook}\n) || exit $?\n${line}`;
}

/** The command of an application or a worker: `pre_start` before every start, and `start` only if that went well. */
export function startCommand(preStart: string | null, start: string | null): string {
  const command = start ?? 'exec sleep infinity';
  return preStart === null ? command : `(\n${preStart}\n) || exit $?\n${command}`;
}
