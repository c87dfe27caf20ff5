import type { ContainerMount } from '../container/container-spec.ts';
import type { ContainerNetwork } from '../network/network.ts';
import type { ClusterParts } from './cluster-parts.ts';
import { type MountOwner, openMounts } from './mounts.ts';
import { openSeat, type Seat, type SeatRequest } from './seat.ts';
import type { Surroundings } from './surroundings.ts';

/** A seat, and the mounts that the workload declared, ready for its container. */
export interface Place extends Seat {
  readonly mounts: readonly ContainerMount[];
}

/** `key` names the container, or the workload whose containers follow one another (see `openMounts`). */
export async function openPlace(
  parts: ClusterParts,
  network: ContainerNetwork,
  around: Surroundings,
  request: SeatRequest,
  owner: MountOwner,
  key: string,
): Promise<Place> {
  const { mounts, close } = await openMounts(parts.storage, around, owner, key);
  try {
    const seat = await openSeat(network, request, parts.inside);
    return {
      attachment: seat.attachment,
      mounts,
      occupy: (containerId) => seat.occupy(containerId),
      async close() {
        try {
          await seat.close();
        } finally {
          await close();
        }
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
