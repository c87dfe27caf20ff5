import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { showcase } from '../../src/cli/showcase/run-showcase.ts';
import { describeMachine } from '../measure/machine.ts';
import { printTable } from '../measure/report.ts';
import type { BenchOptions } from '../options.ts';
import { deploy } from '../server/deploy.ts';
import { openRunClient } from '../server/run-client.ts';
import { openScratch } from '../server/scratch.ts';
import { spawnServer } from '../server/spawned-server.ts';
import { ratePerSecond } from '../throughput/rate.ts';
import { readMemory } from './resident.ts';

const example = fileURLToPath(new URL('../../examples/report', import.meta.url));
const defaultRuns = 200;
/** As many as an environment executes at once by default. */
const inFlight = 3;
const targetMiB = 120;

/** Resident memory of the server's process: just started, idle with the example deployed, and after runs. */
export async function memory(options: BenchOptions): Promise<void> {
  const { signal, idleSeconds } = options;
  const runs = options.runs ?? defaultRuns;
  await using scratch = await openScratch();
  await using server = await spawnServer(scratch.directory);
  using client = openRunClient(server.connection);
  const rows: string[][] = [];
  const note = (moment: string, target = '') => {
    const { residentMiB, peakMiB } = readMemory(server.pid);
    rows.push([moment, residentMiB.toFixed(1), peakMiB.toFixed(1), target]);
  };
  const rest = () => delay(idleSeconds * 1000, undefined, { signal });

  note('just started');
  await deploy(server.client, showcase.project, example, signal);
  note('example just deployed');
  await rest();
  note(`example deployed, idle for ${idleSeconds} s`, `≤ ${targetMiB}`);
  await ratePerSecond(() => client.run(showcase.project, showcase.task), runs, inFlight, signal);
  note(`after ${runs} runs of its task`);
  await rest();
  note(`after ${runs} runs, idle for ${idleSeconds} s`);
  const headings = ['the server', 'resident MiB', 'peak so far MiB', 'target'];
  printTable({ title: `Memory: ${describeMachine()}`, headings, rows }, options.markdown);
}
