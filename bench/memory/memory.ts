import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { showcase } from '../../src/cli/showcase/run-showcase.ts';
import { describeMachine } from '../measure/machine.ts';
import { printTable } from '../measure/report.ts';
import type { BenchOptions } from '../options.ts';
import { deploy } from '../server/deploy.ts';
import { openRunClient } from '../server/run-client.ts';
import { openScratch } from '../server/scratch.ts';
import { type SpawnedServer, spawnServer } from '../server/spawned-server.ts';
import { ratePerSecond } from '../throughput/rate.ts';
import { crowdedRows } from './crowded.ts';
import { readMemory } from './resident.ts';

const example = fileURLToPath(new URL('../../examples/report', import.meta.url));
/** The example's task takes its time: three seconds each. */
const defaultRuns = 50;
/** As many as an environment executes at once by default. */
const inFlight = 3;
const targetMiB = 120;

type Rows = string[][];

/** Resident memory of the server's process: at its first start with the example, and after a restart and many runs. */
export async function memory(options: BenchOptions): Promise<void> {
  await using scratch = await openScratch();
  await compileSources(scratch.directory);
  const rows: Rows = [];
  await firstStart(scratch.directory, options, rows);
  await restart(scratch.directory, options, rows);
  const headings = ['the server', 'resident MiB', 'peak so far MiB', 'target'];
  printTable({ title: `Memory: ${describeMachine()}`, headings, rows }, options.markdown);
  const crowded = {
    title: `With much to look after: ${describeMachine()}`,
    headings: ['the server, at rest', 'resident MiB', 'of a processor', 'started in s'],
    rows: await crowdedRows(scratch.directory, options),
  };
  printTable(crowded, options.markdown);
}

/** The first start after an update keeps the sources compiled, and takes memory for it that later ones do not. */
async function compileSources(scratch: string): Promise<void> {
  const directory = join(scratch, 'compile');
  await mkdir(directory);
  await using _ = await spawnServer(directory);
}

async function firstStart(
  directory: string,
  { idleSeconds, signal }: BenchOptions,
  rows: Rows,
): Promise<void> {
  await using server = await spawnServer(directory);
  note(rows, server, 'first start, keys and certificates made');
  await deploy(server.client, showcase.project, example, signal);
  note(rows, server, 'example just deployed');
  await delay(idleSeconds * 1000, undefined, { signal });
  note(rows, server, `idle for ${idleSeconds} s`, `≤ ${targetMiB}`);
}

async function restart(directory: string, options: BenchOptions, rows: Rows): Promise<void> {
  const { idleSeconds, signal } = options;
  const runs = options.runs ?? defaultRuns;
  await using server = await spawnServer(directory);
  using client = openRunClient(server.connection);
  note(rows, server, 'restarted, example up again');
  await delay(idleSeconds * 1000, undefined, { signal });
  note(rows, server, `idle for ${idleSeconds} s`, `≤ ${targetMiB}`);
  await ratePerSecond(() => client.run(showcase.project, showcase.task), runs, inFlight, signal);
  note(rows, server, `after ${runs} runs of its task`);
  await delay(idleSeconds * 1000, undefined, { signal });
  note(rows, server, `idle for ${idleSeconds} s`);
}

function note(rows: Rows, server: SpawnedServer, moment: string, target = ''): void {
  const { residentMiB, peakMiB } = readMemory(server.pid);
  rows.push([moment, residentMiB.toFixed(1), peakMiB.toFixed(1), target]);
}
