import { readdirSync, readFileSync } from 'node:fs';
import { instanceOf, runtimeDirectoryOf } from '../../src/composition/settings/settings.ts';
import type { Victim } from './plan.ts';

/** A process that can be hit, and the container that it belongs to. */
export interface Target {
  readonly pid: number;
  readonly container: string;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

const nameOf = (pid: number) => textOf(`/proc/${pid}/comm`).trim();
const wordsOf = (pid: number) => textOf(`/proc/${pid}/cmdline`).split('\0').filter(Boolean);
const childrenOf = (pid: number) =>
  textOf(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);

/** Containers of runs, and those that wait for one; the application has to stay, since it keeps the ledger. */
const isOfRun = (container: string) => container.startsWith('run-') || container.startsWith('ready-');

function keeperTarget(pid: number, words: readonly string[], directory: string): Target | null {
  const container = words[words.indexOf('--cid') + 1] ?? '';
  const isOurs = words.some((word) => word.startsWith(`${directory}/`)) && isOfRun(container);
  return isOurs && nameOf(pid) === 'conmon' ? { pid, container } : null;
}

function runtimeTarget(pid: number, words: readonly string[], directory: string): Target | null {
  const container = words.at(-1) ?? '';
  const isOurs = words[0] === `${directory}/crun` && isOfRun(container);
  return isOurs && nameOf(pid) === 'crun' ? { pid, container } : null;
}

/** What of a server can be hit now, in one look at the machine's processes. */
export function findTargets(home: string): Readonly<Record<Victim, readonly Target[]>> {
  const directory = runtimeDirectoryOf(instanceOf(home));
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const all = pids.map((name) => ({ pid: Number(name), words: wordsOf(Number(name)) }));
  const keepers = all.flatMap(({ pid, words }) => keeperTarget(pid, words, directory) ?? []);
  const inits = keepers.flatMap(({ pid, container }) =>
    childrenOf(pid)
      .filter((child) => nameOf(child) !== 'crun' && nameOf(child) !== 'conmon')
      .map((child) => ({ pid: child, container })),
  );
  const runtimes = all.flatMap(({ pid, words }) => runtimeTarget(pid, words, directory) ?? []);
  return { conmon: keepers, init: inits, runtime: runtimes };
}

/** False where it was gone already. */
export function send({ pid }: Pick<Target, 'pid'>, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}
