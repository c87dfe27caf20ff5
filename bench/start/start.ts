import { setTimeout as delay } from 'node:timers/promises';
import { findPrograms } from '../../src/composition/preconditions.ts';
import { describeMachine } from '../measure/machine.ts';
import { printTable, say } from '../measure/report.ts';
import type { BenchOptions } from '../options.ts';
import type { Contender } from '../peers/contender.ts';
import { openBareCrun } from '../peers/crun.ts';
import { openPodman } from '../peers/podman.ts';
import { openPrivateGround } from '../peers/private-ground.ts';
import { copyServersBundle } from '../peers/same-bundle.ts';
import { deploy } from '../server/deploy.ts';
import { commands, probe, writeProbeProject } from '../server/probe-project.ts';
import { openScratch } from '../server/scratch.ts';
import { spawnServer } from '../server/spawned-server.ts';
import { openRunClient } from '../server/timed-run.ts';
import { openErrandContender } from './errand.ts';
import { ratioTable, startTable } from './start-table.ts';
import { traceTable } from './trace.ts';

const defaultRuns = 50;
/** Between two runs, so that what one tidies up is not paid for by the next. */
const restMilliseconds = 150;

/** From a trigger to the first byte of the command's own output, beside bare crun and podman, run by run. */
export async function start(options: BenchOptions): Promise<void> {
  const runs = options.runs ?? defaultRuns;
  await using scratch = await openScratch();
  await using server = await spawnServer(scratch.directory);
  using client = openRunClient(server.connection);
  await deploy(server.client, probe.project, await writeProbeProject(scratch.directory), options.signal);
  const bundle = await copyServersBundle(server, scratch.directory);
  await using ground = openPrivateGround();
  const settings = {
    crunPath: findPrograms().crun,
    bundle,
    ground,
    scratch: scratch.directory,
    name: 'start',
  };
  await using crun = await openBareCrun(settings, commands.echo);
  const errand = openErrandContender(server, client);
  const podman = await openPodman(bundle, ground, scratch.directory);
  if (podman === null) say('podman is not installed and is left out (apt-get install podman)');
  const bare: Contender = { name: 'crun run', firstByte: async () => (await crun.run()) ?? Number.NaN };
  const contenders = [errand, bare, ...(podman === null ? [] : [podman])];

  await takeTurns(contenders, options.warmUps, options.signal);
  errand.forget();
  const title = `Start, ${runs} runs: ${describeMachine()}`;
  const times = await takeTurns(contenders, runs, options.signal);
  printTable(startTable(title, times), options.markdown);
  printTable(ratioTable(times), options.markdown);
  if (options.trace) printTable(traceTable(await errand.phases()), options.markdown);
}

/** Everyone runs once in every round, and everyone is first in turn. */
async function takeTurns(
  contenders: readonly Contender[],
  rounds: number,
  signal: AbortSignal,
): Promise<Map<string, number[]>> {
  const times = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    const from = round % contenders.length;
    for (const contender of [...contenders.slice(from), ...contenders.slice(0, from)]) {
      signal.throwIfAborted();
      times.get(contender.name)?.push(await contender.firstByte());
      await delay(restMilliseconds);
    }
  }
  return times;
}
