import type { ContainerLimits } from './container-spec.ts';

/** What a container may use where nothing else is set. */
export const workloadLimits: ContainerLimits = { memoryMiB: 512, cpus: 1, processes: 512 };

const buildShareOfMemory = 0.5;
const smallestBuildMiB = 1024;

/** Builds may use all processors and half of the machine's memory: compilers and bundlers need it, and builds are few. */
export function buildLimits(machine: { readonly memoryMiB: number; readonly cpus: number }): ContainerLimits {
  const memoryMiB = Math.max(smallestBuildMiB, Math.floor(machine.memoryMiB * buildShareOfMemory));
  return { memoryMiB, cpus: machine.cpus, processes: 4096 };
}
