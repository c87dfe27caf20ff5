import { readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { gateLoader } from './oci-config.ts';

const attempts = 1000;
const pauseMilliseconds = 1;

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function inputOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/fd/0`);
  } catch {
    return '';
  }
}

/**
 * Init and shell of a container that waits were begun with the loader, and have the keeper's pipe as their input. Before the shell begins a
 * command it takes /dev/null instead.
 */
const waitsAtGate = (pid: number) =>
  textOf(`/proc/${pid}/cmdline`).endsWith(`\0-c\0${gateLoader}\0sh\0`) && inputOf(pid).startsWith('pipe:');

/** The one letter of proc(5) behind the program's name. */
function stateOf(pid: number): string {
  const stat = textOf(`/proc/${pid}/stat`);
  return stat.charAt(stat.lastIndexOf(')') + 2);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It is gone.
  }
}

async function stopped(pid: number): Promise<boolean> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const state = stateOf(pid);
    if (state === 'T') return true;
    if (state === '' || state === 'Z') return false;
    await delay(pauseMilliseconds);
  }
  return false;
}

/**
 * Whether the processes of a container, all of them, still wait to be told what to run; then they are stopped, so that what
 * may be on its way to them comes too late. Otherwise they go on.
 */
export async function haltAtGate(pids: readonly number[]): Promise<boolean> {
  if (pids.length === 0 || !pids.every(waitsAtGate)) return false;
  for (const pid of pids) send(pid, 'SIGSTOP');
  const isStopped = await Promise.all(pids.map(stopped));
  // A look at what they are is worth something only now: before, the shell may have been about to begin.
  if (isStopped.every(Boolean) && pids.every(waitsAtGate)) return true;
  for (const pid of pids) send(pid, 'SIGCONT');
  return false;
}
