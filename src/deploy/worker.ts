import type { ApplicationDefinition, WorkerDefinition } from '../config/definition.ts';
import { workerContainerDocument, workerContainerName } from '../container/application-document.ts';
import { encodedJson } from '../container/encoded-json.ts';
import { startCommand } from '../container/workload-container.ts';
import type { Image } from '../image/image.ts';
import type { EnvironmentNetwork } from '../network/network.ts';
import { seatFor, seatRequestOf } from './application.ts';
import { builtImage } from './built-image.ts';
import type { ClusterParts } from './cluster-parts.ts';
import type { SeatRequest } from './seat.ts';
import { type Supervision, supervise } from './supervision.ts';
import { type Surroundings, variablesOf } from './surroundings.ts';
import { workloadSpec } from './workload-spec.ts';

/** A worker that is kept running. */
export interface RunningWorker {
  /** `web--queue`. */
  readonly name: string;
  stop(): Promise<void>;
}

/** As the original: between SIGTERM and SIGKILL. */
const graceMilliseconds = 15_000;

/** The application as its worker has it: the same slug and image, with the worker's own mounts, relationships and rights. */
export function applicationOfWorker(
  application: ApplicationDefinition,
  worker: WorkerDefinition,
): ApplicationDefinition {
  const { variables, mounts, relationships, authorizations, timezone, preStart, start, postStart } = worker;
  const web = { ...application.web, preStart, start, postStart, locations: {} };
  return { ...application, variables, mounts, relationships, authorizations, timezone, web };
}

function environmentOf(
  application: ApplicationDefinition,
  worker: WorkerDefinition,
  around: Surroundings,
  image: Image,
): Readonly<Record<string, string>> {
  const { treeId } = around.deployment;
  return {
    ...variablesOf(applicationOfWorker(application, worker), around, image, null, null),
    PLATFORM_APPLICATION: encodedJson(workerContainerDocument(application, worker, treeId)),
  };
}

/** Starts a worker and keeps it running; it answers nothing, so its start is all there is to wait for. */
export async function startWorker(
  parts: ClusterParts,
  network: EnvironmentNetwork,
  around: Surroundings,
  application: ApplicationDefinition,
  worker: WorkerDefinition,
): Promise<RunningWorker> {
  const name = workerContainerName(application.name, worker.name);
  const workload = applicationOfWorker(application, worker);
  const request: SeatRequest = {
    ...seatRequestOf(around, workload, null),
    workload: name,
    rightsIn: ({ applications }) =>
      applications[application.name]?.workers[worker.name]?.authorizations ?? [],
  };
  const seat = await seatFor(parts, { network, around }, workload, request);
  let supervision: Supervision | undefined;
  const stop = async () => {
    await supervision?.stop();
    await seat.close();
  };
  try {
    const image = await builtImage(parts, around, application);
    const command = startCommand(worker.preStart, worker.start);
    const environment = environmentOf(application, worker, around, image);
    const spec = await workloadSpec(parts, workload, around, seat, image, { name, command, environment });
    supervision = supervise({
      engine: parts.engine,
      seat,
      log: parts.log,
      spec,
      idPrefix: `worker-${around.deployment.id}-${name}`,
      listens: null,
      beforeFirst: null,
      postStart: worker.postStart,
      graceMilliseconds,
    });
    await supervision.ready;
    return { name, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
