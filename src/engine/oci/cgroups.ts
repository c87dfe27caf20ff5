import { existsSync, readFileSync } from 'node:fs';
import { readdir, rmdir } from 'node:fs/promises';
import type { Usage } from '../engine.ts';

const mountPoint = '/sys/fs/cgroup';

/** `hybrid`: version 1 controllers with a version 2 tree beside them, which crun refuses until that tree is out of sight. */
export type CgroupLayout = 'v2' | 'v1' | 'hybrid';

export interface Cgroups {
  readonly layout: CgroupLayout;
  readonly swapLimit: boolean;
  /** What a container used, read before its cgroup goes. */
  usage(path: string): Usage;
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

async function removeTree(directory: string): Promise<void> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) if (entry.isDirectory()) await removeTree(`${directory}/${entry.name}`);
  await rmdir(directory).catch(() => undefined);
}

async function hierarchies(layout: CgroupLayout): Promise<readonly string[]> {
  if (layout === 'v2') return [mountPoint];
  return (await readdir(mountPoint)).map((name) => `${mountPoint}/${name}`);
}

export async function openCgroups(): Promise<Cgroups> {
  const layout = detectLayout();
  const roots = await hierarchies(layout);
  return {
    layout,
    swapLimit: layout === 'v2' || existsSync(`${mountPoint}/memory/memory.memsw.limit_in_bytes`),
    usage: layout === 'v2' ? usageV2 : usageV1,
    async remove(path) {
      await Promise.all(roots.map((root) => removeTree(`${root}${path}`)));
    },
    exists: (path) => roots.some((root) => existsSync(`${root}${path}`)),
  };
}
