import type { OutputFolder } from '../artifact/output-folder.ts';
import type { TaskDefinition } from '../config/definition.ts';
import type { ContainerSpec } from '../container/container-spec.ts';
import { oversizedVariables } from '../container/environment-limits.ts';
import { taskCommand, workloadContainer } from '../container/workload-container.ts';
import { ErrandError } from '../errors/errand-error.ts';
import type { Image } from '../image/image.ts';
import { containerIdOf, containerName, type Run } from '../task/run.ts';
import { mergedVariables, valuesOf } from '../task/trigger-secrets.ts';
import type { TriggerVariables } from '../task/trigger-variables.ts';
import type { ClusterParts } from './cluster-parts.ts';
import type { Place } from './place.ts';
import { permissionsOf, relatedNames } from './related.ts';
import { wantsSandbox } from './sandbox.ts';
import type { SeatRequest } from './seat.ts';
import { hiddenTextsOf, type Surroundings, variablesOf } from './surroundings.ts';

/** What differs between the containers of one task. */
export interface TaskContainerIdentity {
  readonly id: string;
  readonly hostname: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly hiddenTexts: readonly string[];
  /** Words behind the task's command. */
  readonly args: readonly string[];
  /** JSON that the run brought along; empty where it brought none. */
  readonly payload: string;
}

/** What is made for each container of a task before the container itself. */
export interface TaskPlace extends Place {
  readonly output: OutputFolder;
}

/** Where a run finds the JSON that it brought along. Every task's container has the file, since it may be made ahead of time. */
const payloadFile = '/run/errand-payload.json';
/** `$ERRAND_OUTPUT_DIR`. */
const outputFolder = '/run/errand-output';

export function seatRequest(task: TaskDefinition, around: Surroundings): SeatRequest {
  return {
    project: around.project.id,
    environment: around.environment.name,
    workload: task.name,
    deployment: around.deployment.id,
    authorizations: task.authorizations,
    rightsIn: ({ tasks }) => tasks[task.name]?.authorizations ?? [],
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
  payload: string | null,
  secrets: TriggerVariables,
): TaskContainerIdentity {
  const environment = {
    ERRAND_ATTEMPT: String(run.attempt),
    ERRAND_OUTPUT_DIR: outputFolder,
    ...(payload === null ? {} : { ERRAND_PAYLOAD_FILE: payloadFile }),
    ...variablesOf(task, around, image, null, mergedVariables(run.variables, secrets)),
  };
  const [oversized] = oversizedVariables(environment);
  if (oversized !== undefined) {
    const message = `the environment variable ${oversized} is longer than the 128 KiB that Linux takes`;
    throw new ErrandError('start_failed', message);
  }
  return {
    id: run.containerId ?? containerIdOf(run),
    hostname: containerName(task.name, run.id),
    environment,
    args: run.options.args,
    payload: payload ?? '',
    hiddenTexts: hiddenTextsOf(task, around, environment, valuesOf(secrets)),
  };
}

export function taskContainer(
  parts: ClusterParts,
  around: Surroundings,
  task: TaskDefinition,
  image: Image,
  { attachment, mounts, output }: TaskPlace,
  identity: TaskContainerIdentity,
  logPath: string,
): ContainerSpec {
  return workloadContainer({
    ...identity,
    command: taskCommand(task.deployHook, task.run.command, identity.args),
    files: { [payloadFile]: identity.payload },
    rootfs: image.rootfs,
    slugFolder: parts.builder.folderOf(around.deployment.builds[task.name]?.slug ?? ''),
    mounts: [...mounts, { kind: 'folder', destination: outputFolder, source: output.path, writable: true }],
    additionalHosts: task.additionalHosts,
    related: relatedNames(task, around),
    address: attachment.address,
    nameservers: parts.nameservers,
    networkNamespace: attachment.namespacePath,
    logPath,
    logLimitBytes: null,
    sandbox: wantsSandbox(task),
  });
}
