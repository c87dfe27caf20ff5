import type { TaskDefinition } from '../config/definition.ts';
import type { ContainerNetwork } from '../network/network.ts';
import type { ClusterParts } from './cluster-parts.ts';
import { openPlace } from './place.ts';
import type { Surroundings } from './surroundings.ts';
import { seatRequest, type TaskPlace } from './task-container.ts';

/** The place of a task's container, named by its id: a seat, its mounts, and a folder for its results. */
export async function openTaskPlace(
  parts: ClusterParts,
  network: ContainerNetwork,
  around: Surroundings,
  task: TaskDefinition,
  containerId: string,
): Promise<TaskPlace> {
  const output = await parts.outputs.take(containerId);
  try {
    const place = await openPlace(parts, network, around, seatRequest(task, around), task, containerId);
    return {
      ...place,
      output,
      async close() {
        try {
          await output.release();
        } finally {
          await place.close();
        }
      },
    };
  } catch (error) {
    await output.release();
    throw error;
  }
}
