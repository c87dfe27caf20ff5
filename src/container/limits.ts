import type { ContainerLimits } from './container-spec.ts';

/** What a container may use where nothing else is set. */
export const workloadLimits: ContainerLimits = { memoryMiB: 512, cpus: 1, processes: 512 };

const buildShareOfMemory = 0.5;
const smallestBuildMiB = 1024;

/** A build may use all processors, and half of the machine's memory where nothing else is set: compilers and bundlers need it. */
export function buildLimits(
  machine: { readonly memoryMiB: number; readonly cpus: number },
  set: number | null,
): ContainerLimits {
  const usual = Math.max(smallestBuildMiB, Math.floor(machine.memoryMiB * buildShareOfMemory));
  const memoryMiB = set ?? usual;
  return { memoryMiB, cpus: machine.cpus, processes: 4096 };
}
