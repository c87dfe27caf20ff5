import { readFileSync } from 'node:fs';

/**
 * Field 22 of `/proc/<pid>/stat`, clock ticks after boot (proc(5)): tells a process from a later one with the same number. Null where
 * there is no such process, or nothing but its exit status.
 */
export function startTicks(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}
