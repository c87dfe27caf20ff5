import { readFileSync, rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { untilDone } from '../../linux/until-done.ts';
import type { Exit, KeptContainer } from '../engine.ts';
import type { Cgroups } from './cgroups.ts';
import { type ContainerRecord, keeperLives } from './container-record.ts';
import { execute } from './execute.ts';
import { removeExitFiles } from './exit-files.ts';
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
  filesOf(id: string): string;
  readonly exitDirectory: string;
  exitFileOf(id: string): string;
  socketsOf(id: string): string;
  rawOutputOf(id: string): string;
  cgroupOf(id: string): string;
}

const adoptedCheckMilliseconds = 200;

/** The keeper of an adopted container is no child of this process, so its end has to be looked for. */
async function adoptedKeeperGone(record: ContainerRecord): Promise<void> {
  while (keeperLives(record)) await delay(adoptedCheckMilliseconds, undefined, { ref: false });
}

function readStatus(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

async function readExit(parts: EngineParts, id: string): Promise<Exit> {
  const status = readStatus(parts.exitFileOf(id));
  if (status === null) {
    // It may run on, seen by nobody, while everybody takes it for ended.
    await parts.runtime.kill(id, 'SIGKILL').catch(() => undefined);
    return { kind: 'lost', reason: 'the process that kept the container was killed' };
  }
  return { kind: 'exited', exitCode: Number(status), usage: parts.cgroups.usage(parts.cgroupOf(id)) };
}

/** The runtime may be killed after it has let the command begin, and before; its own word tells which. */
async function startSurely(runtime: Runtime, id: string): Promise<void> {
  try {
    await runtime.start(id);
  } catch (error) {
    const state = await runtime.state(id);
    if (state === null) throw error;
    if (state.status === 'created') await runtime.start(id);
  }
}

/** A container that conmon keeps. `keeperGone` is null where a former server made it. */
export function keptContainer(
  parts: EngineParts,
  record: ContainerRecord,
  found: { readonly started: boolean; readonly waiting: boolean },
  keeperGone: Promise<void> | null,
): KeptContainer {
  const { id } = record;
  let { started } = found;
  const gone = keeperGone ?? adoptedKeeperGone(record);
  let exit: Exit | undefined;
  const ended = gone.then(async () => {
    exit = await readExit(parts, id);
    return exit;
  });

  const remove = untilDone(async () => {
    // Where its exit was read, its init is dead, and with it every process of the container.
    if (exit?.kind === 'exited') parts.runtime.forget(id);
    else await parts.runtime.delete(id);
    await gone;
    await parts.cgroups.remove(parts.cgroupOf(id));
    removeExitFiles(parts.exitDirectory, id);
    // The bundle last: the next server knows by it that there is something to remove.
    for (const path of [parts.socketsOf(id), parts.bundleOf(id)])
      rmSync(path, { recursive: true, force: true });
    parts.uidRanges.release(record.firstUid);
  });

  return {
    id,
    pid: record.containerPid,
    rawOutputPath: parts.rawOutputOf(id),
    keeper: {
      pid: record.conmonPid,
      startTicks: record.conmonStartTicks,
      lives: () => keeperLives(record),
    },
    ended,
    get started() {
      return started;
    },
    waiting: found.waiting,
    async start() {
      if (started) throw new Error(`container ${id} was started before`);
      started = true;
      await startSurely(parts.runtime, id);
    },
    async signal(name) {
      await parts.runtime.kill(id, name);
    },
    execute: (further) => execute(parts, id, further),
    remove,
  };
}
