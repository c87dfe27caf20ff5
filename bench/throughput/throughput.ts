import { setTimeout as delay } from 'node:timers/promises';
import { describeMachine } from '../measure/machine.ts';
import { median } from '../measure/quantile.ts';
import { printTable } from '../measure/report.ts';
import type { BenchOptions } from '../options.ts';
import { openPrivateGround } from '../peers/private-ground.ts';
import { copyServersBundle } from '../peers/same-bundle.ts';
import { openDeployedProbe } from '../server/deployed-probe.ts';
import { probe } from '../server/probe-project.ts';
import { openScratch } from '../server/scratch.ts';
import { openLanes } from './lanes.ts';
import { ratePerSecond } from './rate.ts';

const defaultRuns = 200;
const rounds = 4;
/** So that what the server does after a run is over when the other's turn comes. */
const restMilliseconds = 1000;
/** The environment's cap is not what is measured here. */
const noCap = { ERRAND_RUNS_AT_ONCE: '1000' };

/** Runs of `true` per second, several at the same time, beside as many `crun run`; in turns. */
export async function throughput(options: BenchOptions): Promise<void> {
  const { inFlight, signal, warmUps, markdown } = options;
  const runs = options.runs ?? defaultRuns;
  await using scratch = await openScratch();
  await using deployed = await openDeployedProbe(scratch.directory, 'server', noCap, signal);
  const bundle = await copyServersBundle(deployed.server, scratch.directory);
  await using ground = openPrivateGround();
  await using cruns = await openLanes(inFlight, bundle, ground, scratch.directory);
  const contenders = new Map<string, (lane: number) => Promise<unknown>>([
    ['Errand', () => deployed.client.run(probe.project, probe.nothing)],
    ['crun run', (lane) => cruns.run(lane)],
  ]);
  const rates = new Map<string, number[]>([...contenders.keys()].map((name) => [name, []]));
  const title = `Throughput, ${runs} runs of \`true\`, ${inFlight} at a time: ${describeMachine()}`;
  for (const run of contenders.values()) await ratePerSecond(run, warmUps, inFlight, signal);
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of contenders) {
      await delay(restMilliseconds, undefined, { signal });
      rates.get(name)?.push(await ratePerSecond(run, Math.ceil(runs / rounds), inFlight, signal));
    }
  }
  printTable(
    { title, headings: ['runs per second', 'median', 'least', 'most'], rows: rowsOf(rates) },
    markdown,
  );
}

function rowsOf(rates: ReadonlyMap<string, readonly number[]>): readonly (readonly string[])[] {
  return [...rates].map(([name, sample]) => {
    const numbers = [median(sample), Math.min(...sample), Math.max(...sample)];
    return [name, ...numbers.map((number) => number.toFixed(1))];
  });
}
