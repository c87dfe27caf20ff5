import type { TaskDefinition } from '../config/definition.ts';
import { oversizedVariables } from '../container/environment-limits.ts';
import { taskCommand, workloadContainer } from '../container/workload-container.ts';
import type { Container } from '../engine/engine.ts';
import { ErrandError } from '../errors/errand-error.ts';
import type { EnvironmentNetwork } from '../network/network.ts';
import { containerName, type Run } from '../task/run.ts';
import type { PreparedRun, Stage } from '../task/stage.ts';
import type { ClusterParts } from './cluster-parts.ts';
import { openSeat, type Seat, type SeatRequest } from './seat.ts';
import { openSeatPool, type SeatPool } from './seat-pool.ts';
import { permissionsOf, relatedNames, type Surroundings, variablesOf } from './surroundings.ts';

const seatsReadyPerTask = 2;

function seatRequest(task: TaskDefinition, around: Surroundings): SeatRequest {
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

async function createContainer(
  parts: ClusterParts,
  around: Surroundings,
  task: TaskDefinition,
  run: Run,
  seat: Seat,
  logPath: string,
): Promise<Container> {
  const image = await parts.images.resolve(task.type);
  const environment = variablesOf(task, around, image, null, run.variables);
  const [oversized] = oversizedVariables(environment);
  if (oversized !== undefined) {
    throw new ErrandError(
      'start_failed',
      `the environment variable ${oversized} is longer than the 128 KiB that Linux takes`,
    );
  }
  return parts.engine.create(
    workloadContainer({
      id: run.containerId ?? run.id,
      hostname: containerName(task.name, run.id),
      command: taskCommand(task.deployHook, task.run.command),
      rootfs: image.rootfs,
      slugFolder: parts.builder.folderOf(around.deployment.builds[task.name]?.slug ?? ''),
      mounts: task.mounts,
      environment,
      additionalHosts: task.additionalHosts,
      related: relatedNames(task, around),
      address: seat.attachment.address,
      nameservers: parts.nameservers,
      networkNamespace: seat.attachment.namespacePath,
      logPath,
      logLimitBytes: null,
    }),
  );
}

function prepared(container: Container, seat: Seat): PreparedRun {
  seat.occupy(container.id);
  void container.ended.then(() => seat.occupy(null));
  return {
    container,
    async close() {
      await container.remove();
      await seat.close();
    },
  };
}

function taskOf(around: Surroundings, name: string): TaskDefinition {
  const task = around.deployment.definition.tasks[name];
  if (task === undefined) {
    throw new ErrandError('task_not_found', `the current deployment has no task '${name}' any more`);
  }
  return task;
}

/** The stage of a deployment whose applications are up. Seats for its tasks are made ahead of time. */
export function openTaskStage(parts: ClusterParts, network: EnvironmentNetwork, around: Surroundings): Stage {
  const pools = new Map<string, SeatPool>();
  for (const task of Object.values(around.deployment.definition.tasks)) {
    const request = seatRequest(task, around);
    pools.set(
      task.name,
      openSeatPool(() => openSeat(network, request, parts.inside), seatsReadyPerTask),
    );
  }
  return {
    deployment: around.deployment,
    async prepare(run, logPath) {
      const task = taskOf(around, run.task);
      const seat = await (pools.get(task.name)?.take() ??
        openSeat(network, seatRequest(task, around), parts.inside));
      try {
        return prepared(await createContainer(parts, around, task, run, seat, logPath), seat);
      } catch (error) {
        await seat.close();
        throw error;
      }
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.close()));
    },
  };
}
