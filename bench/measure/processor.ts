import { readFileSync } from 'node:fs';

const ticksPerSecond = 100;

/** Seconds of processor that a process has used, in the kernel too (proc(5), fields 14 and 15 of `stat`). */
export function processorSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}
