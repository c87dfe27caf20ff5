import { createHash } from 'node:crypto';
import type { ContainerSpec, RootFilesystem } from '../container/container-spec.ts';
import { hostsFile, type NamedAddress, resolverFile } from '../container/hosts.ts';
import type { ServiceContainer } from './service-kind.ts';
import { dataFolder, serviceCommand, serviceFolder } from './service-script.ts';

export interface ServiceSpecRequest {
  readonly hostname: string;
  readonly container: ServiceContainer;
  readonly rootfs: RootFilesystem;
  /** Folders of the image's programs, and the variables that it sets for them. */
  readonly pathPrefix: readonly string[];
  readonly imageEnvironment: Readonly<Record<string, string>>;
  /** The mounted volume; null where it keeps no data. */
  readonly volumeFolder: string | null;
  readonly memoryMiB: number;
  readonly address: string;
  readonly related: readonly NamedAddress[];
  /** Of the machine; none where the service does not reach the internet. */
  readonly nameservers: readonly string[];
  readonly networkNamespace: string;
  readonly logPath: string;
  readonly logLimitBytes: number;
  /** What its output must not show. */
  readonly hiddenTexts: readonly string[];
}

const temporaryMiB = 256;
/** Of every service, whatever its type. */
export const serviceCpus = 1;
const processes = 1024;
const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Variables of the service's own command, and of the script that sets it up. */
export function serviceEnvironment(
  request: Pick<ServiceSpecRequest, 'container' | 'pathPrefix' | 'imageEnvironment'>,
): Readonly<Record<string, string>> {
  return {
    ...request.imageEnvironment,
    PATH: [...request.pathPrefix, systemPath].join(':'),
    HOME: '/tmp',
    LANG: 'C.UTF-8',
    ...request.container.environment,
  };
}

/** The spec of a service's container. Its id is given at every start. */
export function serviceSpec(request: ServiceSpecRequest): ContainerSpec {
  const { container, hostname, volumeFolder } = request;
  const files = Object.entries(container.files).map(
    ([name, text]) => [`${serviceFolder}/${name}`, text] as const,
  );
  const memory = Object.entries(container.memoryFolders ?? {}).map(([destination, sizeMiB]) => ({
    kind: 'memory' as const,
    destination,
    sizeMiB,
  }));
  const data = {
    kind: 'folder' as const,
    destination: dataFolder,
    source: volumeFolder ?? '',
    writable: true,
  };
  return {
    id: '',
    hostname,
    command: serviceCommand(container.start),
    workingDirectory: '/tmp',
    environment: serviceEnvironment(request),
    rootfs: request.rootfs,
    mounts: [
      { kind: 'memory', destination: '/tmp', sizeMiB: temporaryMiB },
      ...memory,
      ...(volumeFolder === null ? [] : [data]),
    ],
    files: {
      '/etc/hosts': hostsFile(hostname, request.address, request.related, {}),
      '/etc/resolv.conf': resolverFile(request.nameservers),
      '/etc/hostname': `${hostname}\n`,
      ...Object.fromEntries(files),
    },
    limits: { memoryMiB: request.memoryMiB, cpus: serviceCpus, processes },
    networkNamespace: request.networkNamespace,
    logPath: request.logPath,
    logLimitBytes: request.logLimitBytes,
    hiddenTexts: request.hiddenTexts,
    nestedNamespaces: false,
  };
}

/** Tells whether a service that runs is still what a deployment asks for: the same text for the same container. */
export function serviceFingerprint(
  image: string,
  container: ServiceContainer,
  reaches: readonly { readonly to: string; readonly port: number }[],
): string {
  return createHash('sha256')
    .update(JSON.stringify([image, container, reaches]))
    .digest('hex');
}
