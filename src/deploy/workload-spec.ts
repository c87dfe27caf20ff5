import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ApplicationDefinition } from '../config/definition.ts';
import type { ContainerSpec } from '../container/container-spec.ts';
import { workloadContainer } from '../container/workload-container.ts';
import type { Image } from '../image/image.ts';
import type { ClusterParts } from './cluster-parts.ts';
import type { Place } from './place.ts';
import { relatedNames } from './related.ts';
import { wantsSandbox } from './sandbox.ts';
import { hiddenTextsOf, type Surroundings } from './surroundings.ts';

const logLimitBytes = 50 * 1024 * 1024;

/** What differs between the container of an application and those of its workers. */
export interface WorkloadContainerPart {
  /** Also its host name and the name of its log. */
  readonly name: string;
  readonly command: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Where the output of an application or a worker goes. */
export function workloadLogPath(parts: ClusterParts, around: Surroundings, name: string): string {
  return join(parts.logDirectory, around.project.id, around.environment.machineName, `${name}.log`);
}

/** The container of an application or one of its workers; `workload` has the mounts and relationships that hold in it. */
export async function workloadSpec(
  parts: ClusterParts,
  workload: ApplicationDefinition,
  around: Surroundings,
  place: Place,
  image: Image,
  { name, command, environment }: WorkloadContainerPart,
): Promise<ContainerSpec> {
  const logPath = workloadLogPath(parts, around, name);
  await mkdir(join(logPath, '..'), { recursive: true, mode: 0o700 });
  return workloadContainer({
    id: '',
    hostname: name,
    command,
    rootfs: image.rootfs,
    slugFolder: parts.builder.folderOf(around.deployment.builds[workload.name]?.slug ?? ''),
    mounts: place.mounts,
    environment,
    additionalHosts: workload.additionalHosts,
    related: relatedNames(workload, around),
    address: place.attachment.address,
    nameservers: parts.nameservers,
    networkNamespace: place.attachment.namespacePath,
    logPath,
    logLimitBytes,
    hiddenTexts: hiddenTextsOf(workload, around, environment),
    sandbox: wantsSandbox(workload),
  });
}
