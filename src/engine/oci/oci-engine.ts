import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContainerSpec } from '../../container/container-spec.ts';
import { makeFifo } from '../../linux/fifo.ts';
import { hideMountFromChildren } from '../../linux/mounts.ts';
import { startTicks } from '../../linux/start-ticks.ts';
import type { KeptContainer, KeptEngine, KeptWaitingContainer } from '../engine.ts';
import { hybridMount, openCgroups } from './cgroups.ts';
import { createWithConmon } from './conmon.ts';
import { type ContainerRecord, readRecord, writeRecord } from './container-record.ts';
import { sweepExitFiles } from './exit-files.ts';
import { removeHalfMadeOrTell } from './half-made.ts';
import { haltAtGate } from './halt-at-gate.ts';
import { ociConfig } from './oci-config.ts';
import { type EngineParts, keptContainer } from './oci-container.ts';
import { openRuntime } from './runtime.ts';
import { runtimeProgram } from './runtime-program.ts';
import { openUidRanges } from './uid-ranges.ts';
import { waitingContainer } from './waiting-container.ts';

export interface OciEngineSettings {
  /** Folder for bundles and runtime state; gone after a reboot, like the containers. Holds secrets. */
  readonly directory: string;
  /** Parent of all this server's cgroups: `/errand-1a2b`. */
  readonly cgroup: string;
  /** Absolute paths of the programs. */
  readonly runtimePath: string;
  readonly conmonPath: string;
  readonly initPath: string;
  /** Told of a half-made container of which something stays; the next engine on the folder tries again. */
  readonly onLeft: (container: string, error: unknown) => void;
}

async function openParts(settings: OciEngineSettings): Promise<EngineParts> {
  const { directory } = settings;
  const exitDirectory = join(directory, 'exits');
  const cgroups = openCgroups();
  if (cgroups.layout === 'hybrid') hideMountFromChildren(hybridMount);
  const directories = ['containers', 'exits', 'sockets', 'runtime', 'outputs'].map((name) =>
    join(directory, name),
  );
  // Passable, not readable: the runtime reaches root folders beside these as the container's user.
  await mkdir(directory, { recursive: true, mode: 0o711 });
  for (const path of directories) await mkdir(path, { recursive: true, mode: 0o700 });
  return {
    settings,
    cgroups,
    uidRanges: openUidRanges(),
    runtime: openRuntime(runtimeProgram(settings.runtimePath, directory), join(directory, 'runtime')),
    bundleOf: (id) => join(directory, 'containers', id),
    gateOf: (id) => join(directory, 'containers', id, 'gate'),
    filesOf: (id) => join(directory, 'containers', id, 'files'),
    exitDirectory,
    exitFileOf: (id) => join(exitDirectory, id),
    socketsOf: (id) => join(directory, 'sockets', id),
    rawOutputOf: (id) => join(directory, 'outputs', id),
    cgroupOf: (id) => `${settings.cgroup}/${id}`,
  };
}

/** In this thread: bundles lie in memory, where a file costs less than handing the work to another thread. */
function writeBundle(parts: EngineParts, spec: ContainerSpec, firstUid: number, gated: boolean): void {
  const bundle = parts.bundleOf(spec.id);
  const filesDirectory = parts.filesOf(spec.id);
  mkdirSync(filesDirectory, { recursive: true, mode: 0o711 });
  if (gated) makeFifo(parts.gateOf(spec.id));
  const config = ociConfig(spec, {
    firstUid,
    filesDirectory,
    gatePath: gated ? parts.gateOf(spec.id) : null,
    cgroupsPath: parts.cgroupOf(spec.id),
    initPath: parts.settings.initPath,
    swapLimit: parts.cgroups.swapLimit,
  });
  for (const [index, text] of Object.values(spec.files).entries())
    writeFileSync(join(filesDirectory, String(index)), text, { mode: 0o644 });
  writeFileSync(join(bundle, 'config.json'), JSON.stringify(config), { mode: 0o600 });
}

async function create(parts: EngineParts, spec: ContainerSpec, gated: boolean): Promise<KeptContainer> {
  const firstUid = parts.uidRanges.take();
  const bundle = parts.bundleOf(spec.id);
  try {
    writeBundle(parts, spec, firstUid, gated);
    const keeper = await createWithConmon(
      parts.settings.conmonPath,
      {
        id: spec.id,
        bundle,
        exitDirectory: parts.exitDirectory,
        socketDirectory: join(parts.settings.directory, 'sockets'),
        rawOutputPath: parts.rawOutputOf(spec.id),
      },
      parts.runtime,
    );
    const record: ContainerRecord = {
      id: spec.id,
      firstUid,
      conmonPid: keeper.conmonPid,
      conmonStartTicks: startTicks(keeper.conmonPid) ?? '',
      containerPid: keeper.containerPid,
    };
    writeRecord(join(bundle, 'record.json'), record);
    return keptContainer(parts, record, { started: false, waiting: false }, keeper.gone);
  } catch (error) {
    // What could not be removed keeps its user numbers: a process may still have them.
    if (await removeHalfMadeOrTell(parts, spec.id)) parts.uidRanges.release(firstUid);
    throw error;
  }
}

async function createWaiting(parts: EngineParts, spec: ContainerSpec): Promise<KeptWaitingContainer> {
  const container = await create(parts, spec, true);
  try {
    await container.start();
  } catch (error) {
    await container.remove();
    throw error;
  }
  return waitingContainer(parts, spec, container);
}

async function adoptOne(parts: EngineParts, id: string): Promise<KeptContainer | null> {
  const record = await readRecord(join(parts.bundleOf(id), 'record.json'));
  if (record === null) {
    await removeHalfMadeOrTell(parts, id);
    return null;
  }
  parts.uidRanges.keep(record.firstUid);
  const state = await parts.runtime.state(id);
  const started = state !== null && state.status !== 'created';
  const waiting =
    existsSync(parts.gateOf(id)) && (await haltAtGate(parts.cgroups.processes(parts.cgroupOf(id))));
  return keptContainer(parts, record, { started, waiting }, null);
}

/** The engine that runs containers on this machine, through an OCI runtime and conmon. */
export async function openOciEngine(settings: OciEngineSettings): Promise<KeptEngine> {
  const parts = await openParts(settings);
  return {
    create: (spec) => create(parts, spec, false),
    createWaiting: (spec) => createWaiting(parts, spec),
    async adopt() {
      const ids = await readdir(join(settings.directory, 'containers'));
      sweepExitFiles(parts.exitDirectory, ids);
      const found = await Promise.all(ids.map((id) => adoptOne(parts, id)));
      return found.filter((container) => container !== null);
    },
    async close() {
      await parts.cgroups.remove(settings.cgroup);
    },
  };
}
