import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Usage } from '../engine.ts';

const mountPoint = '/sys/fs/cgroup';

/** A killed process leaves its cgroup a moment after it has gone for everybody else. */
const removalAttempts = 100;
const removalPauseMilliseconds = 10;

/** `hybrid`: version 1 controllers with a version 2 tree beside them, which crun refuses until that tree is out of sight. */
export type CgroupLayout = 'v2' | 'v1' | 'hybrid';

export interface Cgroups {
  readonly layout: CgroupLayout;
  readonly swapLimit: boolean;
  /** What a container used, read before its cgroup goes. */
  usage(path: string): Usage;
  /** Ids of the processes in it. */
  processes(path: string): readonly number[];
  /** Removes a cgroup and the empty ones below it, in every hierarchy. */
  remove(path: string): Promise<void>;
  /** Whether any hierarchy has the cgroup. */
  exists(path: string): boolean;
}

export const hybridMount = `${mountPoint}/unified`;

export function detectLayout(): CgroupLayout {
  if (existsSync(`${mountPoint}/cgroup.controllers`)) return 'v2';
  return existsSync(`${hybridMount}/cgroup.controllers`) ? 'hybrid' : 'v1';
}

function readNumber(path: string): number | null {
  try {
    const value = Number(readFileSync(path, 'utf8'));
    return Number.isFinite(value) ? value : null;
  } catch {
    return null;
  }
}

function readField(path: string, field: string): number | null {
  try {
    const found = new RegExp(`^${field} (\\d+)$`, 'm').exec(readFileSync(path, 'utf8'));
    return found === null ? null : Number(found[1]);
  } catch {
    return null;
  }
}

const scaled = (value: number | null, factor: number) => (value === null ? null : value * factor);

function usageV1(path: string): Usage {
  const memory = `${mountPoint}/memory${path}`;
  return {
    outOfMemory: (readField(`${memory}/memory.oom_control`, 'oom_kill') ?? 0) > 0,
    peakMemoryBytes: readNumber(`${memory}/memory.max_usage_in_bytes`),
    cpuSeconds: scaled(readNumber(`${mountPoint}/cpuacct${path}/cpuacct.usage`), 1e-9),
  };
}

function usageV2(path: string): Usage {
  const group = `${mountPoint}${path}`;
  return {
    outOfMemory: (readField(`${group}/memory.events`, 'oom_kill') ?? 0) > 0,
    peakMemoryBytes: readNumber(`${group}/memory.peak`),
    cpuSeconds: scaled(readField(`${group}/cpu.stat`, 'usage_usec'), 1e-6),
  };
}

function processesIn(group: string): readonly number[] {
  try {
    return readFileSync(`${group}/cgroup.procs`, 'utf8').split('\n').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

function isRemoved(directory: string): boolean {
  try {
    rmdirSync(directory);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

/**
 * False where processes are still leaving it. Synchronous, since only this thread sees the mounts that the containers' runtime
 * saw (`hideMountFromChildren`).
 */
function removeTree(directory: string): boolean {
  // Most have none below them.
  if (isRemoved(directory)) return true;
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) removeTree(`${directory}/${entry.name}`);
  }
  return isRemoved(directory);
}

function removeFrom(root: string, path: string): boolean {
  const directory = `${root}${path}`;
  // What crun takes for a hierarchy there is the empty folder put in its place, with plain files in it.
  if (root !== hybridMount || existsSync(`${root}/cgroup.controllers`)) return removeTree(directory);
  rmSync(directory, { recursive: true, force: true });
  return true;
}

function hierarchies(layout: CgroupLayout): readonly string[] {
  if (layout === 'v2') return [mountPoint];
  return readdirSync(mountPoint).map((name) => `${mountPoint}/${name}`);
}

export function openCgroups(): Cgroups {
  const layout = detectLayout();
  const roots = hierarchies(layout);
  const exists = (path: string) => roots.some((root) => existsSync(`${root}${path}`));
  return {
    layout,
    swapLimit: layout === 'v2' || existsSync(`${mountPoint}/memory/memory.memsw.limit_in_bytes`),
    usage: layout === 'v2' ? usageV2 : usageV1,
    processes: (path) =>
      processesIn(layout === 'v2' ? `${mountPoint}${path}` : `${mountPoint}/memory${path}`),
    async remove(path) {
      for (let attempt = 0; attempt < removalAttempts; attempt++) {
        const left = roots.filter((root) => !removeFrom(root, path));
        if (left.length === 0) return;
        await delay(removalPauseMilliseconds);
      }
      throw new Error(`cgroup ${path} is still in use`);
    },
    exists,
  };
}
