import type { Volumes } from '../volume/volumes.ts';

/** A service of an environment, as its people see it. */
export interface ServiceState {
  readonly name: string;
  /** `postgresql:18`. */
  readonly type: string;
  /** What really runs: `15.18`; null before the first start, and where nothing runs. */
  readonly version: string | null;
  /** `stopped`: no longer in the configuration, its data is kept. `down`: it should run and does not. */
  readonly status: 'running' | 'down' | 'stopped';
  readonly address: string | null;
  /** Null where it keeps no data. */
  readonly disk: { readonly sizeMiB: number; readonly usedMiB: number } | null;
  readonly createdAt: Date;
  readonly stoppedAt: Date | null;
}

const mebibyte = 1024 * 1024;

/** Size of a volume and what is in it, in MiB; null where there is none. */
export async function diskState(volumes: Volumes, id: string): Promise<ServiceState['disk']> {
  const found = await volumes.find(id);
  if (found === null) return null;
  const { usedBytes } = await volumes.usage(id);
  return { sizeMiB: found.sizeMiB, usedMiB: Math.ceil(usedBytes / mebibyte) };
}
