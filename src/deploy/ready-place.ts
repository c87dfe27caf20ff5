import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { newActivityId } from '../activity/activity-id.ts';
import type { TaskDefinition } from '../config/definition.ts';
import type { ContainerSpec } from '../container/container-spec.ts';
import type { WaitingContainer } from '../engine/engine.ts';
import type { EnvironmentNetwork } from '../network/network.ts';
import type { ClusterParts } from './cluster-parts.ts';
import type { Ready } from './ready-pool.ts';
import { openSeat, type Seat } from './seat.ts';
import type { Surroundings } from './surroundings.ts';
import { seatRequest, taskContainer } from './task-container.ts';

/** A seat with a container in it that waits for a run; no secret, no token and no name is in it yet. */
export interface ReadyPlace extends Ready {
  readonly seat: Seat;
  readonly container: WaitingContainer;
  /** Where the container's output goes until a run makes it its own. */
  readonly logPath: string;
  readonly spec: ContainerSpec;
}

export async function makeReadyPlace(
  parts: ClusterParts,
  network: EnvironmentNetwork,
  around: Surroundings,
  task: TaskDefinition,
): Promise<ReadyPlace> {
  const id = `ready-${newActivityId()}`;
  await mkdir(parts.waitingLogDirectory, { recursive: true, mode: 0o700 });
  const logPath = join(parts.waitingLogDirectory, `${id}.log`);
  const seat = await openSeat(network, seatRequest(task, around), parts.inside);
  try {
    const image = await parts.images.resolve(task.type);
    const identity = { id, hostname: task.name, environment: {} };
    const spec = taskContainer(parts, around, task, image, seat.attachment, identity, logPath);
    const container = await parts.engine.createWaiting(spec);
    return {
      seat,
      container,
      logPath,
      spec,
      spoiled: container.ended,
      async close() {
        await container.remove();
        await seat.close();
        await rm(logPath, { force: true });
      },
    };
  } catch (error) {
    await seat.close();
    throw error;
  }
}
