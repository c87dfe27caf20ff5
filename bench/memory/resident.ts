import { readFileSync } from 'node:fs';

export interface ProcessMemory {
  readonly residentMiB: number;
  /** The most it ever was. */
  readonly peakMiB: number;
}

/** Of one process, as proc(5) has it under `VmRSS` and `VmHWM`; its containers and their keepers are not in it. */
export function readMemory(pid: number): ProcessMemory {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const field = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? Number.NaN) / 1024;
  return { residentMiB: field('VmRSS'), peakMiB: field('VmHWM') };
}
