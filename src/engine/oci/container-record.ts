import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { startTicks } from '../../linux/start-ticks.ts';

/** What the engine must know of a container after a crash, kept beside its bundle. */
export interface ContainerRecord {
  readonly id: string;
  readonly firstUid: number;
  readonly conmonPid: number;
  /** Clock ticks after boot, of proc(5): tells this conmon from a later process with the same number. */
  readonly conmonStartTicks: string;
  readonly containerPid: number;
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
