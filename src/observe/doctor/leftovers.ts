import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { homeInUse } from '../../composition/preconditions.ts';
import { removeRuntimeDirectory } from '../../composition/runtime-directory.ts';
import { cgroupOf, instanceOf, runtimeDirectoryOf } from '../../composition/settings/settings.ts';
import { openCgroups } from '../../engine/oci/cgroups.ts';
import { keeperLives, readRecord } from '../../engine/oci/container-record.ts';
import { mountPoints } from '../../linux/mounts.ts';
import type { Finding } from './finding.ts';

const run = promisify(execFile);

/** What a server of this home has on the machine at the moment. */
export interface Traces {
  readonly containers: readonly string[];
  /** Containers that nothing keeps any more. */
  readonly abandoned: readonly string[];
  readonly interfaces: readonly string[];
  readonly tables: readonly string[];
  readonly cgroups: readonly string[];
  readonly mounts: readonly string[];
}

async function lines(program: string, args: readonly string[]): Promise<readonly string[]> {
  const printed = await run(program, args).catch(() => ({ stdout: '' }));
  return printed.stdout.split('\n').filter((line) => line !== '');
}

async function abandonedOf(directory: string, ids: readonly string[]): Promise<readonly string[]> {
  const checked = await Promise.all(
    ids.map(async (id) => {
      const record = await readRecord(join(directory, id, 'record.json'));
      return record === null || !keeperLives(record) ? [id] : [];
    }),
  );
  return checked.flat();
}

/** Looks for containers, interfaces, firewall tables, cgroups and mounts of the home's server. */
export async function findTraces(home: string): Promise<Traces> {
  const instance = instanceOf(home);
  const directory = join(runtimeDirectoryOf(instance), 'containers');
  const containers = await readdir(directory).catch(() => []);
  const links = await lines('ip', ['-brief', 'link', 'show']);
  const tables = await lines('nft', ['list', 'tables']);
  const cgroup = cgroupOf(instance);
  return {
    containers,
    abandoned: await abandonedOf(directory, containers),
    interfaces: links
      .flatMap((line) => line.split(/[@\s]/)[0] ?? [])
      .filter((name) => name.startsWith(`er${instance}`)),
    tables: tables.filter((line) => line.endsWith(` errand_${instance}`)),
    cgroups: openCgroups().exists(cgroup) ? [cgroup] : [],
    mounts: mountPoints().filter((path) => path === runtimeDirectoryOf(instance)),
  };
}

/** What runs may be somebody's work: only a server knows. */
const stillRuns = ({ containers, abandoned }: Traces) => containers.length > abandoned.length;

function sayHome(home: string, hasLeft: boolean): string {
  if (existsSync(home)) return `stopped; its state is in ${home}`;
  return hasLeft ? `its state, ${home}, is not there any more` : 'was never started';
}

/** Findings about what is left behind. While the server runs, what it uses is no leftover. */
export async function examineLeftovers(home: string): Promise<readonly Finding[]> {
  const traces = await findTraces(home);
  if (await homeInUse(instanceOf(home))) {
    const abandoned = traces.abandoned.length;
    return [
      {
        name: 'server',
        status: 'ok',
        found: `runs on ${home}, with ${traces.containers.length} containers`,
        mend: null,
      },
      abandoned === 0
        ? { name: 'leftovers', status: 'ok', found: 'none', mend: null }
        : {
            name: 'leftovers',
            status: 'warning',
            found: `${abandoned} containers that nothing keeps: ${traces.abandoned.join(', ')}`,
            mend: 'a restart of the server removes them',
          },
    ];
  }
  const left = [
    ...traces.containers,
    ...traces.interfaces,
    ...traces.tables,
    ...traces.cgroups,
    ...traces.mounts,
  ];
  return [
    {
      name: 'server',
      status: 'ok',
      found: sayHome(home, left.length > 0),
      mend: null,
    },
    left.length === 0
      ? { name: 'leftovers', status: 'ok', found: 'none', mend: null }
      : {
          name: 'leftovers',
          status: 'warning',
          found: left.join(', '),
          mend: stillRuns(traces)
            ? 'start the server once: it takes runs up again and removes what it does not know'
            : "'errand doctor --fix' removes it",
        },
  ];
}

/** Removes interfaces, tables, cgroups and mounts of a stopped server. Containers that still run are left to the next start. */
export async function removeLeftovers(home: string): Promise<void> {
  const instance = instanceOf(home);
  const traces = await findTraces(home);
  if ((await homeInUse(instance)) || stillRuns(traces)) return;
  for (const name of traces.interfaces) await run('ip', ['link', 'delete', name]).catch(() => undefined);
  for (const _table of traces.tables) await run('nft', ['delete', 'table', 'inet', `errand_${instance}`]);
  openCgroups().remove(cgroupOf(instance));
  await removeRuntimeDirectory(runtimeDirectoryOf(instance));
}
