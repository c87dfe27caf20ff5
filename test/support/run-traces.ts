import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { instanceOf, runtimeDirectoryOf } from '../../src/composition/settings.ts';

/** What the containers of a server hold on the machine, counted. Names differ from run to run, numbers must not. */
export interface Held {
  readonly keepers: number;
  readonly bundles: number;
  readonly exits: number;
  readonly runtimeStates: number;
  readonly cgroups: number;
  readonly interfaces: number;
  readonly mounts: number;
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

/** The conmon that keeps the container in which a program with these arguments runs. */
export function keeperOf(...words: readonly string[]): number {
  const [program, ...others] = pidsOf(...words);
  if (program === undefined || others.length > 1) throw new Error(`${words} is not one program`);
  let pid = program;
  while (readFileSync(`/proc/${pid}/comm`, 'utf8').trim() !== 'conmon') pid = parentOf(pid);
  return pid;
}

function countLinks(pid: number, folder: string, pattern: RegExp): number {
  const found = printed('find', `/proc/${pid}/${folder}`, '-maxdepth', '1', '-printf', '%l\n');
  return new Set(found.split('\n').filter((target) => pattern.test(target))).size;
}

/** Ids of the containers that a server has on disk. */
export function bundlesOf(server: { readonly home: string }): readonly string[] {
  return readdirSync(`${runtimeDirectoryOf(instanceOf(server.home))}/containers`);
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
    cgroups: lines(printed('find', '/sys/fs/cgroup', '-type', 'd', '-path', `*/errand-${instance}/*`), '/'),
    interfaces: lines(printed('ip', '-brief', 'link', 'show'), `er${instance}`),
    mounts: readFileSync(`/proc/${server.pid}/mountinfo`, 'utf8').split('\n').length,
    // Of the addresses that the firewall knows, its sets' elements and rules.
    firewall:
      printed('nft', 'list', 'table', 'inet', `errand_${instance}`).match(/\b10\.218\.\d+\.\d+/g)?.length ??
      0,
    networkNamespaces: countLinks(server.pid, 'fd', /^(net:\[|\/proc\/.*\/ns\/net|.*nsfs)/),
  };
}
