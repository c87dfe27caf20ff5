import { findPrograms } from '../../src/composition/preconditions.ts';
import { describeMachine } from '../measure/machine.ts';
import { median } from '../measure/quantile.ts';
import { printTable } from '../measure/report.ts';
import type { BenchOptions } from '../options.ts';
import { type BareCrun, openBareCrun } from '../peers/crun.ts';
import { openPrivateGround } from '../peers/private-ground.ts';
import { copyServersBundle } from '../peers/same-bundle.ts';
import { deploy } from '../server/deploy.ts';
import { commands, probe, writeProbeProject } from '../server/probe-project.ts';
import { openScratch } from '../server/scratch.ts';
import { spawnServer } from '../server/spawned-server.ts';
import { openRunClient } from '../server/timed-run.ts';
import { ratePerSecond } from './rate.ts';

const defaultRuns = 200;
const rounds = 4;
/** The environment's cap is not what is measured here. */
const noCap = '1000';

/** Runs of `true` per second, several at the same time, beside as many `crun run`; in turns. */
export async function throughput(options: BenchOptions): Promise<void> {
  const { inFlight, signal } = options;
  const runs = options.runs ?? defaultRuns;
  await using scratch = await openScratch();
  await using server = await spawnServer(scratch.directory, { ERRAND_RUNS_AT_ONCE: noCap });
  using client = openRunClient(server.connection);
  await deploy(server.client, probe.project, await writeProbeProject(scratch.directory), signal);
  const bundle = await copyServersBundle(server, scratch.directory);
  await using ground = openPrivateGround();
  await using lanes = new AsyncDisposableStack();
  const cruns: BareCrun[] = [];
  for (let lane = 0; lane < inFlight; lane++) {
    const settings = {
      crunPath: findPrograms().crun,
      bundle,
      ground,
      scratch: scratch.directory,
      name: `lane${lane}`,
    };
    cruns.push(lanes.use(await openBareCrun(settings, commands.nothing)));
  }
  const errandRun = () => client.run(probe.project, probe.nothing);
  const crunRun = (lane: number) =>
    cruns[lane]?.run() ?? Promise.reject(new Error(`there is no lane ${lane}`));
  const perRound = Math.ceil(runs / rounds);
  const title = `Throughput, ${runs} runs of \`true\`, ${inFlight} at a time: ${describeMachine()}`;
  const rates = { Errand: [] as number[], 'crun run': [] as number[] };
  await ratePerSecond(errandRun, options.warmUps, inFlight, signal);
  for (let round = 0; round < rounds; round++) {
    rates.Errand.push(await ratePerSecond(errandRun, perRound, inFlight, signal));
    rates['crun run'].push(await ratePerSecond(crunRun, perRound, inFlight, signal));
  }
  const rows = Object.entries(rates).map(([name, sample]) =>
    [name, median(sample), Math.min(...sample), Math.max(...sample)].map((cell) =>
      typeof cell === 'number' ? cell.toFixed(1) : cell,
    ),
  );
  printTable({ title, headings: ['runs per second', 'median', 'least', 'most'], rows }, options.markdown);
}
