import { readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** What the engine must know of a container after a crash, kept beside its bundle. */
export interface ContainerRecord {
  readonly id: string;
  readonly firstUid: number;
  readonly conmonPid: number;
  /** Clock ticks after boot, of proc(5): tells this conmon from a later process with the same number. */
  readonly conmonStartTicks: string;
  readonly containerPid: number;
}

/** Field 22 of `/proc/<pid>/stat`, or null where there is no such process. */
export function startTicks(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

export function keeperLives(record: ContainerRecord): boolean {
  return startTicks(record.conmonPid) === record.conmonStartTicks;
}

export function writeRecord(path: string, record: ContainerRecord): void {
  writeFileSync(path, JSON.stringify(record));
}

/** Null for a container whose making was cut short. */
export async function readRecord(path: string): Promise<ContainerRecord | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as ContainerRecord;
  } catch {
    return null;
  }
}
