import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { instanceOf, runtimeDirectoryOf } from '../../src/composition/settings/settings.ts';
import { storeFile } from '../../src/composition/store-location.ts';
import { until } from './follow-run.ts';

/** What the containers of a server hold on the machine, counted. Names differ from run to run, numbers must not. */
export interface Held {
  readonly keepers: number;
  readonly bundles: number;
  readonly exits: number;
  readonly runtimeStates: number;
  readonly cgroups: number;
  readonly interfaces: number;
  readonly mounts: number;
  readonly resultFolders: number;
  readonly firewall: number;
  readonly networkNamespaces: number;
}

const printed = (program: string, ...words: string[]) => execFileSync(program, words, { encoding: 'utf8' });

/** Of a process by its arguments. */
export function pidsOf(...words: readonly string[]): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return words.every((word) => line.includes(word));
      } catch {
        return false;
      }
    })
    .map(Number);
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}

/** Ends the one program with these arguments as soon as it is there: a run waits with `sleep` until its test lets it go on. */
export async function letGo(program: string, argument: string): Promise<void> {
  const isIt = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, 'utf8') === `${program}\0${argument}\0`;
  const [pid = 0] = await until(`${program} ${argument}`, async () => {
    const found = pidsOf(program, argument).filter(isIt);
    return found.length === 1 ? found : null;
  });
  // Of other signals that end it the shell would write a line.
  process.kill(pid, 'SIGPIPE');
}

/** The conmon that keeps the container in which a program with these arguments runs. */
export function keeperOf(...words: readonly string[]): number {
  const [program, ...others] = pidsOf(...words);
  if (program === undefined || others.length > 1) throw new Error(`${words} is not one program`);
  let pid = program;
  while (readFileSync(`/proc/${pid}/comm`, 'utf8').trim() !== 'conmon') pid = parentOf(pid);
  return pid;
}

/** Null, or nothing, where it was there a moment ago. */
function ifThere<T>(look: () => T): T | null {
  try {
    return look();
  } catch (error) {
    if (['ENOENT', 'ENODEV', 'ESRCH'].includes(String((error as NodeJS.ErrnoException).code))) return null;
    throw error;
  }
}

function countLinks(folder: string, pattern: RegExp): number {
  const targets = readdirSync(folder).map((name) => ifThere(() => readlinkSync(`${folder}/${name}`)) ?? '');
  return new Set(targets.filter((target) => pattern.test(target))).size;
}

/** Paths of all cgroups with this name; others come and go meanwhile. */
export function cgroupsNamed(name: string, root = '/sys/fs/cgroup', depth = 3): readonly string[] {
  const entries = ifThere(() => readdirSync(root, { withFileTypes: true })) ?? [];
  const folders = entries.filter((entry) => entry.isDirectory());
  const here = folders.filter((entry) => entry.name === name).map(() => `${root}/${name}`);
  if (depth === 1) return here;
  return [...here, ...folders.flatMap((entry) => cgroupsNamed(name, `${root}/${entry.name}`, depth - 1))];
}

/** The container of a run's last attempt, as the server wrote it down; null where it never had one. */
export function containerOf({ home }: { readonly home: string }, id: string): string | null {
  using db = new DatabaseSync(storeFile(home), { readOnly: true });
  const row = db.prepare('select container_id from runs where id = ?').get(id);
  return typeof row?.container_id === 'string' ? row.container_id : null;
}

/** Ids of the containers that a server has on disk. */
export function bundlesOf(server: { readonly home: string }): readonly string[] {
  return readdirSync(`${runtimeDirectoryOf(instanceOf(server.home))}/containers`);
}

/** In every hierarchy; only this server's are looked at, since others come and go meanwhile. */
function cgroupsOf(instance: string): number {
  const roots = ['/sys/fs/cgroup', ...readdirSync('/sys/fs/cgroup').map((name) => `/sys/fs/cgroup/${name}`)];
  const folders = roots.map((root) => `${root}/errand-${instance}`).filter((folder) => existsSync(folder));
  const entries = folders.flatMap((folder) => readdirSync(folder, { withFileTypes: true }));
  return entries.filter((entry) => entry.isDirectory()).length;
}

/** Of a table as nft prints it, the addresses that its sets and maps have as elements. */
export function countAddresses(table: string): number {
  const sets = [...table.matchAll(/elements = \{([^}]*)\}/g)].map(([, elements = '']) => elements);
  return sets.join().match(/\b\d+\.\d+\.\d+\.\d+\b/g)?.length ?? 0;
}

/** Looks with the server's eyes, whose mounts are its own. */
export function heldBy(server: { readonly pid: number; readonly home: string }): Held {
  const instance = instanceOf(server.home);
  const directory = runtimeDirectoryOf(instance);
  const lines = (text: string, part: string) => text.split('\n').filter((line) => line.includes(part)).length;
  return {
    keepers: pidsOf('conmon', directory).length,
    bundles: bundlesOf(server).length,
    exits: readdirSync(`${directory}/exits`).length,
    runtimeStates: readdirSync(`${directory}/runtime`).length,
    cgroups: cgroupsOf(instance),
    interfaces: lines(printed('ip', '-brief', 'link', 'show'), `er${instance}`),
    // File systems for results are kept for the runs to come; which of them are taken is counted apart.
    mounts: readFileSync(`/proc/${server.pid}/mountinfo`, 'utf8')
      .split('\n')
      .filter((line) => !line.includes('/results/mounts/'))
      // A server has a copy of the mounts of others that were there at its start.
      .filter((line) => line.includes(directory) || line.includes(server.home)).length,
    resultFolders: readdirSync(`${server.home}/results/containers`).length,
    firewall: countAddresses(printed('nft', 'list', 'table', 'inet', `errand_${instance}`)),
    networkNamespaces: countLinks(`/proc/${server.pid}/fd`, /^(net:\[|\/proc\/.*\/ns\/net|.*nsfs)/),
  };
}

/** The same, once it has not changed for a while: what is made ahead of time is there then, and nothing is on its way out. */
export async function settledHold(server: { readonly pid: number; readonly home: string }): Promise<Held> {
  let held = heldBy(server);
  for (let same = 0; same < 8; ) {
    await delay(250);
    const now = heldBy(server);
    same = JSON.stringify(now) === JSON.stringify(held) ? same + 1 : 0;
    held = now;
  }
  return held;
}

/** Namespaces wait for the next run of a task; how many is a matter of what ran together. What a server leaves at its end the leak guard tells. */
const idle: Partial<Held> = { interfaces: 8, networkNamespaces: 8, firewall: 32 };

/** What there is more of than before. */
export function heldBeyond(before: Held, server: { readonly pid: number; readonly home: string }) {
  const most = (name: keyof Held) => before[name] + (idle[name] ?? 0);
  const more = Object.entries(heldBy(server)).filter(([name, count]) => count > most(name as keyof Held));
  return Object.fromEntries(more);
}
