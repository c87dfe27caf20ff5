import { readFileSync } from 'node:fs';
import { availableParallelism, loadavg, release } from 'node:os';

/** Date, processors, system and what else the machine was doing, for the table's title. */
export function describeMachine(): string {
  const system = /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'Linux';
  const date = new Date().toISOString().slice(0, 10);
  const load = (loadavg()[0] ?? 0).toFixed(2);
  return `${date}, ${availableParallelism()} cores, ${system}, kernel ${release()}, Node.js ${process.versions.node}, load ${load}`;
}
