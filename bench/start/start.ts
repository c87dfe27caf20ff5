import { findPrograms } from '../../src/composition/preconditions.ts';
import { describeMachine } from '../measure/machine.ts';
import { printTable, say } from '../measure/report.ts';
import type { BenchOptions } from '../options.ts';
import type { Contender } from '../peers/contender.ts';
import { openBareCrun } from '../peers/crun.ts';
import { openPodman } from '../peers/podman.ts';
import { openPrivateGround } from '../peers/private-ground.ts';
import { copyServersBundle } from '../peers/same-bundle.ts';
import { openDeployedProbe } from '../server/deployed-probe.ts';
import { commands } from '../server/probe-project.ts';
import { openScratch } from '../server/scratch.ts';
import { openErrandContender } from './errand.ts';
import { names, ratioTable, startTable } from './start-table.ts';
import { traceTable } from './trace.ts';
import { takeTurns } from './turns.ts';

const defaultRuns = 50;

/** From a trigger to the first byte of the command's own output, beside bare crun and podman, run by run. */
export async function start(options: BenchOptions): Promise<void> {
  const { signal, markdown, warmUps } = options;
  const runs = options.runs ?? defaultRuns;
  await using scratch = await openScratch();
  const { directory } = scratch;
  // Before the private ground: servers see the machine as it is.
  await using usual = await openDeployedProbe(directory, 'usual', {}, signal);
  await using unready = await openDeployedProbe(directory, 'unready', { ERRAND_READY_PER_TASK: '0' }, signal);
  const bundle = await copyServersBundle(usual.server, directory);
  await using ground = openPrivateGround();
  const settings = { crunPath: findPrograms().crun, bundle, ground, scratch: directory, name: 'start' };
  await using crun = await openBareCrun(settings, commands.echo);
  const bare: Contender = { name: names.crun, firstByte: async () => (await crun.run()) ?? Number.NaN };
  const errands = [openErrandContender(names.errand, usual), openErrandContender(names.unready, unready)];
  const podman = await openPodman(names.podman, bundle, ground, directory);
  if (podman === null) say('podman is not installed and is left out (apt-get install podman)');
  const contenders = [...errands, bare, ...(podman === null ? [] : [podman])];

  await takeTurns(contenders, warmUps, signal);
  for (const errand of errands) errand.forget();
  const title = `Start, ${runs} runs: ${describeMachine()}`;
  const times = await takeTurns(contenders, runs, signal);
  printTable(startTable(title, times), markdown);
  printTable(ratioTable(times), markdown);
  if (!options.trace) return;
  for (const errand of errands) printTable(traceTable(errand.name, await errand.phases()), markdown);
}
