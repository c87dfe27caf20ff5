import type { TaskDefinition } from '../config/definition.ts';
import type { ContainerSpec } from '../container/container-spec.ts';
import { oversizedVariables } from '../container/environment-limits.ts';
import { taskCommand, workloadContainer } from '../container/workload-container.ts';
import { ErrandError } from '../errors/errand-error.ts';
import type { Image } from '../image/image.ts';
import type { Attachment } from '../network/network.ts';
import { containerName, type Run } from '../task/run.ts';
import type { ClusterParts } from './cluster-parts.ts';
import type { SeatRequest } from './seat.ts';
import { permissionsOf, relatedNames, type Surroundings, variablesOf } from './surroundings.ts';

/** What differs between the containers of one task. */
export interface TaskContainerIdentity {
  readonly id: string;
  readonly hostname: string;
  readonly environment: Readonly<Record<string, string>>;
}

export function seatRequest(task: TaskDefinition, around: Surroundings): SeatRequest {
  return {
    project: around.project.id,
    environment: around.environment.name,
    workload: task.name,
    authorizations: task.authorizations,
    egress: true,
    permissions: permissionsOf(task, around),
    http: null,
  };
}

/** Name, host name and variables of a run's container. Error: `start_failed` for a variable that Linux does not take. */
export function identityOf(
  run: Run,
  task: TaskDefinition,
  around: Surroundings,
  image: Image,
): TaskContainerIdentity {
  const environment = variablesOf(task, around, image, null, run.variables);
  const [oversized] = oversizedVariables(environment);
  if (oversized !== undefined) {
    const message = `the environment variable ${oversized} is longer than the 128 KiB that Linux takes`;
    throw new ErrandError('start_failed', message);
  }
  return { id: run.containerId ?? `run-${run.id}`, hostname: containerName(task.name, run.id), environment };
}

export function taskContainer(
  parts: ClusterParts,
  around: Surroundings,
  task: TaskDefinition,
  image: Image,
  attachment: Attachment,
  identity: TaskContainerIdentity,
  logPath: string,
): ContainerSpec {
  return workloadContainer({
    ...identity,
    command: taskCommand(task.deployHook, task.run.command),
    rootfs: image.rootfs,
    slugFolder: parts.builder.folderOf(around.deployment.builds[task.name]?.slug ?? ''),
    mounts: task.mounts,
    additionalHosts: task.additionalHosts,
    related: relatedNames(task, around),
    address: attachment.address,
    nameservers: parts.nameservers,
    networkNamespace: attachment.namespacePath,
    logPath,
    logLimitBytes: null,
  });
}
