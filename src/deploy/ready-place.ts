import { newActivityId } from '../activity/activity-id.ts';
import type { TaskDefinition } from '../config/definition.ts';
import type { ContainerSpec } from '../container/container-spec.ts';
import type { WaitingContainer } from '../engine/engine.ts';
import type { ContainerNetwork } from '../network/network.ts';
import { builtImage } from './built-image.ts';
import type { ClusterParts } from './cluster-parts.ts';
import type { Ready } from './ready-pool.ts';
import type { Surroundings } from './surroundings.ts';
import { type TaskPlace, taskContainer } from './task-container.ts';
import { openTaskPlace } from './task-place.ts';

/** A seat with a container in it that waits for a run; no secret, no token and no name is in it yet. */
export interface ReadyPlace extends Ready {
  readonly seat: TaskPlace;
  readonly container: WaitingContainer;
  readonly spec: ContainerSpec;
}

export async function makeReadyPlace(
  parts: ClusterParts,
  network: ContainerNetwork,
  around: Surroundings,
  task: TaskDefinition,
): Promise<ReadyPlace> {
  const id = `ready-${newActivityId()}`;
  const seat = await openTaskPlace(parts, network, around, task, id);
  try {
    const image = await builtImage(parts, around, task);
    const identity = { id, hostname: task.name, environment: {}, hiddenTexts: [], args: [], payload: '' };
    const spec = taskContainer(parts, around, task, image, seat, identity, '');
    const container = await parts.engine.createWaiting(spec);
    return {
      seat,
      container,
      spec,
      spoiled: container.ended,
      async close() {
        await container.remove();
        await seat.close();
      },
    };
  } catch (error) {
    await seat.close();
    throw error;
  }
}
