import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Container, Exit } from '../engine.ts';
import type { Cgroups } from './cgroups.ts';
import { type ContainerRecord, keeperLives } from './container-record.ts';
import type { OciEngineSettings } from './oci-engine.ts';
import type { Runtime } from './runtime.ts';
import type { UidRanges } from './uid-ranges.ts';

/** What the containers of one engine share. */
export interface EngineParts {
  readonly settings: OciEngineSettings;
  readonly cgroups: Cgroups;
  readonly runtime: Runtime;
  readonly uidRanges: UidRanges;
  bundleOf(id: string): string;
  gateOf(id: string): string;
  /** A file that is there from just before a waiting container is told what to run. */
  awakenedMarkOf(id: string): string;
  filesOf(id: string): string;
  exitFileOf(id: string): string;
  socketsOf(id: string): string;
  cgroupOf(id: string): string;
}

const adoptedCheckMilliseconds = 200;

/** The keeper of an adopted container is no child of this process, so its end has to be looked for. */
async function adoptedKeeperGone(record: ContainerRecord): Promise<void> {
  while (keeperLives(record)) await delay(adoptedCheckMilliseconds, undefined, { ref: false });
}

async function readExit(parts: EngineParts, id: string): Promise<Exit> {
  const status = await readFile(parts.exitFileOf(id), 'utf8').catch(() => null);
  if (status === null) {
    // It may run on, seen by nobody, while everybody takes it for ended.
    await parts.runtime.kill(id, 'SIGKILL').catch(() => undefined);
    return { kind: 'lost', reason: 'the process that kept the container was killed' };
  }
  return { kind: 'exited', exitCode: Number(status), usage: parts.cgroups.usage(parts.cgroupOf(id)) };
}

/** A container that conmon keeps. `keeperGone` is null where a former server made it. */
export function keptContainer(
  parts: EngineParts,
  record: ContainerRecord,
  alreadyStarted: boolean,
  keeperGone: Promise<void> | null,
): Container {
  const { id } = record;
  let started = alreadyStarted;
  let removed: Promise<void> | undefined;
  const gone = keeperGone ?? adoptedKeeperGone(record);
  const ended = gone.then(() => readExit(parts, id));

  const remove = async () => {
    await parts.runtime.delete(id);
    await gone;
    await parts.cgroups.remove(parts.cgroupOf(id));
    const paths = [parts.bundleOf(id), parts.exitFileOf(id), parts.socketsOf(id)];
    await Promise.all(paths.map((path) => rm(path, { recursive: true, force: true })));
    parts.uidRanges.release(record.firstUid);
  };

  return {
    id,
    pid: record.containerPid,
    ended,
    get started() {
      return started;
    },
    get waiting() {
      return existsSync(parts.gateOf(id)) && !existsSync(parts.awakenedMarkOf(id));
    },
    async start() {
      if (started) throw new Error(`container ${id} was started before`);
      started = true;
      await parts.runtime.start(id);
    },
    async signal(name) {
      await parts.runtime.kill(id, name);
    },
    remove() {
      removed ??= remove();
      return removed;
    },
  };
}
